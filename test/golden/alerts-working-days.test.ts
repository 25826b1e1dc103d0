/**
 * The vectors of kpi.md section 5 with the clock in hand: when each alert of a ticket that nobody closes is told, through the
 * Spring Festival, Labour Day, the Dragon Boat Festival and the National Day with their make-up days. A millisecond before
 * each of these instants nothing is told, and nothing else ever.
 */
import { describe, expect, test } from '@jest/globals';
import { closed, opened } from '../support/alert-events.js';
import { kindOf, onWall } from '../support/alert-texts.js';
import { AlertWorld } from '../support/alert-world.js';
import { at } from '../support/deadlines.js';

interface Vector {
  readonly created: string;
  readonly nature: 'help' | 'consultation';
  /** 50 %, 75 %, the due day (a term of one day has none), the due. */
  readonly warned: readonly string[];
  /** The days of the ten reminders, each at 09:00. */
  readonly reminded: string;
}

const vectors: readonly Vector[] = [
  {
    created: '06-11 16:20',
    nature: 'help',
    warned: ['06-17 12:00', '06-18 18:00', '06-21 00:00', '06-22 00:00'],
    reminded: '06-22 06-23 06-24 06-25 06-28 06-29 06-30 07-01 07-02 07-05',
  },
  // On the first day of the Dragon Boat Festival: the same.
  {
    created: '06-12 00:00',
    nature: 'help',
    warned: ['06-17 12:00', '06-18 18:00', '06-21 00:00', '06-22 00:00'],
    reminded: '06-22 06-23 06-24 06-25 06-28 06-29 06-30 07-01 07-02 07-05',
  },
  {
    created: '06-11 23:59',
    nature: 'consultation',
    warned: ['06-15 12:00', '06-15 18:00', '06-16 00:00'],
    reminded: '06-16 06-17 06-18 06-21 06-22 06-23 06-24 06-25 06-28 06-29',
  },
  {
    created: '06-30 09:00',
    nature: 'help',
    warned: ['07-05 12:00', '07-06 18:00', '07-07 00:00', '07-08 00:00'],
    reminded: '07-08 07-09 07-12 07-13 07-14 07-15 07-16 07-19 07-20 07-21',
  },
  // The Sunday 04-25 and the Saturday 05-08 are worked, 05-01 to 05-05 are off.
  {
    created: '04-23 10:00',
    nature: 'help',
    warned: ['04-27 12:00', '04-28 18:00', '04-29 00:00', '04-30 00:00'],
    reminded: '04-30 05-06 05-07 05-08 05-10 05-11 05-12 05-13 05-14 05-17',
  },
  {
    created: '04-23 10:00',
    nature: 'consultation',
    warned: ['04-25 12:00', '04-25 18:00', '04-26 00:00'],
    reminded: '04-26 04-27 04-28 04-29 04-30 05-06 05-07 05-08 05-10 05-11',
  },
  {
    created: '04-30 18:00',
    nature: 'help',
    warned: ['05-08 12:00', '05-10 18:00', '05-11 00:00', '05-12 00:00'],
    reminded: '05-12 05-13 05-14 05-17 05-18 05-19 05-20 05-21 05-24 05-25',
  },
  {
    created: '04-30 18:00',
    nature: 'consultation',
    warned: ['05-06 12:00', '05-06 18:00', '05-07 00:00'],
    reminded: '05-07 05-08 05-10 05-11 05-12 05-13 05-14 05-17 05-18 05-19',
  },
  // The Sunday 02-07 and the Saturday 02-20 are worked, 02-11 to 02-17 are off.
  {
    created: '02-05 12:00',
    nature: 'help',
    warned: ['02-09 12:00', '02-10 18:00', '02-18 00:00', '02-19 00:00'],
    reminded: '02-19 02-20 02-22 02-23 02-24 02-25 02-26 03-01 03-02 03-03',
  },
  {
    created: '02-10 12:00',
    nature: 'help',
    warned: ['02-20 12:00', '02-22 18:00', '02-23 00:00', '02-24 00:00'],
    reminded: '02-24 02-25 02-26 03-01 03-02 03-03 03-04 03-05 03-08 03-09',
  },
  // The Saturday 09-18, the Sunday 09-26 and the Saturday 10-09 are worked; 09-19 to 09-21 and 10-01 to 10-07 are off.
  {
    created: '09-17 08:00',
    nature: 'help',
    warned: ['09-23 12:00', '09-24 18:00', '09-26 00:00', '09-27 00:00'],
    reminded: '09-27 09-28 09-29 09-30 10-08 10-09 10-11 10-12 10-13 10-14',
  },
  {
    created: '09-30 08:00',
    nature: 'help',
    warned: ['10-11 12:00', '10-12 18:00', '10-13 00:00', '10-14 00:00'],
    reminded: '10-14 10-15 10-18 10-19 10-20 10-21 10-22 10-25 10-26 10-27',
  },
];

