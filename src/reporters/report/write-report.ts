import type { ReportInput } from './input.js';
import { toCsvFiles } from './render-csv.js';
import { type Template, toDocx } from './render-docx.js';
import { toHtml } from './render-html.js';
import { toJson } from './render-json.js';
import { toMarkdown } from './render-md.js';
import { toXlsx } from './render-xlsx.js';
import type { Report } from './report.js';

export const reportFormats = ['docx', 'xlsx', 'html', 'md', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of one format; CSV has one a table.
 *
 * @throws PulseError PULSE_INPUT for a template that is wrong.
 */
export async function filesOf(
  format: ReportFormat,
  report: Report,
  input: ReportInput,
  template: Template,
): Promise<ReportFile[]> {
  const one = (bytes: Uint8Array | string): ReportFile[] => [
    { name: `${report.name}.${format}`, bytes: Buffer.from(bytes) },
  ];
  switch (format) {
    case 'docx':
      return one(toDocx(report, template));
    case 'xlsx':
      return one(await toXlsx(report));
    case 'html':
      return one(toHtml(report));
    case 'md':
      return one(toMarkdown(report));
    case 'json':
      return one(toJson(report, input));
    case 'csv':
      return toCsvFiles(report).map(({ name, text }) => ({
        name: `${report.name}-${name}.csv`,
        bytes: Buffer.from(text),
      }));
  }
}
