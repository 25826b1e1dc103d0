import { withPoint } from './arithmetic.js';

/** A figure of a generated report: what is printed, and where. */
export interface Spot {
  readonly id: string;
  readonly kind: 'count' | 'rate' | 'change';
  /** Printed digits as an integer, with sign. */
  readonly units: bigint;
  readonly decimals: number;
  /** Digits are written so, and the unit behind them. */
  readonly style: Style;
  readonly unit: string;
  /** The sign is said by words before the number: 上升, 下降. */
  readonly worded: boolean;
  /** Line from 1, and the characters of the digits in it; set when the draft is written. */
  line: number;
  from: number;
  to: number;
}

export interface Style {
  readonly separator: '' | ',' | ',';
  readonly wide: boolean;
}

/** What makes printed figures agree, by their ids: the oracle of the mutation test, which knows nothing of the auditor. */
export type Tie =
  | { readonly kind: 'ratio'; readonly rate: string; readonly numerator: string; readonly base: string }
  | { readonly kind: 'sum'; readonly parts: readonly string[]; readonly whole: string }
  | { readonly kind: 'equal'; readonly a: string; readonly b: string }
  | { readonly kind: 'growth'; readonly change: string; readonly now: string }
  | { readonly kind: 'change'; readonly change: string; readonly now: string; readonly before: string }
  | { readonly kind: 'falling'; readonly list: readonly string[] };

export type Piece = string | Spot;

export function digitsAs(units: bigint, decimals: number, style: Style): string {
  const plain = withPoint(units, decimals);
  const [whole = '', fraction] = plain.split('.');
  const grouped = style.separator === '' ? whole : whole.replace(/\B(?=(\d{3})+(?!\d))/g, style.separator);
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return style.wide ? text.replace(/[0-9.%-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)) : text;
}

/** What is printed for a spot: a worded sign is not printed again. */
export const shown = (s: Spot, units = s.units): string =>
  digitsAs(s.worded && units < 0n ? -units : units, s.decimals, s.style);

/** A generated report: its text, its figures with their places, and what ties them. */
export interface Draft {
  readonly name: string;
  readonly text: string;
  readonly spots: readonly Spot[];
  readonly ties: readonly Tie[];
}

/** Puts lines together and notes where the figures came to stand. */
export function write(name: string, lines: readonly (readonly Piece[])[], ties: readonly Tie[]): Draft {
  const spots: Spot[] = [];
  const texts = lines.map((pieces, i) => {
    let line = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        line += piece;
        continue;
      }
      piece.line = i + 1;
      piece.from = line.length;
      line += shown(piece);
      piece.to = line.length;
      line += piece.unit;
      spots.push(piece);
    }
    return line;
  });
  return { name, text: `${texts.join('\n')}\n`, spots, ties };
}
