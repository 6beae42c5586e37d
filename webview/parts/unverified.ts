// Numbers of an answer's text that are in no result of the database: found in the text of its Markdown, outside code. Pure.
// Not here: which they are, which the server tells; how Markdown is read (markdownHtml.ts).

/** Said of each of them, to the pointer and to those who listen. */
export const unverifiedTitle = 'Not in any result of the database';

const special = /[.*+?^${}()|[\]\\/]/g;

/**
 * A number of its own: no part of a name, of a decimal or of one whose thousands are grouped, and no ordinal. In `1,37` there are
 * two, for nothing is grouped so.
 */
const notBefore = '(?<![\\p{L}\\p{N}_#])(?<!\\p{N}\\.)(?!(?<=\\p{N},)\\p{N}{3}(?!\\p{N}))';
const notAfter = '(?![\\p{N}_]|\\.\\p{N}|,\\p{N}{3}(?!\\p{N})|(?:st|nd|rd|th)\\b)';

/** Null where there is nothing to find. */
export function unverifiedPattern(numbers: readonly string[]): RegExp | null {
  const written = [...new Set(numbers)].filter((number) => number.trim() !== '');
  if (written.length === 0) return null;
  // The longest first: of two that begin alike the shorter is a part of the longer.
  const each = written.toSorted((a, b) => b.length - a.length).map((number) => number.replaceAll(special, '\\$&'));
  return new RegExp(`${notBefore}(?:${each.join('|')})${notAfter}`, 'gu');
}

/** The text in pieces, in order: those that are such a number, and what stands between them. */
export function unverifiedPieces(text: string, pattern: RegExp): { text: string; isNumber: boolean }[] {
  const pieces: { text: string; isNumber: boolean }[] = [];
  let from = 0;
  for (const { 0: number, index } of text.matchAll(pattern)) {
    if (index > from) pieces.push({ text: text.slice(from, index), isNumber: false });
    pieces.push({ text: number, isNumber: true });
    from = index + number.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isNumber: false });
  return pieces;
}

/** Our server says it in the text, too, for those who only read that. */
export function saysItself(text: string): boolean {
  return text.toLowerCase().includes(unverifiedTitle.toLowerCase());
}

/** One sentence for all of them. */
export function unverifiedNote(count: number): { numbers: string; rest: string } {
  return count === 1
    ? { numbers: '1 number', rest: ' of this text is not in any result of the database.' }
    : {
        numbers: `${count.toLocaleString('en-US')} numbers`,
        rest: ' of this text are not in any result of the database.',
      };
}
