/** A mail, or a part of one: as much of MIME as mails of this project use. */
export interface MimePart {
  /** Names in lower case; encoded words decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded; '' where there are parts. */
  readonly text: string;
  readonly parts: readonly MimePart[];
}

/** @param raw bytes as latin1 */
export function readMail(raw: string): MimePart {
  const end = raw.indexOf('\r\n\r\n');
  const headers = headersOf(raw.slice(0, end));
  const body = raw.slice(end + 4);
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) return { headers, text: decodeBody(body, headers), parts: [] };
  const parts = body.split(`--${boundary}`).slice(1, -1);
  return { headers, text: '', parts: parts.map((part) => readMail(part.replace(/^\r\n/, '').replace(/\r\n$/, ''))) };
}

/** The text of the part of that type, wherever it is. */
export function textOfType(part: MimePart, type: string): string {
  const found = [part, ...part.parts].find(({ headers }) => (headers.get('content-type') ?? '').startsWith(type));
  if (found === undefined) throw new Error(`the mail has no part of type ${type}`);
  return found.text.replaceAll('\r\n', '\n');
}

function headersOf(block: string): Map<string, string> {
  const lines = block.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), decodeWords(line.slice(at + 1).trim())] as const;
    }),
  );
}

/** RFC 2047: space between two encoded words counts for nothing. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, word: string) => {
      const bytes = how.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : quoted(word.replaceAll('_', ' '));
      return bytes.toString('utf8');
    });
}

function decodeBody(body: string, headers: ReadonlyMap<string, string>): string {
  const how = headers.get('content-transfer-encoding') ?? '7bit';
  if (how === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (how === 'quoted-printable') return quoted(body.replace(/=\r\n/g, '')).toString('utf8');
  return Buffer.from(body, 'latin1').toString('utf8');
}

function quoted(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
