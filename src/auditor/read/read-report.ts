import { PulseError } from '../../domain/errors.js';
import type { Block } from '../document.js';
import { readDocx } from './read-docx.js';
import { readHtml } from './read-html.js';
import { readText } from './read-text.js';

export const reportKinds = ['txt', 'md', 'html', 'htm', 'docx'] as const;

/**
 * A report file as paragraphs and tables; its kind is that of its name.
 *
 * @throws PulseError PULSE_INPUT: another kind, no text, or not what its name says.
 */
export function readReport(name: string, bytes: Uint8Array): Block[] {
  const kind = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  switch (kind) {
    case 'docx':
      return readDocx(bytes, name);
    case 'html':
    case 'htm':
      return readHtml(decoded(name, bytes));
    case 'txt':
    case 'md':
      return readText(decoded(name, bytes));
    default:
      throw new PulseError(
        'PULSE_INPUT',
        `${name}: the kinds of report that can be read are ${reportKinds.join(', ')}`,
      );
  }
}

/** UTF-8, else GB 18030, which Windows programs in China write. */
function decoded(name: string, bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one; when none fits, the error says so.
    }
  }
  throw new PulseError('PULSE_INPUT', `${name}: neither UTF-8 nor GB 18030 text`);
}
