import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type AuditOptions, audit } from '../../src/auditor/audit.js';
import type { Name } from '../../src/auditor/labels.js';
import { readReport } from '../../src/auditor/read/read-report.js';
import type { Audit, Finding } from '../../src/auditor/result.js';
import { severityOf } from '../../src/auditor/result.js';

/** The names of the catalogue that comes with the program, read by the tests' own means. */
export function catalogueNames(): Name[] {
  const c = parse(readFileSync(new URL('../../config/catalogue.yaml', import.meta.url), 'utf8'));
  const nameOf = (entry: string | { name: string }): string => (typeof entry === 'string' ? entry : entry.name);
  const list = (kind: string, section: Record<string, string | { name: string }>): Name[] =>
    Object.entries(section).map(([code, entry]) => ({ kind, code, name: nameOf(entry) }));
  const own = (kind: string, entries: (string | { code: string })[]): Name[] =>
    entries
      .map((entry) => (typeof entry === 'string' ? entry : entry.code))
      .map((code) => ({ kind, code, name: code }));
  const units = Object.entries<{ name: string; aliases?: string[] }>(c.units).flatMap(([code, unit]) =>
    [code, unit.name, ...(unit.aliases ?? [])].map((name) => ({ kind: 'unit', code, name })),
  );
  return [
    ...list('channel', c.channels),
    ...list('category', c.categories),
    ...list('nature', c.natures),
    ...own('topic', c.topics),
    ...own('region', c.regions),
    ...units,
  ];
}

export const auditOf = (name: string, content: string | Uint8Array, options: Partial<AuditOptions> = {}): Audit =>
  audit(readReport(name, typeof content === 'string' ? new TextEncoder().encode(content) : content), {
    ...{ file: name, names: [], period: null, reference: null },
    ...options,
  });

/** What is called wrong. */
export const wrongs = (result: Audit): Finding[] => result.findings.filter((f) => severityOf(f.verdict) === 'wrong');

/** `line verdict printed → ours` */
export const brief = (f: Finding): string =>
  `${f.line} ${f.verdict} ${f.printed}${f.ours === null ? '' : ` → ${f.ours}`}`;

export const seedFile = new URL('../../samples/ankang-2021-06.txt', import.meta.url);
