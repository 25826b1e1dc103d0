import { Command, InvalidArgumentError } from 'commander';
import { type AskedFigure, parseFigure } from '../domain/asked-figure.js';
import type { CaseItem } from '../domain/case-page.js';
import { type Language, languages } from '../domain/definitions.js';
import { PulseError } from '../domain/errors.js';
import type { Explanation } from '../domain/explanation-schema.js';
import { parseInstant } from '../domain/instant.js';
import { casesText, explanationText } from '../reporters/console/explanation-text.js';
import { instantOf } from './at-option.js';
import type { Context, Run } from './context.js';
import { CodeNames } from './explain/code-names.js';
import { Explainer } from './explain/explainer.js';
import { readRevision } from './explain/read-revision.js';
import { print } from './output.js';

interface Options {
  readonly label: readonly string[];
  readonly against?: AskedFigure['against'];
  readonly lang: Language;
  readonly at?: string;
  readonly cases?: true;
  readonly after?: string;
  readonly limit: number;
  readonly json?: true;
}

/** Cases of the state looked at between two pages of a command that nobody waits for in a queue. */
const LOOKS = 20_000;

export function explainCommand(run: Run): Command {
  const oneOf =
    <T extends string>(known: readonly T[]) =>
    (text: string) => {
      if (known.includes(text as T)) return text as T;
      throw new InvalidArgumentError(`one of ${known.join(', ')}`);
    };
  return new Command('explain')
    .description(
      'what a figure is: in words, its numerator and denominator, its rounding, the offsets it is a function of',
    )
    .argument('<period>', 'month:2021-06, day:2021-06-12, live, …; month:2021-06@r1 for a revision')
    .argument('<figure>', 'code or name of an indicator or a counter: connection_rate, 接通率, tickets{nature=help}')
    .option('--label <k=v>', 'a label of the figure, such as channel=phone; may be repeated', collect, [])
    .option('--against <period>', 'of change: previous (default) or lastYear', oneOf(['previous', 'lastYear'] as const))
    .option('--lang <lang>', 'zh or en', oneOf(languages), 'zh')
    .option('--at <instant>', 'count open tickets as of this instant')
    .option('--cases', 'list the cases behind it as well, a page')
    .option('--after <cursor>', 'the page behind this `next`')
    .option('--limit <n>', 'cases a page, or all', readLimit, 50)
    .option('--json', 'machine-readable')
    .action((period: string, figure: string, options: Options) =>
      run((context) => explainFigure(context, period, figure, options)),
    );
}

const collect = (text: string, before: readonly string[]): string[] => [...before, text];

function readLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  const n = Number(text);
  if (Number.isInteger(n) && n > 0) return n;
  throw new InvalidArgumentError('a number from 1 on, or all');
}

async function explainFigure(context: Context, period: string, text: string, options: Options): Promise<number> {
  const names = new CodeNames(context.configuration);
  const figure = parseFigure(text, labelsOf(options.label, names), options.against);
  const at = options.at === undefined ? null : instantOf(options.at);
  const pipeline = await context.openPipeline();
  const say = (language: Language) => names.say(language);
  const explainer = new Explainer({ pipeline, say, revision: (key) => readRevision(pipeline, key) });
  const explanation = await explainer.explain({ period, figure, at }, options.lang);
  if (options.cases !== true) {
    print(options, explanation, () => explanationText(explanation, names.say(options.lang)));
    return 0;
  }
  const asOf = parseInstant(explanation.asOf.instant);
  const found = await listed(explainer, { period, figure, at: asOf }, options);
  const after = found.isWhole ? await explainer.explain({ period, figure, at: asOf }, options.lang) : explanation;
  const agreement = found.isWhole ? agreementOf(explanation, after, found.cases) : null;
  print(options, { ...explanation, cases: found.cases, next: found.next, agreement }, () =>
    [
      explanationText(explanation, names.say(options.lang)),
      '\n',
      casesText(found.cases, options.lang, explanation.period.timeZone),
      ...(found.next === null ? [] : [`--after ${found.next}\n`]),
      ...(agreement === null ? [] : [`${agreement.text[options.lang]}\n`]),
    ].join(''),
  );
  return agreement?.agrees === false ? 1 : 0;
}

/** A page of so many cases, however many of the state must be looked at for it. */
async function listed(
  explainer: Explainer,
  wish: { period: string; figure: AskedFigure; at: number | null },
  { after, limit }: Options,
): Promise<{ cases: readonly CaseItem[]; next: string | null; isWhole: boolean }> {
  const cases: CaseItem[] = [];
  let next = after ?? null;
  do {
    const left = Math.min(limit - cases.length, LOOKS);
    const page = await explainer.cases({ ...wish, ...(next !== null && { after: next }), limit: left, looks: LOOKS });
    cases.push(...page.cases);
    next = page.next;
  } while (next !== null && cases.length < limit);
  return { cases, next, isWhole: next === null && after === undefined };
}

/** Whether the cases add up to the figure; null while events came in between: then they need not. */
function agreementOf(before: Explanation, after: Explanation, cases: readonly CaseItem[]) {
  const sum = (side: 'numerator' | 'denominator') => cases.reduce((n, c) => n + (c[side] ?? 0), 0);
  const moved = JSON.stringify(before.asOf.offsets) !== JSON.stringify(after.asOf.offsets);
  const numerator = sum('numerator');
  const denominator = before.figure.kind === 'indicator' ? sum('denominator') : null;
  const isSame =
    numerator === before.numerator.value && (denominator === null || denominator === before.denominator?.value);
  // Opening figures have no cases.
  const agrees = isSame ? true : moved || before.baselineMonths !== undefined ? null : false;
  const sides = denominator === null ? `${numerator}` : `${numerator} / ${denominator}`;
  const text = {
    zh: `${cases.length} 件合计 ${sides}:${agrees === true ? '与该数一致' : agrees === null ? '其间有新事件或含期初数,无法对照' : '与该数不一致!'}`,
    en: `${cases.length} cases add up to ${sides}: ${agrees === true ? 'the figure' : agrees === null ? 'events came in between, or opening figures are in it' : 'NOT the figure'}`,
  };
  return { numerator, denominator, agrees, text };
}

function labelsOf(given: readonly string[], names: CodeNames): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new PulseError('PULSE_USAGE', `--label ${text}: write label=code, such as channel=phone`);
      const label = text.slice(0, at);
      return [label, names.codeOf(label, text.slice(at + 1))];
    }),
  );
}
