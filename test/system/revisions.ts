import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RevisionDiff } from '../../src/domain/revision-diff.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import type { Pair } from '../support/pair.js';
import { PulseProcess } from '../support/pulse-process.js';
import { figuresOf, june, juneFigures, type Published } from '../support/scenario-events.js';

/** So long it may take until something is decided: two looks of ten seconds each, on a machine with other things to do. */
const patienceMs = 180_000;

/**
 * Risk: a month that is final says something else the next day, or changes and nobody can say why. Flow: June 2021 is in the
 * log before a processor begins; it becomes final, with the figures that the report prints as of 24:00 of 12 July. Then a
 * closing of 14 July makes one ticket late: revision 2 names exactly this ticket, revision 1 stays as it was, byte for byte,
 * and both are what the naive path makes of the log up to their offsets.
 *
 * @param open makes an empty pair with these settings.
 */
export function revisionsOf(open: (env: Readonly<Record<string, string>>) => Promise<Pair>, dir: string): void {
  let pair: Pair;
  let processor: PulseProcess;
  const events = june(21);
  const late = lateClosing(events);

  beforeAll(async () => {
    mkdirSync(dir, { recursive: true });
    // JSON is YAML. Changes are gathered for no time, and no import comes in pieces here.
    writeFileSync(join(dir, 'pulse.yaml'), JSON.stringify({ revision: { settleMinutes: 0 } }));
    pair = await open({ PULSE_CONFIG_DIR: dir });
    await replay('june', events);
    processor = new PulseProcess(['process'], pair.env);
  }, patienceMs);
  afterAll(async () => {
    await processor?.kill();
    await pair?.close();
  });

  async function replay(name: string, list: readonly Published[]): Promise<void> {
    const file = join(pair.dir, `${name}.ndjson`);
    writeFileSync(file, list.map(({ text }) => `${text}\n`).join(''));
    await pair.pulse('replay', file);
  }

  async function untilDecided(revision: number): Promise<void> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const { code, stdout, stderr } = await pair.run(['revisions', '2021-06', '--json']);
      if (code === 0 && JSON.parse(stdout).revisions.length === revision) return;
      if (Date.now() > end || !processor.running)
        throw new Error(`revision ${revision} was not decided\n${stdout}${stderr}\n${processor.tail()}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  const revision = (n: number): Promise<string> => pair.pulse('snapshot', '2021-06', '--revision', String(n), '--json');

  /** The files of a revision's report, by name. */
  async function report(n: number, folder: string): Promise<[name: string, bytes: Buffer][]> {
    const out = join(dir, folder);
    await pair.pulse('report', '2021-06', '--revision', String(n), '--format', 'docx,xlsx,md', '-o', out);
    return readdirSync(out)
      .sort()
      .map((name) => [name, readFileSync(join(out, name))]);
  }

  test(
    'a closing after the cut-off makes a revision that names its ticket, and the first stays as it was',
    async () => {
      await untilDecided(1);
      const text = await revision(1);
      const r1 = JSON.parse(text) as Snapshot;
      expect(figuresOf(r1)).toEqual(juneFigures);
      expect([r1.state, r1.revision, r1.asOf.instant]).toEqual(['final', 1, '2021-07-12T16:00:00.000Z']);
      expect(r1.counters).toMatchObject({ closed_late: 6, open: 0 });

      const first = await report(1, 'before');
      expect(first.find(([name]) => name.endsWith('.md'))?.[1].toString()).toMatch(/按期办结率99\.90%/);

      await replay('late', [late]);
      await untilDecided(2);
      expect(await revision(1)).toBe(text);
      expect(await report(1, 'after')).toEqual(first);
      expect((await report(2, 'second')).map(([name]) => name)).not.toEqual([]);
      const diff = JSON.parse(await pair.pulse('diff', '2021-06', 'r1', 'r2', '--json')) as RevisionDiff;
      const { id, data } = JSON.parse(late.text);
      expect(diff).toMatchObject({ total: 1, unexplained: {}, unitsLeftOut: false });
      expect(diff.causes).toMatchObject([{ eventId: id, contactId: data.contactId, ticketId: data.ticketId }]);
      expect(diff.changes).toContainEqual({ counter: 'closed_on_time', before: 5787, after: 5786, difference: -1 });
      expect(diff.changes).toContainEqual({ counter: 'closed_late', before: 6, after: 7, difference: 1 });
      const words = await pair.pulse('diff', '2021-06', 'r1', 'r2');
      expect(words).toContain(data.ticketId);
      for (const name of ['month:2021-06@r1', 'month:2021-06@r2']) {
        const { equal, differences } = JSON.parse(await pair.pulse('verify', name, '--json'));
        expect({ name, equal, differences }).toEqual({ name, equal: true, differences: [] });
      }
      const now = JSON.parse(await pair.pulse('snapshot', 'month:2021-06', '--json')) as Snapshot;
      expect([now.state, now.revision, now.unrevised]).toEqual(['final', 2, undefined]);
      const unknown = await pair.run(['snapshot', '2021-06', '--revision', '3']);
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('it has r1, r2')]);
    },
    3 * patienceMs,
  );
}

/** A ticket that was closed in the first days of June, closed on 14 July by another version of its closing. */
function lateClosing(events: readonly Published[]): Published {
  const first = events.find(({ type, text }) => {
    if (type !== 'hotline.ticket-closed.v1') return false;
    const { data } = JSON.parse(text);
    return data.closedAt < '2021-06-08' && (data.reopenings ?? []).length === 0;
  });
  if (first === undefined) throw new Error('no ticket was closed in the first days of June');
  const event = JSON.parse(first.text);
  const time = '2021-07-14T09:00:00+08:00';
  const { ticketId, contactId } = event.data;
  const text = JSON.stringify({
    ...event,
    id: `${event.id}.again`,
    time,
    data: { ticketId, contactId, rev: 9, closedAt: time },
  });
  return { ...first, text };
}
