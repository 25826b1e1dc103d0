import type { Sent } from '../notify/sender.js';
import { connectionFailure } from './connection-failure.js';

/** What nodemailer's errors have; all of it may be missing. */
interface SmtpFailure {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly command?: unknown;
}

/** 5xx that speak of who sends, not of what is sent: log-in required, mechanism too weak, encryption required, wrong. */
const ofTheConfiguration = [530, 534, 535, 538];

/**
 * What a failed try means (RFC 5321, section 4.2.1).
 *
 * @param hide takes secrets out of the server's words
 */
export function sentByError(cause: unknown, host: string, hide: (text: string) => string): Sent {
  const failure: SmtpFailure = typeof cause === 'object' && cause !== null ? cause : {};
  const said = typeof failure.response === 'string' ? hide(withoutAddresses(failure.response)) : '';
  const status = typeof failure.responseCode === 'number' ? failure.responseCode : 0;
  const answer = `${host} answered ${said} to ${typeof failure.command === 'string' ? failure.command : 'us'}`;
  if (failure.code === 'EAUTH') return { kind: 'later', reason: `log-in to ${host} failed: ${said}` };
  if (failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE') {
    if (status === 0) return { kind: 'refused', reason: `no mail for ${host}: an address or the size is not allowed` };
    const refused = status >= 500 && !ofTheConfiguration.includes(status);
    return { kind: refused ? 'refused' : 'later', reason: answer };
  }
  if (failure.code === 'ETLS')
    return { kind: 'later', reason: `${tlsFailure(failure, host)}${said === '' ? '' : `: ${said}`}` };
  return { kind: 'later', reason: said === '' ? connectionFailure(causeOf(failure), host) : answer };
}

/** People's addresses are no business of a log. */
const withoutAddresses = (text: string): string => text.replace(/[^\s<>@]+@/g, '…@');

function tlsFailure(failure: SmtpFailure, host: string): string {
  const inner = connectionFailure(causeOf(failure), host);
  return inner.includes('certificate') ? inner : `no encrypted connection to ${host} (STARTTLS or TLS failed)`;
}

/** nodemailer puts its own code over that of the socket, which tells more. */
function causeOf(failure: SmtpFailure): { code: unknown } {
  return { code: failure.originalCode ?? failure.code };
}
