import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';

/** One opening figure as the file writes it. */
export interface Line {
  readonly month: string;
  readonly counter: string;
  readonly value: number;
  /** Where it stands, for messages. */
  readonly place: string;
}

export interface BaselineFile {
  readonly lines: readonly Line[];
  /** What the totals were taken from. */
  readonly source: string;
}

const count = z.int({ error: 'write a whole number' }).nonnegative('cannot be negative');

const document = z.strictObject({
  source: z.string().min(1).optional(),
  months: z.record(z.string(), z.record(z.string(), count)),
});

/**
 * Reads YAML (`.yaml`, `.yml`), JSON (`.json`) or CSV (`.csv`: month, counter, value; 月份, 指标, 数值).
 *
 * @throws PulseError PULSE_INPUT with every problem of the file's form in its message.
 */
export function readBaselineFile(path: string): BaselineFile {
  const text = textOf(path);
  const kind = extname(path).toLowerCase();
  if (kind === '.csv') return { source: basename(path), lines: csvLines(text, path) };
  if (kind !== '.yaml' && kind !== '.yml' && kind !== '.json')
    throw new PulseError('PULSE_INPUT', `${path}: write .yaml, .json or .csv`);
  const parsed = document.safeParse(dataOf(text, path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((i) => `${path}: ${i.path.map(String).join('.') || 'file'}: ${i.message}`);
    throw new PulseError('PULSE_INPUT', problems.join('\n'));
  }
  const { source, months } = parsed.data;
  const lines = Object.entries(months).flatMap(([month, counters]) =>
    Object.entries(counters).map(([counter, value]) => ({ month, counter, value, place: `${month} ${counter}` })),
  );
  return { source: source ?? basename(path), lines };
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `${path} cannot be read as UTF-8 text`, { cause });
  }
}

/** YAML holds JSON. */
function dataOf(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `${path}: ${(cause as Error).message}`, { cause });
  }
}

const headers = { month: ['month', '月份'], counter: ['counter', '指标'], value: ['value', '数值'] } as const;

function csvLines(text: string, path: string): Line[] {
  const rows = csvRows(text, path);
  const head = rows[0] ?? [];
  const columns = Object.entries(headers).map(
    ([name, titles]) => [name, head.findIndex((h) => (titles as readonly string[]).includes(h))] as const,
  );
  const missing = columns.filter(([, i]) => i < 0).map(([name]) => headers[name as keyof typeof headers].join(' or '));
  if (missing.length > 0)
    throw new PulseError('PULSE_INPUT', `${path}: the first row lacks the columns ${missing.join(', ')}`);
  const at = Object.fromEntries(columns) as Record<keyof typeof headers, number>;
  const problems: string[] = [];
  const lines = rows.slice(1).map((row, i): Line => {
    const written = row[at.value] ?? '';
    if (!/^\d{1,15}$/.test(written)) problems.push(`${path}: row ${i + 2}: ${written || 'nothing'} is no whole number`);
    return {
      month: row[at.month] ?? '',
      counter: row[at.counter] ?? '',
      value: Number(written),
      place: `row ${i + 2}`,
    };
  });
  if (problems.length > 0) throw new PulseError('PULSE_INPUT', problems.join('\n'));
  return lines;
}

function csvRows(text: string, path: string): string[][] {
  try {
    return parseCsv(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `${path}: ${(cause as Error).message}`, { cause });
  }
}
