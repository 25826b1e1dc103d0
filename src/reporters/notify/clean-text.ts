import { maskPersonal } from '../../domain/texts.js';

/** Signs that chat robots and mail programs read as marks, as mentions or as the beginning of a link. */
const signs = /[*`[\]<>#@~|\\]|:(?=\/\/)|(?<=\bwww)\.|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;
/** The full-width form of a printable ASCII sign looks like it and is no mark anywhere. */
const fullWidth = (sign: string): string => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0);
/** Line breaks, control characters, and what turns the direction of writing or cannot be seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu;

/**
 * A word from outside (an id, a name, a code) as it may stand in a message: one line, and nothing in it is a mark, a link or a
 * mention, so that nobody forges a message by what he writes to the hotline. Robots know no common way of escaping, hence
 * look-alikes. `_` between letters and digits is no mark and stays, so that ids can be copied.
 *
 * @param most code points that are kept; what is longer ends in `…`.
 */
export function cleanWord(text: string, most: number): string {
  const points = [...text.replace(unseen, ' ').trim().replace(signs, fullWidth)];
  return points.length <= most ? points.join('') : `${points.slice(0, most - 1).join('')}…`;
}

/** Free text: the same, and numbers that look personal are masked once more, whoever wrote the record. */
export const cleanFreeText = (text: string, most: number): string => cleanWord(maskPersonal(text), most);
