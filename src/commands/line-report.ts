import type { PulseError } from '../domain/errors.js';

const shown = 20;

/** Lines of files that are no valid events: all counted, the first ones shown. */
export class LineReport {
  count = 0;
  readonly problems: { file: string; line: number; reason: string; problems: readonly string[] }[] = [];

  add(file: string, line: number, problem: PulseError): void {
    this.count++;
    if (this.problems.length >= shown) return;
    const { reason, problems } = problem.details as { reason: string; problems: readonly string[] };
    this.problems.push({ file, line, reason, problems });
  }

  text(): string {
    const lines = this.problems.map((p) => `${p.file}:${p.line}: ${p.reason}: ${p.problems.join('; ')}`);
    if (this.count > lines.length) lines.push(`… and ${this.count - lines.length} more`);
    return lines.map((l) => `${l}\n`).join('');
  }
}
