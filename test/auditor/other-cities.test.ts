import { describe, expect, test } from '@jest/globals';
import type { Audit } from '../../src/auditor/result.js';
import { auditOf, brief, wrongs } from './support.js';

/** Wordings of other hotlines: another order, 万, weeks and quarters, several scopes in one report, and slips that only words show. */

const read = (text: string): Audit => auditOf('report.txt', text);
const said = (text: string): string[] => wrongs(read(text)).map(brief);
const verdictOf = (result: Audit, text: string): string[] =>
  result.figures.filter((f) => f.text === text).map((f) => f.verdict);

describe('right ones: nothing is called wrong, and what can be checked is', () => {
  test('a week: 直办 and 转办, the mean of a day, kinds as shares of all', () => {
    const result = read(
      `2024年第28周(7月8日—7月14日),热线共受理市民诉求71184件,日均10169件,较上周下降0.24%。本周所受理的诉求中,直办37527件,占52.7%,转办33657件,占47.3%。
咨询类共33523件,占47.09%;求助类共21570件,占30.30%;建议类共10497件,占14.75%;投诉举报类共3783件,占5.31%;感谢类共228件,占0.32%;其他类1583件,占2.22%。`,
    );
    expect(result.period).toBe('2024-W28');
    expect(wrongs(result)).toEqual([]);
    expect(result.figures.filter((f) => f.claim.kind === 'share').map((f) => f.checks)).toEqual([
      1, 1, 1, 1, 1, 1, 1, 1,
    ]);
  });

  test('the province, its own line and its cities by the same words', () => {
    const result = read(
      `2024年7月群众诉求情况
7月,全省热线共受理诉求180.00万件,环比上升17.42%,办结150.25万件,正在办理中29.75万件,超期率0.01%。
省热线共受理诉求61723件,办结60609件,正在办理中1114件。
市(州)热线共受理诉求173.83万件,办结144.18万件,办理中29.64万件。其中,咨询类占41.50%,投诉举报类占33.26%。`,
    );
    expect(wrongs(result)).toEqual([]);
  });

  test('a quarter: the second number of tickets is not the base of the rate', () => {
    expect(
      said(
        '2025年第一季度,热线话务总数为20693个,日均230个,形成有效工单11171件,转派各成员单位4898件,在线办结数6273件,综合办结数为11163件,综合办结率达99.93%,回访满意率83.76%。',
      ),
    ).toEqual([]);
  });

  test('shares of a sum that is not printed, of shares that follow each other', () => {
    const result = read(
      '2023年9月,共接到有效诉求46653件(电话诉求41424件、非电话诉求5229件)。其中,前台即时办结27929件,占诉求总量的59.87%;网络转办18724件,占诉求总量的40.13%。',
    );
    expect(wrongs(result)).toEqual([]);
    expect(verdictOf(result, '59.87%')).toEqual(['right']);
  });

  test('分别: the k-th number is of the k-th name', () => {
    const result = read('2023年3月,来电、接通、工单分别为1000件、900件、300件,接通率90.00%。');
    expect(result.figures.map((f) => f.claim.id)).toEqual(['contacts', 'answered', 'tickets', 'connection_rate']);
    expect(wrongs(result)).toEqual([]);
  });

  test('the other period in brackets', () => {
    const right = '2023年3月,共受理诉求22361件,环比上升15.44%(上月19370件),同比下降2.50%。';
    expect(said(right)).toEqual([]);
    expect(said(right.replace('15.44', '15.54'))).toEqual(['1 wrong 15.54% → 15.44%']);
  });
});

