import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { audit } from '../auditor/audit.js';
import type { Block } from '../auditor/document.js';
import type { Name } from '../auditor/labels.js';
import { readReport } from '../auditor/read/read-report.js';
import type { Reference } from '../auditor/reference.js';
import { snapshotReference } from '../auditor/snapshot-reference.js';
import { auditText } from '../auditor/text.js';
import { PulseError } from '../domain/errors.js';
import { type Period, parsePeriod, periodKey } from '../domain/period.js';
import { type Snapshot, snapshotSchema } from '../domain/snapshot-schema.js';
import type { Context, Run } from './context.js';
import { print } from './output.js';

interface Options {
  readonly json?: true;
  readonly strict?: true;
  readonly all?: true;
  readonly period?: string;
  readonly against?: string[];
}

export function auditCommand(run: Run): Command {
  return new Command('audit')
    .description(
      'check every figure of a published report (txt, md, html, docx) against the others in it, and against ours when asked; exit 1 when one is wrong',
    )
    .argument('<file>')
    .option('--period <period>', 'what it is a report of, such as month:2021-06: compare with our figures of it')
    .option('--against <file...>', 'compare with these snapshots (pulse snapshot … --json) instead of the store')
    .option('--strict', 'exit 1 also for what is doubtful: ambiguous, misnamed, remainder or percent sign missing')
    .option('--all', 'show the figures that are right too')
    .option('--json', 'machine-readable: every figure with its claim and verdict')
    .action((file: string, options: Options) =>
      run(async (context) => {
        const blocks = readReport(basename(file), await bytesOf(file));
        const reference = await referenceOf(context, options, blocks);
        const period = options.period === undefined ? null : parsePeriod(options.period, 0);
        const names = namesOf(context, period);
        const result = audit(blocks, { file: basename(file), names, period: period?.id ?? null, reference });
        print(options, result, () => auditText(result, { all: options.all === true, colour: process.stdout.isTTY }));
        return result.wrong > 0 || (options.strict === true && result.doubtful > 0) ? 1 : 0;
      }),
    );
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `${file} cannot be read`, { cause });
  }
}

const kinds = ['channel', 'category', 'nature', 'topic', 'region'] as const;

/** Every name of the catalogue, those that held in the period first: 房屋土地管理类 is known as a category by its code. */
function namesOf({ configuration: { catalogue } }: Context, period: Period | null): Name[] {
  const dated = period === null ? [catalogue] : [catalogue.on(period.next - 1), catalogue];
  const labels = dated.flatMap((c) => kinds.map((kind) => [kind, c.labels(kind)] as const));
  const lists = labels.flatMap(([kind, names]) =>
    [...names].flatMap(([code, name]) => [...new Set([name, code])].map((each) => ({ kind, code, name: each }))),
  );
  const units = [...catalogue.labels('unit')].flatMap(([name, full]) =>
    [...new Set([name, full])].map((each) => ({ kind: 'unit', code: catalogue.unitCode(name) ?? name, name: each })),
  );
  return [...lists, ...units];
}

async function referenceOf(
  context: Context,
  { period, against }: Options,
  blocks: readonly Block[],
): Promise<{ name: string; look: Reference } | null> {
  if (against !== undefined) {
    const snapshots = await Promise.all(against.map(readSnapshot));
    return { name: against.map((file) => basename(file)).join(', '), look: snapshotReference(snapshots) };
  }
  if (period === undefined) return null;
  const own = parsePeriod(period, 0);
  if (own.kind === 'rolling')
    throw new PulseError('PULSE_USAGE', '--period rolling:30d is of no report; name its days');
  const { reader, store } = await context.openPipeline();
  const asOf = await store.now();
  const wanted = [own.id, ...periodsNamed(blocks, own.id)];
  const snapshots: Snapshot[] = [];
  for (const id of new Set(wanted)) snapshots.push(await reader.snapshot(parsePeriod(id, 0), asOf, true));
  const known = snapshots.filter(({ counters }) => counters['contacts'] !== 0 || counters['tickets'] !== 0);
  if (!known.some((s) => s.period.id === own.id)) {
    throw new PulseError(
      'PULSE_USAGE',
      `--period ${period}: the store has no contact and no ticket of ${periodKey(own)}`,
    );
  }
  return { name: known.map((s) => `${s.period.kind}:${s.period.id}`).join(', '), look: snapshotReference(known) };
}

/** A report of June tells of the first half of the year too. */
function periodsNamed(blocks: readonly Block[], period: string): string[] {
  const seen = audit(blocks, { file: '', names: [], period, reference: null }).figures.map((f) => f.period);
  return [...new Set(seen)].filter((id) => /^\d{4}(?:-\d\d|-[HQ]\d|-W\d\d)?$/.test(id));
}

async function readSnapshot(file: string): Promise<Snapshot> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `--against ${file}: no JSON file that can be read`, { cause });
  }
  const parsed = snapshotSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new PulseError('PULSE_INPUT', `--against ${file}: no snapshot:\n${z.prettifyError(parsed.error)}`);
}
