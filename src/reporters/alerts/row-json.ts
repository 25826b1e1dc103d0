import { z } from 'zod';
import { alertSchema } from '../../domain/alert.js';
import { ackActions } from '../../domain/events.js';
import { formatInstant } from '../../domain/instant.js';
import { deliverySchema } from '../notify/deliveries.js';
import type { Acknowledgement, Row } from './board.js';

/** A row of the board as machines read it: instants as RFC 3339. */

const instant = z.string().meta({ format: 'date-time' });

const acknowledgement = z.object({
  alertId: z.string(),
  action: z.enum(ackActions),
  by: z.string(),
  at: instant,
  until: instant.optional().meta({ description: 'of a snooze' }),
  note: z.string().optional(),
});

export const alertRowSchema = z.object({
  subject: z.string(),
  alert: alertSchema.meta({ description: 'the last one: says how the subject stands' }),
  history: z.array(alertSchema).meta({ description: 'oldest first' }),
  deliveries: z.array(deliverySchema),
  acks: z.array(acknowledgement).meta({ description: 'what was said and not taken back, oldest first' }),
  standing: acknowledgement.nullable().meta({ description: 'the acknowledgement that holds now' }),
});
export type AlertRow = z.output<typeof alertRowSchema>;

export const rowJson = (row: Row): AlertRow => ({
  ...row,
  history: [...row.history],
  deliveries: [...row.deliveries],
  acks: row.acks.map(said),
  standing: row.standing === null ? null : said(row.standing),
});

const said = ({ at, until, ...rest }: Acknowledgement): AlertRow['acks'][number] => ({
  ...rest,
  at: formatInstant(at),
  ...(until !== undefined && { until: formatInstant(until) }),
});
