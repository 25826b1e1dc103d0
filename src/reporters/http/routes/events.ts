import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { RouteContext } from '../api.js';
import { eventTypesTaken, readPosted } from '../event-request.js';
import { type Judged, judgeEvents, type Refusal } from '../judge-events.js';
import { Problem } from '../problems.js';
import { described, json } from '../route-docs.js';

const result = z.object({
  index: z.int(),
  id: z.string().nullable().meta({ description: 'of the event; null: it has none' }),
  status: z.enum(['accepted', 'refused']),
  reason: z.string().optional(),
  problems: z.array(z.string()).optional(),
});
const results = z.object({ results: z.array(result) });

/** A ticket's creation is usually counted within this time. */
const retryAfter = { 'retry-after': '2' };

/** POST /v1/events: answered when the log has acknowledged what is accepted. */
export const eventRoutes =
  ({ api, access, now, bodyLimits }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    app.removeAllContentTypeParsers();
    for (const type of Object.values(eventTypesTaken)) {
      // A plain array is a batch too; what is none is measured again when it has been read.
      const bodyLimit = type === eventTypesTaken.structured ? bodyLimits.event : bodyLimits.batch;
      app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, body, next) => next(null, body));
    }
    app.post(
      '/v1/events',
      { schema: described('events', {}, docs), onRequest: access('ingest'), config: { takesEvents: true } },
      async (request, reply) => {
        refuseEncoded(request.headers['content-encoding']);
        const { batch, raws } = readPosted(request.headers, request.body, bodyLimits.event);
        const contactsOf = once((ticketId) => api.intake.contactsOf(ticketId));
        const judged = await judgeEvents(raws, { contactsOf, now: now(), mostBytes: bodyLimits.event });
        const [first] = judged;
        if (!batch && first !== undefined && 'refused' in first) throw problemOfRefusal(first.refused);
        const accepted = judged.filter((j) => 'event' in j);
        if (accepted.length > 0) await api.intake.publish(accepted);
        const refused = judged.length - accepted.length;
        const answer = { results: judged.map(resultOf) };
        if (refused > 0 && accepted.length === 0) {
          throw new Problem('batch-refused', `${refused} events, none of them accepted`, { members: answer });
        }
        return reply.code(refused > 0 ? 207 : 202).send(answer);
      },
    );
    done();
  };

const docs = {
  202: { description: 'Every event is in the log, acknowledged.', content: json(results) },
  207: { description: 'Some events of the batch are in the log; the others say why not.', content: json(results) },
};

const resultOf = (judged: Judged, index: number): z.input<typeof result> =>
  'refused' in judged
    ? {
        index,
        id: judged.id,
        status: 'refused',
        reason: judged.refused.reason,
        problems: [...judged.refused.problems],
      }
    : { index, id: judged.id, status: 'accepted' };

function problemOfRefusal({ reason, problems }: Refusal): Problem {
  const members = { reason, problems };
  const detail = problems.join('; ');
  if (reason === 'unknown-ticket') return new Problem(reason, detail, { members, headers: retryAfter });
  if (reason === 'ambiguous-ticket' || reason === 'partial-update') return new Problem(reason, detail, { members });
  return new Problem('invalid-event', detail, { members });
}

function refuseEncoded(encoding: string | undefined): void {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new Problem('unsupported-media-type', 'send the body without Content-Encoding', {
    headers: { 'accept-encoding': 'identity' },
  });
}

/** A batch may close one ticket many times: it is looked up once. */
function once<T>(look: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const answer = asked.get(name) ?? look(name);
    asked.set(name, answer);
    return answer;
  };
}
