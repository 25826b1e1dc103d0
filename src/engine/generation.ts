import { createHash } from 'node:crypto';
import { stateSchema } from '../domain/case-codec.js';
import { type ViewContext, viewVersion } from '../domain/contribution.js';
import { byBytes } from '../domain/texts.js';

/**
 * What a state was computed under. Two processors that differ here would subtract what the other never added, so a
 * state of another hash is refused (design.md section 4).
 */
export function generationHash(views: ViewContext, partitions: number): string {
  const { reminderHour, maxReminders, graceMs, maxAgeMs } = views.timers;
  const parts = {
    viewVersion,
    stateSchema,
    partitions,
    rules: views.rules,
    calendar: views.calendar.fingerprint,
    zone: `${views.zone.id} ${views.zone.fingerprint}`,
    unitKinds: [...views.unitKinds].sort(([a], [b]) => byBytes(a, b)),
    timers: [reminderHour, maxReminders, graceMs, maxAgeMs],
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
