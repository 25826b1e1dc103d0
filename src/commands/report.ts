import { constants } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { PulseError } from '../domain/errors.js';
import type { ReportInput } from '../reporters/report/input.js';
import { reportOf } from '../reporters/report/report-of.js';
import { filesOf, type ReportFile, type ReportFormat, reportFormats } from '../reporters/report/write-report.js';
import { instantOf } from './at-option.js';
import type { Context, Run } from './context.js';
import { catalogueLabels } from './http/catalogue-labels.js';
import { namesOf } from './names-of.js';
import { print, progress } from './output.js';
import { liveFigures } from './report/live-input.js';
import { loadReportConfig, type ReportConfig } from './report/report-config.js';
import { revisionFigures } from './report/revision-input.js';
import { version } from './version.js';

interface Options {
  readonly format: readonly ReportFormat[];
  readonly out: string;
  readonly template?: string;
  readonly revision?: number;
  readonly at?: string;
  readonly title?: string;
  readonly json?: true;
}

export function reportCommand(run: Run): Command {
  return new Command('report')
    .description('write the report of a period: DOCX from a template, XLSX, HTML with charts, Markdown, CSV, JSON')
    .argument('<period>', '2021-06, 2021-W24, 2021-Q2, 2021-H1, 2021, 2021-06-01..2021-06-10, …')
    .option('--format <list>', `any of ${reportFormats.join(',')}, or all`, formatsOf, ['docx', 'xlsx', 'html'])
    .option('-o, --out <dir>', 'folder of the files; made when it is not there', '.')
    .option(
      '--template <file>',
      'DOCX with placeholders (docs/report-template.md) instead of config/report/template.docx',
    )
    .option('--revision <n>', 'a revision of a final month: the same for ever', numberOf)
    .option('--at <instant>', 'open tickets as of this instant, such as 2021-07-13T00:00:00+08:00')
    .option('--title <text>', 'instead of the title that config/report/report.yaml makes')
    .option('--json', 'what was written, machine-readable')
    .action((period: string, options: Options) =>
      run(async (context) => {
        if (options.revision !== undefined && options.at !== undefined)
          throw new PulseError('PULSE_USAGE', '--at and --revision: a revision has its own instant');
        await makeFolder(options.out);
        const { configuration } = context;
        const config = loadReportConfig(configuration.dir, options.template);
        const bar = progress('report', readSteps + options.format.length);
        const step = (): void => bar.add(1);
        try {
          const input = await inputOf(context, period, options, config, step);
          const report = reportOf(input, config.layout);
          const files: ReportFile[] = [];
          for (const format of options.format) {
            files.push(...(await filesOf(format, report, input, config.template)));
            step();
          }
          const written = await writeAll(options.out, files);
          bar.stop();
          const { marks, recompute } = report;
          print(options, { files: written, marks, ...recompute }, () =>
            [...written, ...marks.map((m) => `  ${m}`), ''].join('\n'),
          );
          return 0;
        } finally {
          bar.stop();
        }
      }),
    );
}

/** Of liveFigures. */
const readSteps = 4;

async function inputOf(
  context: Context,
  period: string,
  { revision, at, title }: Options,
  { settings }: ReportConfig,
  step: () => void,
): Promise<ReportInput> {
  const instant = at === undefined ? null : instantOf(at);
  const pipeline = await context.openPipeline();
  const figures =
    revision === undefined
      ? { ...(await liveFigures(pipeline, period, instant, step)), cumulativeMissing: [], signatures: null }
      : { ...(await revisionFigures(pipeline, period, revision)), days: null };
  const names = catalogueLabels({ catalogue: namesOf(figures.snapshot, context.configuration.catalogue) });
  return { ...figures, names, settings, title: title ?? null, program: version };
}

/** Made before the work, level by level: Node's own recursive mkdir does not end where a file system refuses folders. */
async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      if (error.code !== 'ENOENT' || dirname(dir) === dir) throw error;
      await makeFolder(dirname(dir));
      await mkdir(dir);
    });
    await access(dir, constants.W_OK);
  } catch (cause) {
    throw cannotWrite(dir, cause);
  }
}

const cannotWrite = (dir: string, cause: unknown): PulseError =>
  cause instanceof PulseError
    ? cause
    : new PulseError('PULSE_USAGE', `${dir} cannot be written to: ${(cause as Error).message}`, { cause });

/** All or none are begun: a template that is wrong has been refused by now. */
async function writeAll(dir: string, files: readonly ReportFile[]): Promise<string[]> {
  const paths: string[] = [];
  try {
    for (const { name, bytes } of files) {
      const path = join(dir, name);
      await writeFile(path, bytes);
      paths.push(path);
    }
  } catch (cause) {
    throw cannotWrite(dir, cause);
  }
  return paths;
}

function formatsOf(text: string): ReportFormat[] {
  if (text.trim() === 'all') return [...reportFormats];
  const names = [...new Set(text.split(',').map((name) => name.trim().toLowerCase()))];
  const unknown = names.filter((name) => !reportFormats.some((format) => format === name));
  if (unknown.length === 0) return reportFormats.filter((format) => names.includes(format));
  throw new InvalidArgumentError(`${unknown.join(', ')}: there are ${reportFormats.join(', ')}.`);
}

function numberOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a number such as 1.');
}