interface Line {
  readonly kind: string;
  readonly at: number;
  readonly told: number;
}

const grace = 10 * 60_000;

function linesOf({ nature, warned, reminded }: Vector): Line[] {
  const kinds =
    nature === 'help'
      ? ['near-due 50', 'near-due 75', 'due-soon', 'overdue']
      : ['near-due 50', 'near-due 75', 'overdue'];
  const before = kinds.map((kind, i): Line => {
    const instant = at(warned[i]!);
    return { kind, at: instant, told: kind === 'overdue' ? instant + grace : instant };
  });
  const after = reminded.split(' ').map((day, i): Line => {
    const instant = at(`${day} 09:00`);
    return { kind: `still-overdue ${i + 1}`, at: instant, told: instant };
  });
  return [...before, ...after];
}

const shown = ({ kind, at: instant, told }: Line): string => `${kind} of ${onWall(instant)} at ${onWall(told)}`;

async function openWorld({ created, nature }: Vector): Promise<AlertWorld> {
  const world = await AlertWorld.open({ start: at(created) });
  world.expect([opened(1, created, { nature })]);
  await world.advanceTo(at(created));
  return world;
}

/** What was told at the very instant of its line; a look comes a millisecond before each, and a last one much later. */
async function play(world: AlertWorld, lines: readonly Line[]): Promise<string[]> {
  const told = (): string[] =>
    world.alerts().map((a) => shown({ kind: kindOf(a), at: Date.parse(a.at), told: Date.parse(a.firedAt) }));
  for (const [i, line] of lines.entries()) {
    await world.advanceTo(line.told - 1);
    expect(told()).toEqual(lines.slice(0, i).map(shown));
    await world.advanceTo(line.told);
  }
  await world.advanceTo(world.now + 60 * 86_400_000);
  return told();
}

const named = vectors.map((vector) => [vector.created, vector.nature, vector] as const);

describe('working days', () => {
  test.each(named)('created %s, %s: each alert at its very instant', async (_created, _nature, vector) => {
    const lines = linesOf(vector);
    const world = await openWorld(vector);
    expect(await play(world, lines)).toEqual(lines.map(shown));
    await world.stop();
  });

  test.each(named)('created %s, %s: closed at the last instant, and known just in time', async (_c, _n, vector) => {
    const lines = linesOf(vector);
    const overdue = lines.find(({ kind }) => kind === 'overdue')!;
    const world = await openWorld(vector);
    // On time is closedAt ≤ due; it comes when the grace ends.
    const closedAt = new Date(overdue.at).toISOString();
    world.expect([{ ...closed(1, closedAt), at: overdue.told }]);
    await play(world, lines.slice(0, lines.indexOf(overdue)));
    const told = world.alerts().map(kindOf);
    expect(told).toEqual([...lines.slice(0, lines.indexOf(overdue)).map(({ kind }) => kind), 'settled']);
    await world.stop();
  });
});
