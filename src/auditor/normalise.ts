/**
 * One form for the characters that a report may print in several: full-width digits, letters and punctuation, the signs
 * for minus and percent, the kinds of blank. Each character becomes one character, so places stay what they are.
 */
export function normalise(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000\u00a0\u2000-\u200a\u202f\u2212\u2010-\u2013\ufe63\ufe6a\ufe50]/g, (c) => {
    const code = c.charCodeAt(0);
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
    return special[c] ?? ' ';
  });
}

const special: Readonly<Record<string, string>> = {
  '\u2212': '-', '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\ufe63': '-', '\ufe6a': '%', '\ufe50': ',',
}; // biome-ignore format: a table
