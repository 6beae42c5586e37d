// Pieces of a language that are written and read by one description, so that neither can drift from the other.
// Not here: lists and nesting (combinators.ts), the language itself (planSyntax.ts and what it is made of), names (names.ts).
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import type { Names } from './names.ts';
import { type ReadingToken, readingTokens } from './tokens.ts';

/** What may come next: `from` is the token it would stand at, which may be begun already. */
export interface Offer {
  text: string;
  from: number;
  /** The lower, the better; of fixed words it is said where they are gathered. */
  rank?: number;
}

export interface Writer {
  names: Names;
  /** Every name as the database has it, where the pretty ones would be read as something else. */
  exact: boolean;
  base: IndexedTable;
  /** The table that names are seen from; nothing before the first name, which decides it. */
  scope: IndexedTable | undefined;
}

export interface Reader {
  names: Names;
  tokens: readonly ReadingToken[];
  at: number;
  scope: IndexedTable | undefined;
  /** The last column that was read, for the values that may follow it. */
  column: IndexedColumn | undefined;
  depth: number;
  /** Only names in brackets are names, so that none can be taken for a word of the language. */
  exact: boolean;
  /** Where to collect what may come next; the last token may be unfinished when `isPartial`. */
  offers?: Offer[];
  isPartial?: boolean;
}

export interface Found<T> {
  value: T;
}

export interface Syntax<T> {
  /** The text, or nothing when this is not the way to say the value. */
  write(value: T, to: Writer): string | undefined;
  /** What stands at `from.at`, which is moved behind it, or nothing. */
  read(from: Reader): Found<T> | undefined;
}

/** Words one after the other, with a space between them but none inside parentheses and before commas. */
export function glue(pieces: readonly string[]): string {
  let text = '';
  for (const piece of pieces) {
    if (piece === '') continue;
    const joined = text === '' || text.endsWith('(') || /^[,):]/.test(piece);
    text += joined ? piece : ` ${piece}`;
  }
  return text;
}

/** Whether the tokens at `from.at` are these words; moves behind them, or offers them where the text ends. */
export function readWords(from: Reader, words: readonly string[], text: string): boolean {
  for (const [offset, word] of words.entries()) {
    const token = from.tokens[from.at + offset];
    const isLast = from.at + offset === from.tokens.length - 1;
    if (token && token.kind !== 'quoted' && token.kind !== 'name' && token.lower === word) continue;
    const isBegun = token && isLast && from.isPartial === true && token.kind === 'word' && word.startsWith(token.lower);
    if (!token || isBegun) from.offers?.push({ text, from: from.at });
    return false;
  }
  from.at += words.length;
  return true;
}

/** As `readWords`, for a word that is not worth an offer. */
export function skipWord(from: Reader, word: string): boolean {
  const token = from.tokens[from.at];
  if (!token || token.kind === 'quoted' || token.kind === 'name' || token.lower !== word) return false;
  from.at += 1;
  return true;
}

type Slots<F> = { [K in keyof F]-?: Syntax<F[K]> };

/**
 * Fixed words and slots: `'total {column}'`. `take` cuts a value into the slots' values, or gives nothing when the value is
 * not said this way; `make` puts them together again, or gives nothing when they do not go together.
 */
export function form<F extends object, T>(
  template: string,
  slots: Slots<F>,
  take: (value: T, to: Writer) => F | undefined,
  make: (fields: F, from: Reader) => T | undefined,
): Syntax<T> {
  const parts = partsOf(template);
  const slotOf = (name: string) => slots[name as keyof F];
  return {
    write(value, to) {
      const fields = take(value, to);
      if (!fields) return undefined;
      const pieces: string[] = [];
      for (const part of parts) {
        const piece = part.kind === 'words' ? part.text : slotOf(part.name).write(fields[part.name as keyof F], to);
        if (piece === undefined) return undefined;
        pieces.push(piece);
      }
      return glue(pieces);
    },
    read(from) {
      const fields: Partial<F> = {};
      for (const part of parts) {
        if (part.kind === 'words') {
          if (!readWords(from, part.words, part.text)) return undefined;
        } else {
          const found = slotOf(part.name).read(from);
          if (!found) return undefined;
          if (found.value !== undefined) fields[part.name as keyof F] = found.value;
        }
      }
      // Every slot was read; those left out are optional ones.
      const value = make(fields as F, from);
      return value === undefined ? undefined : { value };
    },
  };
}

type Part = { kind: 'words'; text: string; words: string[] } | { kind: 'slot'; name: string };

function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  for (const [at, text] of template.split(/\{(\w+)\}/).entries()) {
    if (at % 2 === 1) parts.push({ kind: 'slot', name: text });
    else if (text.trim() !== '')
      parts.push({
        kind: 'words',
        text: text.trim(),
        words: (readingTokens(text) ?? []).map((token) => token.lower),
      });
  }
  return parts;
}

/** The first of several ways that fits. */
export function choice<T>(...ways: readonly Syntax<T>[]): Syntax<T> {
  return {
    write(value, to) {
      const { scope } = to;
      for (const way of ways) {
        const text = way.write(value, to);
        if (text !== undefined) return text;
        to.scope = scope;
      }
      return undefined;
    },
    read(from) {
      for (const way of ways) {
        const found = attempt(from, way);
        if (found) return found;
      }
      return undefined;
    },
  };
}

/** Reads, or stays where it was. */
export function attempt<T>(from: Reader, syntax: Syntax<T>): Found<T> | undefined {
  const { at, scope, column } = from;
  const found = syntax.read(from);
  if (!found) Object.assign(from, { at, scope, column });
  return found;
}

export function optional<T>(syntax: Syntax<T>): Syntax<T | undefined> {
  return {
    write: (value, to) => (value === undefined ? '' : syntax.write(value, to)),
    read: (from) => attempt(from, syntax) ?? { value: undefined },
  };
}

/** Fixed words that say a fixed value. */
export function said<T extends string | number | boolean>(words: string, value: T): Syntax<T> {
  return form<object, T>(
    words,
    {},
    (given) => (given === value ? {} : undefined),
    () => value,
  );
}
