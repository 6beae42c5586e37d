// The words, names, texts, numbers and signs of one statement, for databases whose own parser is not at hand.
// Not here: which of them may stand in a statement that only reads (each database's guard). What may be read in two ways is refused.

export interface SqlWord {
  kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'sign';
  /** A word in lower case; a name without its quotes; all else as it stands. */
  text: string;
  start: number;
  end: number;
}

/** How a database reads quotes and comments. */
export interface Lexicon {
  /** A backslash in quotes begins an escape. */
  escapes: boolean;
  /** `name` beside "name". */
  backquotes: boolean;
  /** The rest of a line after "--". */
  lineComment: RegExp;
}

/** Why a statement could not be read, as the end of a sentence that begins with "It". */
export class UnreadableSql extends Error {
  override readonly name = 'UnreadableSql';
}

const space = /[ \t\r\n\f\v]+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /0x[0-9a-f]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?/iy;
const parameter = /\$\d+/y;
const sign = /->|::|<=>|<>|!=|>=|<=|\|\||[!-~]/y;
const wordCharacter = /[A-Za-z0-9_$\u0080-\uffff]/;

/** Throws an UnreadableSql. */
export function sqlWords(sql: string, lexicon: Lexicon): SqlWord[] {
  if (sql.includes('\0')) throw new UnreadableSql('holds a NUL character');
  const words: SqlWord[] = [];
  for (let at = 0; at < sql.length; ) {
    const start = at;
    const blank = taken(space, sql, at) ?? (sql.startsWith('--', at) ? taken(lexicon.lineComment, sql, at) : undefined);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at);
      continue;
    }
    const found = quoted(sql, at, lexicon) ?? plain(sql, at);
    at = found.end;
    words.push({ ...found, start });
  }
  return words;
}

type Found = Omit<SqlWord, 'start'>;

function quoted(sql: string, at: number, { escapes, backquotes }: Lexicon): Found | undefined {
  const quote = sql[at];
  if (quote !== "'" && quote !== '"' && !(quote === '`' && backquotes)) return undefined;
  let from = at + 1;
  for (;;) {
    const close = sql.indexOf(quote, from);
    if (close < 0) throw new UnreadableSql('holds a quote that does not end');
    const backslash = escapes ? sql.indexOf('\\', from) : -1;
    if (backslash >= 0 && backslash < close) from = backslash + 2;
    else if (sql[close + 1] === quote) from = close + 2;
    else {
      const inside = sql.slice(at + 1, close);
      if (quote === "'") return { kind: 'text', text: inside, end: close + 1 };
      if (escapes && inside.includes('\\')) throw new UnreadableSql('holds a name with a backslash');
      return { kind: 'name', text: inside.replaceAll(quote + quote, quote), end: close + 1 };
    }
  }
}

function plain(sql: string, at: number): Found {
  const letters = taken(word, sql, at);
  if (letters !== undefined) {
    const end = at + letters.length;
    const after = sql[end] ?? '';
    // N'..', X'..', U&'..' and their like read their quotes in other ways.
    if (after === "'" || after === '$' || /^[&][ \t\r\n]*['"]/.test(sql.slice(end, end + 200)))
      throw new UnreadableSql(`holds "${letters}${after}", whose end may be read in two ways`);
    return { kind: 'word', text: letters.toLowerCase(), end };
  }
  const digits = taken(number, sql, at);
  if (digits !== undefined) {
    const end = at + digits.length;
    // `1into` is a number and a word to some.
    if (wordCharacter.test(sql[end] ?? '')) throw new UnreadableSql('holds a number that a word touches');
    return { kind: 'number', text: digits, end };
  }
  const bound = taken(parameter, sql, at);
  if (bound !== undefined) {
    const end = at + bound.length;
    if (wordCharacter.test(sql[end] ?? '')) throw new UnreadableSql('holds a "$" that begins no parameter');
    return { kind: 'parameter', text: bound, end };
  }
  const found = taken(sign, sql, at);
  // Letters of other alphabets, their quotes and dashes stand in quotes, or mean something else to each database.
  if (found === undefined) throw new UnreadableSql('holds a character outside of quotes that is not of ASCII');
  return { kind: 'sign', text: found, end: at + found.length };
}

function endOfComment(sql: string, at: number): number {
  const close = sql.indexOf('*/', at + 2);
  if (close < 0) throw new UnreadableSql('holds a comment that does not end');
  const inside = sql.slice(at + 2, close);
  if (/^M?[!+]/i.test(inside)) throw new UnreadableSql('holds a comment that may be run');
  if (inside.includes('/*')) throw new UnreadableSql('holds a comment inside a comment');
  return close + 2;
}

function taken(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** The words of one statement without the semicolons at its end, its brackets in order. Throws an UnreadableSql. */
export function oneStatement(sql: string, lexicon: Lexicon): SqlWord[] {
  const words = sqlWords(sql, lexicon);
  while (isSign(words.at(-1), ';')) words.pop();
  const open: string[] = [];
  for (const found of words) {
    if (found.kind !== 'sign') continue;
    if (found.text === ';') throw new UnreadableSql('holds several statements');
    const close = closing[found.text];
    if (close) open.push(close);
    else if ((found.text === ')' || found.text === ']') && open.pop() !== found.text)
      throw new UnreadableSql('closes a bracket that was not opened');
  }
  if (open.length > 0) throw new UnreadableSql('opens a bracket that is not closed');
  if (words.length === 0) throw new UnreadableSql('is empty');
  return words;
}

export function isSign(found: SqlWord | undefined, text: string): boolean {
  return found?.kind === 'sign' && found.text === text;
}

export function isWord(found: SqlWord | undefined, text: string): boolean {
  return found?.kind === 'word' && found.text === text;
}

/** What the statement begins with, past its opening brackets. */
export function firstWord(words: readonly SqlWord[]): SqlWord | undefined {
  return words.find((found) => !isSign(found, '('));
}
