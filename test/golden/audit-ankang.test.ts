import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Audit, AuditedFigure } from '../../src/auditor/result.js';
import { auditOf, brief, catalogueNames, seedFile, wrongs } from '../auditor/support.js';
import { golden, type PrintedFigure } from './printed.js';

/** The printed report of June 2021, audited: everything of kpi.md section 6, at its line, and nothing else. */

const report = readFileSync(seedFile);
let result: Audit;
beforeAll(() => {
  result = auditOf('ankang-2021-06.txt', report, { names: catalogueNames() });
});

const listed = (verdict: string): string[] => result.findings.filter((f) => f.verdict === verdict).map(brief);
const why = (verdict: string): string =>
  result.findings
    .filter((f) => f.verdict === verdict)
    .map((f) => f.why)
    .join('\n');

test('its period is read from its title and its date', () => {
  expect(result.period).toBe('2021-06');
});

describe('kpi.md section 6', () => {
  test('1: 交通管理类 is a share of the wrong base, which is named', () => {
    expect(listed('wrong-base')).toEqual(['113 wrong-base 8.78% → 9.40%']);
    expect(why('wrong-base')).toContain('1963÷22361=8.78%');
  });
  test('2: 城市市容管理类 is truncated', () => {
    expect(listed('truncated')).toEqual(['123 truncated 9.33% → 9.34%']);
    expect(why('truncated')).toContain('9.337');
  });
  test('3: 疫情 is rounded wrongly', () => {
    expect(listed('wrong-rounding')).toEqual(['148 wrong-rounding 6.67% → 6.66%']);
    expect(why('wrong-rounding')).toContain('6.659');
  });
  test('4: 99.95 % is impossible, with the bound that shows it and the nearest that are not', () => {
    expect(listed('impossible')).toEqual(['148 impossible 99.95% → 99.93%和100.00%']);
    expect(why('impossible')).toContain('1390');
    expect(why('impossible')).toContain('1819');
  });
  test('5: the change of the connection rate may be percent or points, and what May would be', () => {
    expect(listed('ambiguous')).toEqual(['7 ambiguous 3.71%']);
    expect(why('ambiguous')).toMatch(/97\.06.*96\.95/);
  });
  test('6: the columns 环比增量 hold growth rates, six of them without a percent sign', () => {
    expect(listed('misnamed')).toEqual(
      expect.arrayContaining(['20 misnamed 环比增量 → 环比增长率(%)', '79 misnamed 环比增量 → 环比增长率(%)']),
    );
    expect(listed('missing-percent-sign').map((text) => text.split(' → ')[0])).toEqual([
      '28 missing-percent-sign 32.63, -41.46, 5.86, 5.88, 20.72',
      '125 missing-percent-sign -2.99',
    ]);
  });
  test('7: 8602 of the 归口 have no row', () => {
    expect(listed('missing-remainder')).toEqual(['73 missing-remainder 12272/20874 → 其他 8602 (41.21%)']);
  });
  test('8: 供水 stands before 法律援助', () => {
    expect(listed('out-of-order')[0]).toContain('156 out-of-order 供水 314 → 法律援助 386');
  });
  test('9: a base that is called by another name, one that is not printed, rates that are not, and companies among departments', () => {
    expect(listed('misnamed')).toEqual([
      '20 misnamed 环比增量 → 环比增长率(%)',
      '77 misnamed 占受理总量比重 → 占接通总量',
      '79 misnamed 环比增量 → 环比增长率(%)',
      '143 misnamed 部门逾期办结工单 → 部门和企业',
    ]);
    expect(listed('base-not-printed')).toEqual(['7 base-not-printed 46.64%']);
    expect(listed('not-printed')).toEqual(['140 not-printed 5787件 → 99.90%', '143 not-printed 6件 → 99.56%']);
  });
  test('nothing else is wrong, and what cannot be checked is what has no base', () => {
    expect(wrongs(result).map((f) => [f.line, f.verdict])).toEqual([
      [113, 'wrong-base'],
      [123, 'truncated'],
      [148, 'wrong-rounding'],
      [148, 'impossible'],
      [156, 'out-of-order'],
    ]);
    expect(listed('uncheckable')).toEqual(['6 uncheckable 90.89%', '148 uncheckable 98.05%以上']);
    expect([result.wrong, result.doubtful, result.findings.length]).toEqual([5, 8, 18]);
  });
  test('the same without a catalogue: another city has no entry in it', () => {
    const bare = auditOf('ankang-2021-06.txt', report);
    expect(bare.findings.map(brief)).toEqual(result.findings.map(brief));
  });
});

/** As the golden file writes it: no separators, no unit, the sign that the words say. */
function printedOf(f: AuditedFigure): string {
  const digits = /-?\d+(?:\.\d+)?/.exec(f.text)![0];
  return f.claim.kind === 'change' && /下降/.test(f.words) ? `-${digits}` : digits;
}

const periodOf = (f: AuditedFigure): string => f.period;
const sameLabels = (a: PrintedFigure['labels'], b: PrintedFigure['labels']): boolean =>
  JSON.stringify(Object.entries(a).map(String).sort()) === JSON.stringify(Object.entries(b).map(String).sort());

describe('every figure of the golden file is found with its verdict', () => {
  test.each(golden.figures.map((figure) => [`${figure.period} ${figure.text} ${figure.printed}`, figure] as const))(
    '%s',
    (_name, figure) => {
      const found = result.figures.filter(
        (f) =>
          periodOf(f) === figure.period &&
          f.claim.id === figure.id &&
          sameLabels(f.claim.labels, figure.labels) &&
          printedOf(f) === String(figure.printed),
      );
      expect(found.map((f) => f.verdict)).toEqual(found.map(() => figure.verdict));
      expect(found.length).toBeGreaterThan(0);
    },
  );

  test('and no others', () => {
    expect(result.figures).toHaveLength(golden.figures.length);
  });
});
