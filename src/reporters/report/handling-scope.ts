import { unitGroupOf } from '../../domain/contribution.js';
import { byBytes } from '../../domain/texts.js';
import type { TicketItem } from '../../domain/ticket-page.js';
import { type Figure, group, type Scope, type Value } from './figure.js';
import type { FiguresOf } from './figures-of.js';
import type { ReportInput } from './input.js';
import { lateUnits, type UnitCount } from './late-cases.js';
import { unitName } from './unit-table.js';

const groups = { county: '县区', department: '部门和企业', unknown: '其他单位' } as const;
type GroupCode = keyof typeof groups;
type LateMeasure = 'closed_late' | 'open_overdue';

/** 二 办理情况: counties, departments, the late tickets and the praised units. */
export function handlingScope(figures: FiguresOf, input: ReportInput): Scope {
  const { tickets } = input.late;
  const closed = tickets.filter((t) => t.closedAt !== null);
  const open = tickets.filter((t) => t.closedAt === null);
  const praised = figures.view.codes('praise', 'unit').filter((unit) => unit !== 'unassigned');
  return {
    县区: groupScope('county', figures, input),
    部门: groupScope('department', figures, input),
    其他单位: groupScope('unknown', figures, input),
    逾期分组: lateGroups('closed_late', closed, figures, input),
    在办逾期分组: lateGroups('open_overdue', open, figures, input),
    有单位: figures.view.codes('tickets', 'unit').length > 0,
    有逾期: figures.view.count('closed_late') > 0,
    逾期清单: tickets.length > 0,
    有在办逾期: figures.view.count('open_overdue') > 0,
    表扬:
      praised.length > 0 &&
      group({
        单位名单: praised.map((unit) => unitName(input.names, unit)).join('、'),
        单位数: String(praised.length),
      }),
  };
}

/** @returns false when the group has no ticket. */
function groupScope(code: GroupCode, figures: FiguresOf, input: ReportInput): Value {
  const { names } = input;
  const labels = { unit_group: code };
  const n = (measure: string): number => figures.view.count(measure, labels);
  if (n('tickets') === 0) return false;
  const units = figures.view.codes('tickets', 'unit').filter((unit) => groupOfUnit(names, unit) === code);
  return group({
    分组: groups[code],
    工单: figures.count('tickets', labels),
    办结: figures.count('closed', labels),
    按期办结: figures.count('closed_on_time', labels),
    逾期办结: figures.count('closed_late', labels),
    // Snapshots have the open tickets of units, not of groups.
    在办: figures.countOf('open', labels, n('tickets') - n('closed')),
    在办逾期: overdueOf(code, figures, input),
    按期办结率: figures.rate('on_time_rate', labels),
    应办结按期率: figures.rate('on_time_rate_of_due', labels),
    全部按期: n('closed_on_time') === n('tickets'),
    派单最多: mostDispatched(figures, units, names),
  });
}

/** Several units when they have as many. @returns false without unit figures. */
function mostDispatched(figures: FiguresOf, units: readonly string[], names: ReportInput['names']): Value {
  const first = units[0];
  if (first === undefined) return false;
  const most = figures.view.count('tickets', { unit: first });
  const tied = units.filter((unit) => figures.view.count('tickets', { unit }) === most);
  return group({
    单位名单: tied.map((unit) => unitName(names, unit)).join('、'),
    件数: figures.count('tickets', { unit: first }),
    并列: tied.length > 1,
    按期办结率: figures.rate('on_time_rate', { unit: first }),
  });
}

const groupOfUnit = (names: ReportInput['names'], unit: string): string =>
  unitGroupOf(names.units[unit]?.kind ?? 'unknown');

/** The groups that have late tickets, each with its units. A unit counts where its tickets say; else where the catalogue does. */
function lateGroups(
  measure: LateMeasure,
  tickets: readonly TicketItem[],
  figures: FiguresOf,
  input: ReportInput,
): Scope[] {
  return (Object.keys(groups) as GroupCode[]).flatMap((code) => {
    const units = lateUnitsOf(measure, code, tickets, figures, input);
    const count =
      measure === 'open_overdue' ? overdueOf(code, figures, input) : figures.count(measure, { unit_group: code });
    if (count.value === 0) return [];
    const context = { figures, names: input.names, mostTold: input.settings.mostTold };
    return [{ 分组: groups[code], 件数: count, 单位们: lateUnits(measure, units, tickets, context) }];
  });
}

function overdueOf(code: GroupCode, figures: FiguresOf, input: ReportInput): Figure {
  const open = input.late.tickets.filter((t) => t.closedAt === null);
  const units = lateUnitsOf('open_overdue', code, open, figures, input);
  return figures.countOf(
    'open_overdue',
    { unit_group: code },
    units.reduce((sum, { n }) => sum + n, 0),
  );
}

function lateUnitsOf(
  measure: LateMeasure,
  code: GroupCode,
  tickets: readonly TicketItem[],
  figures: FiguresOf,
  { names }: ReportInput,
): UnitCount[] {
  const kindOf = (unit: string): string =>
    unitGroupOf(tickets.find((t) => t.unit.code === unit)?.unit.kind ?? names.units[unit]?.kind ?? 'unknown');
  return unitCounts(measure, tickets, figures).filter(({ unit }) => kindOf(unit) === code);
}

/** By their counters; where units are not counted (weeks, days), by the tickets themselves. */
function unitCounts(measure: string, tickets: readonly TicketItem[], figures: FiguresOf): UnitCount[] {
  const { view } = figures;
  const counted = view.codes(measure, 'unit').map((unit) => ({ unit, n: view.count(measure, { unit }) }));
  const own = [...new Set(tickets.map((t) => t.unit.code))].map((unit) => ({
    unit,
    n: tickets.filter((t) => t.unit.code === unit).length,
  }));
  const hasUnits = view.codes('tickets', 'unit').length > 0;
  return (hasUnits ? counted.filter(({ n }) => n > 0) : own).sort((a, b) => b.n - a.n || byBytes(a.unit, b.unit));
}
