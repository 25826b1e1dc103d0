import { type ErrorDetails, PulseError } from '../../domain/errors.js';

/** The fields by which kafkajs's errors are told apart; its classes are not exported to ESM by name. */
export interface KafkaFault {
  readonly name: string;
  readonly message: string;
  readonly type?: string;
  readonly code?: string | number;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly host?: string;
  readonly port?: number;
  readonly topic?: string;
  readonly partition?: number | string;
}

export const faultOf = (error: unknown): KafkaFault =>
  error instanceof Error ? (error as KafkaFault) : { name: 'Error', message: String(error) };

/** The error and its causes, outermost first. */
function chain(error: unknown): KafkaFault[] {
  const out: KafkaFault[] = [];
  for (let e = error; e instanceof Error && out.length < 10; e = e.cause) out.push(faultOf(e));
  return out;
}

const has = (error: unknown, match: (fault: KafkaFault) => boolean): boolean => chain(error).some(match);

export const isUnknownTopic = (error: unknown): boolean =>
  has(error, (f) => f.type === 'UNKNOWN_TOPIC_OR_PARTITION' || f.type === 'INVALID_TOPIC_EXCEPTION');

export const isTooLarge = (error: unknown): boolean =>
  has(error, (f) => f.type === 'MESSAGE_TOO_LARGE' || f.type === 'RECORD_LIST_TOO_LARGE');

const isRefusedLogin = (f: KafkaFault): boolean =>
  f.name === 'KafkaJSSASLAuthenticationError' || f.type === 'SASL_AUTHENTICATION_FAILED';
const isCertificate = (f: KafkaFault): boolean =>
  /certificat|self.signed|altname|CERT_|unable to verify/i.test(f.message);
const isForbidden = (f: KafkaFault): boolean => f.type?.endsWith('AUTHORIZATION_FAILED') === true;
const isUnreachable = (f: KafkaFault): boolean =>
  ['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSNoBrokerAvailableError'].includes(f.name);

/** May the same call succeed later by itself? kafkajs's own flag says no for time-outs and for spent retries. */
export function isTransient(error: unknown): boolean {
  const faults = chain(error);
  if (faults.some((f) => isRefusedLogin(f) || isCertificate(f) || isForbidden(f))) return false;
  const root = faults.at(-1);
  if (root === undefined || !root.name.startsWith('KafkaJS')) return root?.code !== undefined; // system errors have a code
  return root.retriable !== false || ['KafkaJSTimeout', 'KafkaJSLockTimeout'].includes(root.name);
}

export function unknownTopic(topic: string, cause?: unknown): PulseError {
  const message = `topic ${topic} does not exist: run \`pulse topics create\``;
  return new PulseError('PULSE_LOG', message, { details: { topic }, cause });
}

/** Any error as PulseError PULSE_LOG, saying what was tried and, where we know it, what to do. */
export function toPulseError(
  error: unknown,
  doing: string,
  brokers: readonly string[],
  details: ErrorDetails = {},
): PulseError {
  const inner = chain(error).find((f) => f instanceof PulseError);
  if (inner instanceof PulseError) return inner;
  const say = (text: string, retryable: boolean): PulseError =>
    new PulseError('PULSE_LOG', `${doing}: ${text}`, { retryable, details: { ...details, brokers }, cause: error });
  const faults = chain(error);
  const root = faults.at(-1) ?? faultOf(error);
  const at = brokers.join(', ');
  if (faults.some(isRefusedLogin))
    return say(`Kafka at ${at} refused user or password: check the SASL mechanism and credentials`, false);
  const certificate = faults.find(isCertificate);
  if (certificate !== undefined)
    return say(`the TLS certificate of ${at} was not accepted (${certificate.message}): check the CA file`, false);
  const forbidden = faults.find(isForbidden);
  if (forbidden !== undefined) return say(`Kafka forbids it (${forbidden.type}): give this user the ACL`, false);
  if (faults.some(isUnreachable))
    return say(`no Kafka broker reachable at ${at} (${root.message}): check KAFKA_BROKERS, the network and TLS`, true);
  return say(root.message, isTransient(error));
}
