import { describe, expect, test } from '@jest/globals';
import { LivePlan } from '../../src/domain/live.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { liveLine } from '../../src/reporters/console/figures-text.js';
import { LiveDisplay } from '../../src/reporters/console/live-display.js';
import { configuration } from '../support/views.js';

/** The live line: overwritten in place on a terminal, a line now and then elsewhere, never an older snapshot over a newer. */

const start = Date.parse('2021-06-16T12:00:00+08:00');
function snapshot(seconds: number, { generation = 1, rollback = 0 } = {}): Snapshot {
  const instant = start + seconds * 1000;
  const asOf = { eventTime: null, generation, rollback, offsets: {} };
  return new LivePlan(instant, configuration.views).build(() => new Map(), { instant, asOf, demo: false, gaps: [] });
}
function display(isTTY: boolean) {
  let written = '';
  const out = {
    isTTY,
    write: (text: string) => {
      written += text;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  const shown = new LiveDisplay(out);
  return {
    show: (s: Snapshot) => shown.show(s),
    end: () => shown.end(),
    taken: () => {
      const t = written;
      written = '';
      return t;
    },
  };
}

describe('on a terminal', () => {
  test('each one overwrites the one before; the end leaves it there', () => {
    const d = display(true);
    for (const second of [0, 1]) {
      d.show(snapshot(second));
      expect(d.taken()).toBe(`\r\u001b[2K${liveLine(snapshot(second))}`);
    }
    d.end();
    expect(d.taken()).toBe('\n');
  });
  test('nothing shown, nothing to end', () => {
    const d = display(true);
    d.end();
    expect(d.taken()).toBe('');
  });
});

describe('elsewhere', () => {
  test('a line every ten seconds of the snapshots, the first at once', () => {
    const d = display(false);
    for (let second = 0; second <= 25; second++) d.show(snapshot(second));
    expect(d.taken()).toBe([0, 10, 20].map((second) => `${liveLine(snapshot(second))}\n`).join(''));
    d.end();
    expect(d.taken()).toBe('');
  });
});

describe('an older snapshot is passed over', () => {
  const passes = (first: Snapshot, second: Snapshot): boolean => {
    const d = display(true);
    d.show(first);
    d.taken();
    d.show(second);
    return d.taken() !== '';
  };
  test.each<[string, Snapshot, Snapshot, boolean]>([
    ['a second later', snapshot(0), snapshot(1), true],
    ['the same instant', snapshot(0), snapshot(0), true],
    ['a second earlier', snapshot(1), snapshot(0), false],
    ['after a roll-back, though earlier', snapshot(5), snapshot(1, { rollback: 1 }), true],
    ['from before the roll-back, though later', snapshot(1, { rollback: 1 }), snapshot(5), false],
    ['of the next generation, though earlier', snapshot(5), snapshot(1, { generation: 2 }), true],
    [
      'of the next generation, which has fallen back less often',
      snapshot(1, { rollback: 3 }),
      snapshot(2, { generation: 2 }),
      true,
    ],
    [
      'of the generation before, though it has fallen back more often',
      snapshot(1, { generation: 2 }),
      snapshot(5, { rollback: 3 }),
      false,
    ],
  ])('%s', (_, first, second, shown) => expect(passes(first, second)).toBe(shown));
});
