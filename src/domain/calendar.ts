import { digestOf, firstDayOf, type LocalDay, yearOf } from './zone.js';

/** What the state publishes once a year. A day in neither list is working from Monday to Friday, and off at the weekend. */
export interface CalendarData {
  /** The years whose arrangement is published. Days of other years in `off` and `working` count for nothing. */
  readonly years: readonly number[];
  /** Public holidays; weekend days may be listed too. */
  readonly off: readonly LocalDay[];
  /** Make-up working days (调休). A day in both lists is working. */
  readonly working: readonly LocalDay[];
}

/** Consecutive published years. `before[i]`: working days in [first, first + i); `working`: those days in order. */
interface Run {
  readonly first: LocalDay;
  /** The day after the last. */
  readonly end: LocalDay;
  readonly before: Int32Array;
  readonly working: Int32Array;
}

/**
 * Working days by the official calendar. Where it has no data the answer is null, never a guess: an unpublished year's
 * holidays would silently become working days (kpi.md section 5, step 6).
 */
export class WorkCalendar {
  readonly #years: ReadonlySet<number>;
  readonly #runs: readonly Run[];
  /** Digest of the calendar: part of the generation hash. */
  readonly fingerprint: string;

  constructor(data: CalendarData) {
    const years = [...new Set(data.years)].sort((a, b) => a - b);
    this.#years = new Set(years);
    const off = new Set(data.off);
    const makeUp = new Set(data.working);
    this.#runs = consecutive(years).map(([from, to]) => {
      return runOf(
        firstDayOf(from),
        firstDayOf(to + 1),
        (day) => makeUp.has(day) || (!isWeekend(day) && !off.has(day)),
      );
    });
    this.fingerprint = digestOf(JSON.stringify([years, this.#runs.map((run) => digestOf(run.working.join(' ')))]));
  }

  covers(year: number): boolean {
    return this.#years.has(year);
  }

  /** null: no official data for that year. */
  isWorkingDay(day: LocalDay): boolean | null {
    const run = this.#runOf(day);
    return run === undefined ? null : run.before[day - run.first + 1]! > run.before[day - run.first]!;
  }

  /** The n-th working day after `day`; `day` itself for n = 0. null: that needs a day without official data. */
  addWorkingDays(day: LocalDay, n: number): LocalDay | null {
    if (n <= 0) return day;
    const run = this.#runOf(day + 1);
    return run?.working[run.before[day + 1 - run.first]! + n - 1] ?? null;
  }

  /** How many working days d have after < d ≤ upTo; 0 when upTo is not later. null: a day of them has no official data. */
  workingDaysBetween(after: LocalDay, upTo: LocalDay): number | null {
    if (upTo <= after) return 0;
    const run = this.#runOf(after + 1);
    if (run === undefined || upTo >= run.end) return null;
    return run.before[upTo + 1 - run.first]! - run.before[after + 1 - run.first]!;
  }

  /** The year that made an answer null: the first without official data among the days after `day`. */
  missingYearAfter(day: LocalDay): number {
    const run = this.#runOf(day + 1);
    return yearOf(run === undefined ? day + 1 : run.end);
  }

  /** Years without official data among from..to, both included. */
  missingYears(from: number, to: number): number[] {
    const out: number[] = [];
    for (let year = from; year <= to; year++) if (!this.#years.has(year)) out.push(year);
    return out;
  }

  #runOf(day: LocalDay): Run | undefined {
    for (const run of this.#runs) if (day >= run.first && day < run.end) return run;
    return undefined;
  }
}

/** 1970-01-01 was a Thursday. */
function isWeekend(day: LocalDay): boolean {
  const sinceMonday = (((day + 3) % 7) + 7) % 7;
  return sinceMonday >= 5;
}

/** Sorted years as [first, last] of each unbroken series. */
function consecutive(years: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const year of years) {
    const last = out.at(-1);
    if (last !== undefined && last[1] === year - 1) last[1] = year;
    else out.push([year, year]);
  }
  return out;
}

function runOf(first: LocalDay, end: LocalDay, isWorking: (day: LocalDay) => boolean): Run {
  const before = new Int32Array(end - first + 1);
  const working: LocalDay[] = [];
  for (let day = first; day < end; day++) {
    if (isWorking(day)) working.push(day);
    before[day - first + 1] = working.length;
  }
  return { first, end, before, working: Int32Array.from(working) };
}
