import { parseFigure } from '../../domain/asked-figure.js';
import { nameOf } from '../../domain/explain-words.js';
import { differs, isOfUnit, type RuledFigure, type RuledValue } from '../../domain/what-if-figures.js';
import { table } from '../output.js';
import type { RecountedPeriod } from './recount.js';

/** Shown whether they differ or not. */
const headline = [
  'contacts', 'connection_rate', 'tickets', 'closed_on_time', 'closed_late', 'open_overdue', 'on_time_rate', 'on_time_rate_of_due',
  'close_rate', 'satisfaction_rate',
]; // biome-ignore format: a list
/** Of the figures of single units, so many that differ. */
const mostUnits = 40;

/** Both columns of a period as a table for a person: the main figures, then all that differ. */
export function periodTable(
  { period, figures }: RecountedPeriod,
  say: (label: string, code: string) => string,
): string {
  const isMain = ({ figure }: RuledFigure): boolean => headline.includes(figure);
  const main = figures.filter(isMain).sort((a, b) => headline.indexOf(a.figure) - headline.indexOf(b.figure));
  const others = figures.filter((f) => differs(f) && !isMain(f) && f.kind !== 'change');
  const ofUnits = others.filter(isOfUnit);
  const shown = [...main, ...others.filter((f) => !isOfUnit(f)), ...ofUnits.slice(0, mostUnits)];
  const rows = shown.map((f) => [
    nameOf(parseFigure(f.figure, {}), { language: 'zh', say }),
    valueText(f.today, f),
    valueText(f.whatIf, f),
    differs(f) ? differenceText(f) : '',
  ]);
  const more = ofUnits.length - mostUnits;
  const unequal = figures.filter((f) => differs(f)).length;
  return [
    `${period} · ${unequal === 0 ? '没有差异' : `${unequal} 个数有差异(含环比、同比)`}\n`,
    table(['指标', '现行规则', '假设规则', '差'], rows, [1, 2, 3]),
    more > 0 ? `另有 ${more} 个单位指标有差异,见 --json\n` : '',
  ].join('');
}

function valueText({ value, numerator, denominator }: RuledValue, { unit }: RuledFigure): string {
  if (value === null) return '–';
  if (unit === null) return value;
  return `${value}${unit === '%' ? ' %' : ''} (${numerator}/${denominator})`;
}

function differenceText({ difference, unit }: RuledFigure): string {
  if (difference === null) return '–';
  const signed = /^[-0]/.test(difference) && !/^0\.0*[1-9]/.test(difference) ? difference : `+${difference}`;
  return unit === '%' ? `${signed} 个百分点` : signed;
}
