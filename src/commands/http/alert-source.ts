import type { Alert } from '../../domain/alert.js';
import { formatInstant } from '../../domain/instant.js';
import { zoneOf } from '../../domain/zone.js';
import type { EventLog } from '../../ports/event-log.js';
import type { Row } from '../../reporters/alerts/board.js';
import type { AlertFeed } from '../../reporters/http/alert-feed.js';
import type { AlertSource } from '../../reporters/http/sources.js';
import { ackType, takeNote } from '../alerts/take-note.js';
import type { Context } from '../context.js';

/** The board of alerts for the API: units by any of their names, acknowledgements as `pulse alerts ack` writes them. */
export function alertSource(context: Context, log: Pick<EventLog, 'publish'>, feed: AlertFeed): AlertSource {
  const { catalogue } = context.configuration;
  const codeOf = (name: string): string => catalogue.unitCode(name) ?? name;
  const zone = zoneOf(context.settings.timeZone);
  return {
    rows: ({ open, unit, kind }) =>
      feed
        .rows()
        .filter(
          ({ alert }) =>
            (!open || alert.state === 'open') &&
            (kind === undefined || alert.kind === kind) &&
            (unit === undefined || codeOf(unitOf(alert) ?? '') === codeOf(unit)),
        ),
    byId: (prefix) => feed.byId(prefix),
    onAlert: (listener) => feed.onAlert(listener),
    onNote: (listener) => feed.onNote(listener),
    acknowledge: async (alert, said) => {
      const now = context.clock.now();
      const last = feed.versions(alert.subject).at(-1);
      const deps = {
        log,
        topic: context.topics.inputOf[ackType],
        zone,
        now,
        source: 'urn:hotline-pulse:http',
        last,
      } as const;
      const { by, until } = await takeNote(alert, said, deps);
      return {
        alertId: alert.id,
        action: until === undefined ? 'ack' : 'snooze',
        by,
        at: formatInstant(now),
        ...(until !== undefined && { until: formatInstant(until) }),
      };
    },
  };
}

const unitOf = ({ ticket, condition }: Row['alert'] | Alert): string | undefined =>
  ticket?.unit.code ?? condition?.labels['unit'];
