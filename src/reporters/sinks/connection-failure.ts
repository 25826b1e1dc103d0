/** Why a connection failed, in words for an operator. Made of the code alone: texts of errors may hold addresses with keys. */
export function connectionFailure(cause: unknown, host: string): string {
  const code = codeOf(cause);
  if (certificate.test(code)) {
    return `the certificate of ${host} was not accepted (${code}): a private authority must be given as ca`;
  }
  if (/^(ERR_SSL|ERR_TLS|EPROTO|ETLS)/.test(code)) return `TLS with ${host} failed (${code})`;
  return `cannot reach ${host} (${code})`;
}

/** Codes of OpenSSL's verification, and Node's own for a name that does not match. */
const certificate =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECODE|DECRYPT)|INVALID_(CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH|CRL/;

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'unknown';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return 'cause' in cause ? codeOf(cause.cause) : 'unknown';
}
