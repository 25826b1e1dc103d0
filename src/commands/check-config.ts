import { Command } from 'commander';
import { stringify } from 'yaml';
import { environment } from '../settings/settings.js';
import type { Run } from './context.js';
import { print } from './output.js';
import { loadReportConfig } from './report/report-config.js';

export function checkConfigCommand(run: Run): Command {
  return new Command('check-config')
    .description('read the whole configuration, say every problem at once, print what holds in the end')
    .option('--json', 'machine-readable')
    .addHelpText('after', `\nEnvironment variables and what they override:\n${environmentHelp()}`)
    .action((options: { json?: true }) =>
      run(async (context) => {
        const { dir, settings, calendarData, alerts } = context.configuration;
        loadReportConfig(dir, undefined);
        const shown = hideSecrets(settings);
        const years = [...calendarData.years].sort((a, b) => a - b);
        print(
          options,
          {
            ok: true,
            dir,
            settings: shown,
            calendarYears: years,
            alerts: alerts.shown,
            withheld: alerts.withheld,
            warnings: alerts.warnings,
          },
          () => {
            const span = years.length === 0 ? 'none' : `${years[0]}–${years.at(-1)}`;
            return (
              `# configuration of ${dir}: no problem found\n# official calendar: ${span}\n# pulse.yaml\n${stringify(shown)}` +
              `# alerts.yaml\n${stringify(alerts.shown)}${withheldText(alerts.withheld)}${alerts.warnings.map((w) => `# warning: ${w}\n`).join('')}`
            );
          },
        );
        return 0;
      }),
    );
}

/** Not a problem of the file: another machine, the one that sends, may have the variable. */
function withheldText(withheld: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.values(withheld).flat();
  return lines.length === 0 ? '' : `# sinks that cannot be used from here:\n${lines.map((l) => `#   ${l}\n`).join('')}`;
}

function environmentHelp(): string {
  return Object.entries(environment)
    .map(([name, [path]]) => `  ${name.padEnd(28)} ${path}`)
    .concat(`  ${'PULSE_CONFIG_DIR'.padEnd(28)} the folder of the configuration`)
    .join('\n');
}

/** Passwords stay out of terminals and logs. */
function hideSecrets(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'password' ? '***' : value.replace(/(\/\/[^:/@]*:)[^@]+@/, '$1***@');
  if (Array.isArray(value)) return value.map((v) => hideSecrets(v));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, hideSecrets(v, k)]));
}
