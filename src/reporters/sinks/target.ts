import { PulseError } from '../../domain/errors.js';

/** What all senders over HTTP are told. */
export interface HttpOptions {
  readonly url: string;
  /** For a whole try: connecting, sending and the answer. */
  readonly timeoutMs: number;
  /** Messages a minute; absent: what the vendor allows. */
  readonly perMinute?: number | null | undefined;
  /** PEM text of the authority that signed the server's certificate; it then takes the place of the public ones. */
  readonly ca?: string | undefined;
  /** Milliseconds; the signatures carry it. Absent: the system's clock. */
  readonly now?: (() => number) | undefined;
  /** Of the few words that a sender adds itself. Absent: zh. */
  readonly language?: Language | undefined;
}

export type Language = 'zh' | 'en';

/** Where a request goes, and what of it nobody may read in a log. */
export interface Target {
  readonly url: URL;
  readonly timeoutMs: number;
  readonly ca: string | undefined;
  /** Host and port: all of the address that may be told, for robots have their key in the path or in the query. */
  readonly host: string;
  /** Takes keys and secrets out of a text of the other side, makes it one line, and cuts it. */
  hide(text: string): string;
}

const told = 200;

/** @throws PulseError PULSE_CONFIG when the address is none of http or https; the address is not in the message. */
export function targetOf({ url: address, timeoutMs, ca }: HttpOptions, secret?: string): Target {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new PulseError('PULSE_CONFIG', 'the address of a sink must begin with https:// or http://');
  }
  const hidden = [address, ...secretsOf(url), ...(secret === undefined ? [] : [secret])];
  return { url, timeoutMs, ca, host: url.host, hide: (text) => hide(text, hidden) };
}

/** @param hidden words that are replaced wherever they stand; empty ones count for nothing */
export function hide(text: string, hidden: readonly string[]): string {
  const words = hidden.filter((word) => word !== '').sort((a, b) => b.length - a.length);
  const clean = words.reduce((so, word) => so.replaceAll(word, '***'), text).replace(/[\p{C}\s]+/gu, ' ');
  return [...clean.trim()].slice(0, told).join('');
}

/** Short parts (`send`, `v2`) are words of the vendor's interface, and would make every reason unreadable. */
function secretsOf(url: URL): string[] {
  const values = [...url.searchParams.values(), url.username, url.password].filter((value) => value.length >= 4);
  const parts = [...url.pathname.split('/'), ...values].filter((part) => part.length >= 12);
  const raw = [...url.search.slice(1).split(/[&=]/)].filter((part) => part.length >= 12);
  return [...new Set([...values, ...parts, ...raw])];
}
