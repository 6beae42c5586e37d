// The tokens of a reading: words, numbers, days, quoted values, names in brackets, marks. One pass, no look back.
// Not here: the tokens of a question in free English (../tokens.ts), what the tokens say (syntax.ts).

export interface ReadingToken {
  kind: 'word' | 'number' | 'day' | 'quoted' | 'name' | 'mark';
  /** Without quotes or brackets, doubled ones undone. */
  text: string;
  lower: string;
  start: number;
  /** A quote or bracket that is not closed: text that is still being typed. */
  open?: boolean;
}

const pattern =
  /\s+|("(?:[^"]|"")*("?))|(\[(?:[^\]]|\]\])*(\]?))|(\d{4}-\d{2}-\d{2})(?![\p{L}\p{N}-])|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\p{L}\p{N}]|\.\d)|([\p{L}\p{N}]+)|([(),])/iuy;

/** The tokens of a text, or nothing when it holds a character that no reading has. */
export function readingTokens(text: string): ReadingToken[] | undefined {
  const tokens: ReadingToken[] = [];
  let at = 0;
  pattern.lastIndex = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return undefined;
    const start = at;
    at = pattern.lastIndex;
    const [, quoted, , name, , day, number, word, mark] = found;
    const add = (kind: ReadingToken['kind'], written: string, open = false) =>
      tokens.push({ kind, text: written, lower: written.toLowerCase(), start, ...(open ? { open } : {}) });
    if (quoted !== undefined) addEnclosed('quoted', quoted, '"', '"', add);
    else if (name !== undefined) addEnclosed('name', name, '[', ']', add);
    else if (day !== undefined) add('day', day);
    else if (number !== undefined) add('number', number);
    else if (word !== undefined) add('word', word);
    else if (mark !== undefined) add('mark', mark);
  }
  return tokens;
}

function addEnclosed(
  kind: 'quoted' | 'name',
  written: string,
  first: string,
  last: string,
  add: (kind: 'quoted' | 'name', text: string, open: boolean) => void,
): void {
  // An even number of closing marks at the end are doubled ones inside: the text goes on.
  const inside = written.slice(first.length);
  const closing = /("*|\]*)$/.exec(inside)?.[0].length ?? 0;
  const isOpen = closing % 2 === 0;
  const body = isOpen ? inside : inside.slice(0, -1);
  add(kind, body.replaceAll(last + last, last), isOpen);
}

export const quotedValue = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export const bracketedName = (name: string): string => `[${name.replaceAll(']', ']]')}]`;