describe('what is wrong in them', () => {
  test('a difference in 件 against the percentage beside it, and against the other period', () => {
    const both = '2023年3月,共受理来电1200件,较上月增加200件,环比增长20.00%。';
    expect(said(both)).toEqual([]);
    expect(said(both.replace('200件,环', '300件,环'))).toHaveLength(1);
    const before = '2023年3月,共受理来电1200件(上月1000件),较上月增加200件。';
    expect(said(before)).toEqual([]);
    expect(said(before.replace('200件。', '210件。'))).toEqual(['1 wrong 210件 → 200']);
  });

  test('a relative change of a rate against the rate before', () => {
    const both = '2023年3月,接通率为93.35%,环比下降3.71个百分点(相对下降3.82%,上月为97.06%)。';
    expect(said(both)).toEqual([]);
    expect(said(both.replace('3.82', '3.92'))).toEqual(['1 wrong 3.92%']);
  });

  test('the parts are all, 其他 is among them, and they are not the whole', () => {
    expect(
      said(
        '2024年11月份,热线共受理各类诉求284406件。其中,咨询类124599件,占63.72%;求助类56672件,占28.98%;投诉类1983件,占1.01%;建议类1182件,占0.6%;举报类890件,占0.46%;感谢类415件,占0.21%;其它类9791件,占5.01%。',
      ),
    ).toEqual(['1 wrong 284406件 → 195532']);
  });

  test('of two shares of one base the one that is of another', () => {
    expect(
      said('2023年3月,共受理来电1000件,接通900件。其中,直接解答600件,占比66.67%,形成工单300件,占比30.00%。'),
    ).toEqual(['1 wrong-base 30.00% → 33.33%']);
  });

  test('a count is told from the share that was made of it', () => {
    expect(
      said(
        '2023年3月,共受理来电1000件,接通900件,接通率90.00%。其中,直接解答660件,占比66.67%,形成工单300件,占比33.33%。',
      ),
    ).toEqual(['1 wrong 660件 → 600']);
  });

  test('the words and the sign', () => {
    expect(said('2023年3月,共受理来电22361件,环比上升-15.44%。')).toEqual(['1 contradiction -15.44%']);
  });

  test('more on time than there are', () => {
    expect(said('2023年3月,转办工单500件,按期办结510件,按期办结率98.04%。')).toEqual(['1 impossible 98.04%']);
  });

  test('points that lead out of 0 to 100, and points that do not fit the rate before', () => {
    expect(said('2023年3月,共受理来电1000件,接通900件,接通率90.00%,环比下降12.00个百分点。')).toEqual([
      '1 impossible 12.00个百分点',
    ]);
    const both = '2023年3月,接通率93.35%(上月97.06%),较上月下降3.71个百分点。';
    expect(said(both)).toEqual([]);
    expect(said(both.replace('3.71', '3.91'))).toEqual(['1 wrong 3.91个百分点 → -3.71个百分点']);
  });

  test('a table of units: one row whose parts are not its whole, one total that is not the sum', () => {
    const table = (a: string, total: string): string => `2023年3月办理情况如下:
承办单位\t办结件数\t按期办结\t逾期办结
甲县\t${a}\t90\t10
乙县\t80\t75\t5
丙县\t60\t60\t0
丁县\t50\t49\t1
合计\t${total}\t274\t16`;
    expect(said(table('100', '290'))).toEqual([]);
    expect(said(table('101', '290'))).toEqual(['3 wrong 101 → 100']);
    expect(said(table('100', '291'))).toEqual(['7 wrong 291 → 290']);
  });
});

test('a list that nobody meant to order is left alone', () => {
  const list = (counts: number[]): string =>
    `群众反映主要集中在:\n${counts.map((n, i) => `${'一二三四五六'[i]}是甲${i}问题。反映甲${i}问题${n}件。`).join('\n')}`;
  expect(said(list([60, 50, 40, 30, 20, 10]))).toEqual([]);
  expect(said(list([60, 40, 50, 30, 20, 10])).map((text) => text.split(' ')[1])).toEqual(['out-of-order']);
  expect(said(list([10, 50, 20, 60, 30, 40]))).toEqual([]);
});

/** As a colleague's program prints them: each share with its base, the other period in brackets, closings by their own day. */
test('bases that are said behind the shares, parts within parts, and closings whenever they were created', () => {
  const text = `2021年6月运行情况
6月份,热线共处理群众来电来信22361件,接通20874件,接通率为93.35%(以来电来信22361件为基数),环比上月下降3.71个百分点(相对下降3.82%,上月为97.06%)。群众诉求事项所在区域分布排名前三的是甲区、乙区、丙县,合计占比46.64%(三地合计2702件,以工单5793件为基数)。
按办结时间统计,本月共办结工单5659件(不论何时受理),其中逾期办结6件。
6月转办事项工单5793件,办结5793件,办结率100.00%。
向部门和企业转办的1375件工单中,按期办结1369件,按期办结率99.56%(以工单1375件为基数)。
6月,部门和企业逾期办结工单6件,其中,甲公司逾期办结3件,均为求助类事项;乙局逾期办结2件,其中求助类事项1件、投诉类事项1件;丙公司逾期办结1件,为求助类事项。
注:各行占比四舍五入,相加为100.01%。`;
  expect(said(text)).toEqual([]);
  expect(read(text).doubtful).toBe(0);
  expect(said(text.replace('46.64%', '46.74%'))).toEqual(['2 wrong 46.74% → 46.64%']);
  expect(said(text.replace('1369件', '1368件'))).toHaveLength(1);
  expect(said(text.replace('乙局逾期办结2件', '乙局逾期办结4件')).length).toBeGreaterThan(0);
});
