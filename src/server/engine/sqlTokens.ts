// Where texts, names, comments and words of SQL begin and end, as DuckDB reads them; every character is in one token.
// Not here: what a statement means. Whether it may run is judged by the database's own parse tree (guard.ts).

export interface SqlToken {
  /**
   * `string` is '...', `escapeString` E'...', `otherString` X'...', B'...' or U&'...'; `dollarString` $tag$...$tag$;
   * `parameter` is `?`, `$1` or `$name`; `placeholder` is `{{name}}` of a saved query; `unclosed` goes to the end of the
   * text because its end is missing; `symbol` is any other single character.
   */
  kind:
    | 'space'
    | 'comment'
    | 'word'
    | 'string'
    | 'escapeString'
    | 'otherString'
    | 'dollarString'
    | 'quotedName'
    | 'parameter'
    | 'placeholder'
    | 'unclosed'
    | 'symbol';
  start: number;
  /** After its last character. */
  end: number;
}

/** A name of a placeholder in the first group. */
export const placeholderSource = String.raw`\{\{\s*([A-Za-z_][A-Za-z0-9_]{0,63})\s*\}\}`;

const letter = String.raw`(?:[A-Za-z_]|(?!\s)[\u0080-\uffff])`;
const following = String.raw`(?:[A-Za-z0-9_]|(?!\s)[\u0080-\uffff])`;

/** The first that fits at a place is the token; none of them tries the same characters twice. */
const patterns: readonly [SqlToken['kind'], RegExp][] = [
  ['space', /\s+/y],
  ['comment', /--[^\n\r]*/y],
  ['escapeString', /[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'/y],
  ['unclosed', /[eE]'/y],
  ['otherString', /(?:[xXbB]|[uU]&)'[^']*(?:''[^']*)*'/y],
  ['unclosed', /(?:[xXbB]|[uU]&)'/y],
  ['string', /'[^']*(?:''[^']*)*'/y],
  ['unclosed', /'/y],
  ['quotedName', /(?:[uU]&)?"[^"]*(?:""[^"]*)*"/y],
  ['unclosed', /(?:[uU]&)?"/y],
  ['word', new RegExp(`${letter}(?:${following}|\\$)*`, 'y')],
  ['placeholder', new RegExp(placeholderSource, 'y')],
  ['parameter', new RegExp(`\\?|\\$${following}+(?!${following}|\\$)`, 'y')],
];
const dollarTag = new RegExp(`\\$(?:${letter}${following}*)?\\$`, 'y');

/** Tells the tokens of `sql`, whole statements or not; it never fails. */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  for (let start = 0; start < sql.length; ) {
    const token = tokenAt(sql, start);
    yield token;
    start = token.end;
  }
}

/** What stands between tokens and means nothing. */
export function isBlank({ kind }: SqlToken): boolean {
  return kind === 'space' || kind === 'comment';
}

function tokenAt(sql: string, start: number): SqlToken {
  if (sql.startsWith('/*', start)) return blockComment(sql, start);
  if (sql[start] === '$') {
    const tag = matchAt(dollarTag, sql, start);
    if (tag !== undefined) {
      const close = sql.indexOf(tag, start + tag.length);
      if (close < 0) return { kind: 'unclosed', start, end: sql.length };
      return { kind: 'dollarString', start, end: close + tag.length };
    }
  }
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, sql, start);
    if (text === undefined) continue;
    return { kind, start, end: kind === 'unclosed' ? sql.length : start + text.length };
  }
  return { kind: 'symbol', start, end: start + 1 };
}

/** Comments stand inside each other. */
function blockComment(sql: string, start: number): SqlToken {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start + 2;
  let depth = 1;
  for (let found = edge.exec(sql); found; found = edge.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'comment', start, end: edge.lastIndex };
  }
  return { kind: 'unclosed', start, end: sql.length };
}

function matchAt(pattern: RegExp, sql: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(sql)?.[0];
}
