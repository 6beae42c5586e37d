// Where texts, names, numbers, comments and words of a statement begin and end, exactly as MySQL and MariaDB read them in the
// session that the driver makes: no ANSI_QUOTES, no NO_BACKSLASH_ESCAPES, utf8mb4.
// Not here: what may run (guard.ts).

export interface MysqlToken {
  /** `name` is in backticks, `parameter` is `$1`, `odd` is what no statement of ours holds: the guard refuses it. */
  kind: 'text' | 'name' | 'number' | 'word' | 'sign' | 'parameter' | 'odd';
  /** As written; of a name what it means, of a word in lower case. */
  text: string;
  start: number;
  /** After its last character. */
  end: number;
}

/** `-- ` ends with its line only, and needs what follows: `1--1` is a sum. */
const blank = /(?:[ \t\n\r]+|--(?=[ \t\n\r])[^\n]*|--$|#[^\n]*)+/y;
const comment = /\/\*(?![!+]|M!)[\s\S]*?\*\//iy;

/** The first that fits is the token. Letters are what the server takes for them: of ASCII, `_`, `$`, and all of U+0080 to U+FFFF. */
const patterns: readonly [MysqlToken['kind'], RegExp][] = [
  ['text', /'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'/y],
  ['text', /"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"/y],
  ['name', /`[^`]*(?:``[^`]*)*`/y],
  ['parameter', /\$[0-9]{1,4}(?![\w$\u0080-\uffff])/y],
  // All of it or nothing: a part of `1.into` would leave a word that seems to be the name of a column.
  ['number', /(?=(0x[0-9a-f]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?))\1(?![\w$\u0080-\uffff])/iy],
  ['word', /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy],
  ['sign', /<=>|<>|!=|>=|<=|<<|>>|\|\||&&|->>|->|[-(),.+*/%<>=&|^~!]/y],
];

/** Tells the tokens of any text; what is open or unknown is `odd`, to the end of the text. */
export function mysqlTokens(sql: string): MysqlToken[] {
  const tokens: MysqlToken[] = [];
  for (let start = 0; start < sql.length; ) {
    const skipped = matchAt(blank, sql, start) ?? matchAt(comment, sql, start);
    if (skipped !== undefined && skipped !== '') {
      start += skipped.length;
      continue;
    }
    const token = tokenAt(sql, start);
    tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, start: number): MysqlToken {
  // Not only the slash: what comes behind may be anything.
  if (sql.startsWith('/*', start)) return { kind: 'odd', text: '/*', start, end: sql.length };
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, sql, start);
    if (text === undefined) continue;
    return { kind, text: meant(kind, text), start, end: start + text.length };
  }
  return { kind: 'odd', text: sql.slice(start, start + 1), start, end: sql[start] === ';' ? start + 1 : sql.length };
}

function meant(kind: MysqlToken['kind'], text: string): string {
  if (kind === 'name') return text.slice(1, -1).replaceAll('``', '`');
  // Only of ASCII: the server's keywords are no other letters that look like them.
  return kind === 'word' ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function matchAt(pattern: RegExp, sql: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(sql)?.[0];
}
