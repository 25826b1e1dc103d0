import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PulseError } from '../../domain/errors.js';
import { type LayoutBlock, readLayout } from '../../reporters/report/layout.js';
import type { Template } from '../../reporters/report/render-docx.js';
import { type ReportSettings, readReportSettings } from '../../reporters/report/settings.js';
import { ownConfig, readYaml } from '../../settings/configuration.js';

/** config/report: what the report says, and in which form. A file that the folder lacks is the program's own. */
export interface ReportConfig {
  readonly settings: ReportSettings;
  readonly layout: readonly LayoutBlock[];
  readonly template: Template;
}

/**
 * @param templateFile a Word file instead of the folder's own
 * @throws PulseError PULSE_CONFIG or PULSE_INPUT with every problem of the file that is wrong.
 */
export function loadReportConfig(dir: string, templateFile: string | undefined): ReportConfig {
  return {
    settings: readReportSettings(readYaml(dir, 'report/report.yaml')),
    layout: readLayout(readYaml(dir, 'report/layout.yaml')),
    template: readTemplate(templateFile ?? ownOr(dir, 'report/template.docx')),
  };
}

function ownOr(dir: string, name: string): string {
  const own = join(dir, name);
  return existsSync(own) ? own : join(ownConfig, name);
}

function readTemplate(file: string): Template {
  try {
    return { name: basename(file), bytes: readFileSync(file) };
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
