import Docxtemplater, { type DXT } from 'docxtemplater';
import PizZip from 'pizzip';
import { PulseError } from '../../domain/errors.js';
import { type Used, wrongPlaceholders } from './check-placeholders.js';
import { type Scope, textOf, type Value } from './figure.js';
import { placeholders } from './placeholders.js';
import { repack } from './repack.js';
import type { Report } from './report.js';
import { isList } from './wording.js';

/** A Word file that an office edits. */
export interface Template {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Fills a template. It is checked whole before, also those parts that this report does not have.
 *
 * @throws PulseError PULSE_INPUT that names every placeholder that is wrong, and whatever else cannot be read.
 */
export function toDocx(report: Report, template: Template): Buffer {
  const seen: DXT.Part[][] = [];
  const doc = opened(template, seen);
  const problems = [...wrongPlaceholders(seen.flatMap(usedIn), placeholders), ...unread(doc)];
  if (problems.length > 0) throw wrong(template, problems);
  doc.render(report.scope);
  return repack(doc.getZip() as PizZip);
}

function opened(template: Template, seen: DXT.Part[][]): Docxtemplater {
  // The parsed parts of each file in the document are shown to the modules: here they are kept.
  const inspect: DXT.Module = {
    name: 'placeholders',
    set: ({ inspect: found }: { inspect?: { postparsed?: DXT.Part[] } }) => {
      if (found?.postparsed !== undefined) seen.push(found.postparsed);
    },
  };
  try {
    return new Docxtemplater(new PizZip(template.bytes), {
      modules: [inspect],
      paragraphLoop: true,
      errorLogging: false,
      parser: (tag) => ({ get: (scope: unknown) => forWord(valueIn(scope, tag.trim())) }),
      nullGetter: (part) => {
        throw wrong(template, [`{${part.value}} has no value`]);
      },
    });
  } catch (error) {
    throw wrong(template, explanations(error), error);
  }
}

const valueIn = (scope: unknown, name: string): Value | undefined =>
  typeof scope === 'object' && scope !== null && Object.hasOwn(scope, name) ? (scope as Scope)[name] : undefined;

function forWord(value: Value | undefined): unknown {
  if (typeof value !== 'object' || isList(value)) return value;
  if (value.is === 'group') return value.scope;
  return textOf(value.is === 'phrase' ? value.spans : [value]);
}

function usedIn(parts: readonly DXT.Part[]): Used[] {
  return parts.flatMap((part): Used[] => {
    if (part.type !== 'placeholder') return [];
    const inner = part.subparsed === undefined ? [] : usedIn(part.subparsed);
    // {@name} would put raw XML in: nothing here is that.
    const name = part.module === 'rawxml' ? `@${part.value}` : part.value.trim();
    return [{ name, section: part.subparsed !== undefined, inner }];
  });
}

/** Braces of a Chinese keyboard look alike and mean nothing: they would be printed. */
function unread(doc: Docxtemplater): string[] {
  const found = doc.getFullText().match(/[\uff5b\uff5d]/g) ?? [];
  return found.length === 0 ? [] : [`${found.length} full-width braces \uff5b\uff5d: write { and }`];
}

/** docxtemplater collects what it finds, one error each. */
function explanations(error: unknown): string[] {
  const { errors } = (error as { properties?: { errors?: readonly unknown[] } }).properties ?? {};
  const all = (errors ?? [error]) as readonly { message?: string; properties?: { explanation?: string } }[];
  return all.map(({ message, properties }) => properties?.explanation ?? message ?? 'unreadable');
}

const wrong = ({ name }: Template, problems: readonly string[], cause?: unknown): PulseError =>
  new PulseError('PULSE_INPUT', problems.map((p) => `${name}: ${p}`).join('\n'), { details: { problems }, cause });
