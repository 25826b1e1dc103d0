import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import type { Reference } from '../../src/auditor/reference.js';
import { type Audit, severityOf } from '../../src/auditor/result.js';
import { snapshotReference } from '../../src/auditor/snapshot-reference.js';
import { parseEvent } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import { Random } from '../auditor/random.js';
import { spoil } from '../auditor/spoil.js';
import { auditOf, brief, catalogueNames, seedFile, wrongs } from '../auditor/support.js';
import { world as rules, twoMonths } from '../feeders/simulator/support.js';
import { fold, readerOver } from '../support/fold.js';

/** The printed report against our own figures of June 2021, from the events of two months. */

const report = readFileSync(seedFile, 'utf8');
const names = catalogueNames();
let june: Snapshot;
const auditWith = (text: string, look: Reference): Audit =>
  auditOf('ankang-2021-06.txt', text, { names, reference: { name: 'month:2021-06', look } });

beforeAll(async () => {
  const events = [...simulate(twoMonths, { seed: 1, ...rules })].map((event) => parseEvent(event));
  const asOf = Date.parse('2021-07-12T16:00:00Z');
  june = await readerOver(await fold(events)).snapshot(parsePeriod('month:2021-06', 0), asOf, true);
}, 120_000);

test('what is right stays right, what is wrong is so by both, and the invented ratings can be checked now', () => {
  const alone = auditOf('ankang-2021-06.txt', report, { names });
  const result = auditWith(report, snapshotReference([june]));
  const changed = result.figures.filter((f, i) => f.verdict !== alone.figures[i]!.verdict);
  expect(changed.map((f) => [f.text, f.verdict])).toEqual([['98.05%以上', 'right']]);
  expect(wrongs(result).map((f) => f.verdict)).toEqual(wrongs(alone).map((f) => f.verdict));
  const ambiguous = result.findings.find((f) => f.verdict === 'ambiguous');
  expect(ambiguous?.why).toContain('百分点');
});

test('seed 20210612: every figure of June with one digit changed is found', () => {
  const r = new Random(20_210_612);
  const look = snapshotReference([june]);
  const whole = auditWith(report, look);
  const spans = whole.figures.filter(
    (f) => f.period === '2021-06' && f.verdict === 'right' && !f.text.includes('以上'),
  );
  expect(spans.length).toBeGreaterThan(60);
  const missed: string[] = [];
  for (const span of spans) {
    const spoilt = spoil(report, { line: span.line, from: span.from, to: span.to }, r);
    const result = auditWith(spoilt.text, look);
    const named = new Set(wrongs(result).flatMap((f) => f.figures));
    const found = result.figures.some(
      (f) => named.has(f.index) && f.line === span.line && f.from < span.to && f.to > span.from,
    );
    if (!found) missed.push(spoilt.said);
  }
  expect(missed).toEqual([]);
});

test('同比 printed for 环比 is said to be that', () => {
  const rows = [
    '32.63',
    '-41.46',
    '5.86',
    '5.88',
    '20.72',
    '17.38',
    '90.27',
    '11.67',
    '14.11',
    '3.32',
    '-2.99',
    '5.23',
  ];
  const lastYear: Snapshot['indicators'] = june.indicators
    .filter((i) => i.id === 'change' && i.against === 'previous')
    .map((i) => ({ ...i, against: 'lastYear' as const, denominator: Math.floor(i.numerator * 0.7) + 3 }));
  const look = snapshotReference([{ ...june, indicators: [...june.indicators, ...lastYear] }]);
  for (const printed of rows) {
    const figure = auditWith(report, look).figures.find(
      (f) => f.text.startsWith(printed) && f.claim.kind === 'change',
    )!;
    const theirs = lastYear.find(
      (i) =>
        JSON.stringify(Object.entries(i.labels).sort()) === JSON.stringify(Object.entries(figure.claim.labels).sort()),
    )!;
    const value = (100 * (theirs.numerator / theirs.denominator! - 1)).toFixed(2);
    const lines = report.split('\n');
    lines[figure.line - 1] = lines[figure.line - 1]!.replace(printed, value);
    const found = auditWith(lines.join('\n'), look).findings.filter(
      (f) => f.line === figure.line && severityOf(f.verdict) === 'wrong',
    );
    expect(found.map(brief)).toHaveLength(1);
    expect(found[0]!.why).toContain('所印为同比,不是环比');
  }
});
