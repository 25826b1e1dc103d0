import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { catalogueLabels } from '../../../src/commands/http/catalogue-labels.js';
import { parseEvent } from '../../../src/domain/events.js';
import { parsePeriod } from '../../../src/domain/period.js';
import type { Snapshot } from '../../../src/domain/snapshot-schema.js';
import type { DayCounts, ReportInput } from '../../../src/reporters/report/input.js';
import { readLayout } from '../../../src/reporters/report/layout.js';
import { readReportSettings } from '../../../src/reporters/report/settings.js';
import { DashboardState } from '../../support/dashboard-state.js';
import { at } from '../../support/deadlines.js';
import { configuration, views } from '../../support/views.js';

/** Reports of the simulated months: the figures as the program has them, read out of a store in memory. */

const folder = join(configuration.dir, 'report');
const yaml = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
export const settings = readReportSettings(yaml('report.yaml'));
export const layout = readLayout(yaml('layout.yaml'));
export const templatePath = join(folder, 'template.docx');
export const names = catalogueLabels({ catalogue: configuration.catalogue });
export const cutOff = at('07-13 00:00');

export interface Months {
  snapshot(period: string, asOf?: number): Promise<Snapshot>;
  input(period: string, more?: Partial<ReportInput>, asOf?: number): Promise<ReportInput>;
}

/** The state as it was at an instant: nothing that came later is in it. */
export async function monthsUpTo(asOf: number, profile: string): Promise<Months> {
  return monthsOf(await DashboardState.upTo(asOf, profile), asOf);
}

export function monthsOf(state: DashboardState, asOf: number): Months {
  const snapshot = async (period: string, instant = asOf): Promise<Snapshot> =>
    state.reader.snapshot(parsePeriod(period, views.zone.dayOf(instant)), instant, true);
  return {
    snapshot,
    input: async (period, more = {}, instant = asOf) => {
      const own = await snapshot(period, instant);
      const month = own.period.id;
      const late = [
        ...state.tickets('closed-late', null, month, instant),
        ...state.tickets('overdue', null, month, instant),
      ];
      const { points } = await state.series('day', own.period.from!, own.period.to!, dayMeasures, instant);
      return {
        snapshot: own,
        cumulative: period.endsWith('-06') ? [await snapshot(`half:${month.slice(0, 4)}-H1`, instant)] : [],
        cumulativeMissing: [],
        late: { tickets: late, total: late.length },
        days: points.map(dayCounts),
        names,
        settings,
        title: null,
        signatures: null,
        program: '0.1.0',
        ...more,
      };
    },
  };
}

const dayMeasures = ['contacts', 'answered', 'tickets', 'flow_closed'];
const dayCounts = (point: Record<string, unknown>): DayCounts => ({
  day: String(point['at']),
  contacts: Number(point['contacts']),
  answered: Number(point['answered']),
  tickets: Number(point['tickets']),
  flowClosed: Number(point['flow_closed']),
});

/** A report of hand-made events, everything as of an instant. */
export async function inputOf(
  events: readonly object[],
  more: Partial<ReportInput> = {},
  { period = 'month:2021-06', asOf = cutOff } = {},
): Promise<ReportInput> {
  const state = new DashboardState();
  await state.take(
    events.map((event) => parseEvent(event)),
    asOf,
  );
  return monthsOf(state, asOf).input(period, more);
}
