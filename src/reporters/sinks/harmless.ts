/**
 * A text that shows as what it says, in any of the robots' Markdown dialects: no mark, mention, tag or link of its own.
 * The marks become their full-width twins, because the dialects disagree on backslashes and a backslash that is not
 * understood would be shown. One line; control characters, and those that turn the direction of writing, are gone.
 *
 * @param atStart the text begins a line: there also a heading, a list or a rule could begin
 */
export function harmless(text: string, atStart: boolean): string {
  const shown = oneLine(text)
    .replace(/[*`[\]<~\\@|]/g, wide)
    // Within a word underscores are part of a code, and must be copied as they are.
    .replace(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, (run) => run.replaceAll('_', wide))
    .replace(/&(?=#|\w+;)/g, wide)
    .replace(/:(?=\/\/)/g, wide)
    // `example.com` without a scheme is made a link by the clients too; a dot between digits is not, nor our own files.
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})(?!yaml\b)/gu, wide);
  return atStart
    ? shown.replace(/^[-+=#>]|^\d+(?=[.)] )/, (mark) => (/\d/.test(mark) ? `${mark}\u2060` : wide(mark)))
    : shown;
}

/** Without line ends, control characters and invisible ones that reorder or hide text. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** ASCII and its full-width forms are 0xfee0 apart. */
const wide = (mark: string): string => String.fromCharCode(mark.charCodeAt(0) + 0xfee0);
