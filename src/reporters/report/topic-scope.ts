import { group, type Scope, type Value } from './figure.js';
import type { FiguresOf } from './figures-of.js';
import type { ReportInput } from './input.js';
import { short } from './tables.js';

const numerals = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const;

/** 1 → 一, 12 → 十二, 30 → 三十 */
export function chineseNumber(n: number): string {
  if (n <= 10) return numerals[n] ?? String(n);
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens === 1 ? '' : numerals[tens]}十${ones === 0 ? '' : numerals[ones]}`;
}

/** 三 topics with a section of their own, 四 the most frequent of the others; the three largest regions; the channels. */
export function topicScope(figures: FiguresOf, { settings, names }: ReportInput): Scope {
  const { view } = figures;
  const special = new Set(settings.topics.map(({ code }) => code));
  const without = new Set([...special, ...settings.hotTopics.without]);
  const hot = view.codes('answered', 'topic').filter((code) => !without.has(code));
  const only = settings.topics.length === 1 ? settings.topics[0] : undefined;
  return {
    专题章名: only?.heading ?? '专题情况',
    专题: settings.topics.map(({ code, name, heading }, i) =>
      specialTopic(figures, code, {
        专题名: name ?? names.labels['topic']?.[code] ?? code,
        专题标题: heading,
        序: chineseNumber(i + 1),
        多专题: only === undefined,
      }),
    ),
    热点: hot.slice(0, settings.hotTopics.most).map((code, i) => ({
      序: chineseNumber(i + 1),
      名称: names.labels['topic']?.[code] ?? code,
      件数: figures.count('answered', { topic: code }),
      占比: figures.rate('topic_share', { topic: code }),
      热点环比: figures.changeInWords('answered', { topic: code }),
    })),
    渠道: channelList(figures, names),
    区域前列: topRegions(figures),
  };
}

function specialTopic(figures: FiguresOf, topic: string, words: Scope): Scope {
  const labels = { topic };
  return {
    ...words,
    件数: figures.count('answered', labels),
    件数环比: figures.changeInWords('answered', labels),
    件数同比: figures.changeInWords('answered', labels, 'lastYear'),
    占比:
      figures.view.indicator('topic_share', labels) === null
        ? zeroShare(figures, labels)
        : figures.rate('topic_share', labels),
    专题工单: figures.count('tickets', labels),
    专题办结: figures.count('closed', labels),
    专题办结率: figures.rate('close_rate', labels),
    专题评价: figures.count('rated', labels),
    专题满意率: figures.rate('satisfaction_rate', labels),
  };
}

/** Nobody called about it: a snapshot has no share for what it does not count. */
function zeroShare(figures: FiguresOf, labels: { topic: string }) {
  const answered = figures.view.count('answered');
  return figures.share('topic_share', labels, 0, answered, answered === 0 ? null : '0.00');
}

/** 电话21584件、市长信箱406件: all of them, so that they sum. */
function channelList(figures: FiguresOf, names: ReportInput['names']): Scope[] {
  const codes = figures.view.codes('contacts', 'channel');
  return codes.map((channel, i) => ({
    名称: names.labels['channel']?.[channel] ?? channel,
    件数: short(figures.count('contacts', { channel })),
    分隔: i === codes.length - 1 ? '' : '、',
  }));
}

function topRegions(figures: FiguresOf): Value {
  const top = figures.view.indicator('region_share', { top: '3' });
  const members = top?.members ?? [];
  if (top === null || members.length === 0) return false;
  return group({
    个数: chineseNumber(members.length),
    名单: members.join('、'),
    件数: figures.countOf('tickets', { region_top: '3' }, top.numerator),
    占比: figures.rate('region_share', { top: '3' }),
  });
}
