import { type Alert, alertOf } from '../../domain/alert.js';
import type { LogRecord } from '../../ports/event-log.js';

/** The alert in a record of the alerts topic; null when it is none. */
export const readAlert = ({ value }: Pick<LogRecord, 'value'>): Alert | null =>
  value === null ? null : alertOf(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'));
