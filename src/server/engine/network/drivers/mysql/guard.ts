// Judges one statement that a person or a model wrote for MySQL or MariaDB, by its tokens: what is not known to only read is refused.
// Not here: the tokens (tokens.ts), which databases the server has (connection.ts). The session reads only besides, but that alone
// stops no file from being written, no lock and no waiting.
import { QueryError } from '../../../engine.ts';
import { bracketWords, readingFunctions, systemSchemas, writingWords } from './guardWords.ts';
import { type MysqlToken, mysqlTokens } from './tokens.ts';

const none: MysqlToken = { kind: 'odd', text: '', start: -1, end: -1 };

/**
 * Throws a QueryError, `refused`, with the reason. `isElsewhere` tells of a name before a dot whether it is another database than
 * the one that was opened.
 */
export function judge(sql: string, isElsewhere: (name: string) => boolean = () => false): void {
  const tokens = mysqlTokens(sql);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  if (tokens.length === 0) throw new QueryError('refused', 'There is no SQL statement to run. Send one SELECT.');
  const first = tokens.find((token) => !isSign(token, '('));
  if (!first || !isWord(first, 'select', 'with', 'values'))
    throw refused(`begins with ${shown(first)}. Only statements that read can run here: send one SELECT`);
  judgeBrackets(tokens);
  for (const [at, token] of tokens.entries()) judgeToken(tokens, at, token, isElsewhere);
}

/** The names that stand before a dot and may be a database. */
export function qualifiers(sql: string): string[] {
  const tokens = mysqlTokens(sql);
  return tokens.flatMap((token, at) => (isNaming(token) && isSign(tokens[at + 1] ?? none, '.') ? [token.text] : []));
}

function judgeBrackets(tokens: readonly MysqlToken[]): void {
  let depth = 0;
  for (const token of tokens) {
    if (isSign(token, '(')) depth++;
    if (isSign(token, ')') && --depth < 0) throw refused('closes a bracket that was never opened');
  }
  if (depth > 0) throw refused('leaves a bracket open');
}

function judgeToken(
  tokens: readonly MysqlToken[],
  at: number,
  token: MysqlToken,
  isElsewhere: (name: string) => boolean,
): void {
  const before = tokens[at - 1] ?? none;
  const after = tokens[at + 1] ?? none;
  if (token.kind === 'odd') throw odd(token.text);
  if (!isNaming(token)) return;
  // A name of a column only where it touches the dot: `t. into` is the word.
  const isMember = isSign(before, '.') && before.end === token.start && isNaming(tokens[at - 2] ?? none);
  const isCalled = isSign(after, '(');
  if (isSign(after, '.')) judgeSchema(token.text, isElsewhere);
  if (isCalled && !isColumnList(tokens, at)) judgeCall(token, isMember);
  if (token.kind !== 'word' || isMember) return;
  const isFunction = isCalled && readingFunctions.has(token.text);
  if (writingWords.has(token.text) && !isFunction)
    throw refused(
      `holds ${token.text.toUpperCase()}, which no statement that only reads needs. A column of that name stands in backticks`,
    );
  if (isWord(token, 'next', 'previous') && isWord(after, 'value') && isWord(tokens[at + 2] ?? none, 'for'))
    throw refused('takes the next value of a sequence');
  if (isWord(token, 'for') && isWord(after, 'update', 'share')) throw refused('locks rows');
}

function judgeCall(token: MysqlToken, isMember: boolean): void {
  if (token.kind === 'word' && !isMember && (readingFunctions.has(token.text) || bracketWords.has(token.text))) return;
  throw refused(`calls the function ${shown(token)}, which is not among those that only read`);
}

function judgeSchema(name: string, isElsewhere: (name: string) => boolean): void {
  if (systemSchemas.has(folded(name)))
    throw refused(`reads ${JSON.stringify(name)}, where the server keeps what is its own`);
  if (isElsewhere(name))
    throw refused(
      `reads the database ${JSON.stringify(name.slice(0, 64))}, and another one was opened. Where it is only the short name of a table, give that table another`,
    );
}

/** As the server compares names of databases where letters are all the same to it. */
export function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** `name (a, b) AS (` begins a common table expression, `) AS name (a, b)` names a derived table's columns: neither calls anything. */
function isColumnList(tokens: readonly MysqlToken[], at: number): boolean {
  if (isWord(tokens[at - 1] ?? none, 'as') && isSign(tokens[at - 2] ?? none, ')')) return true;
  let depth = 0;
  for (let index = at + 1; index < tokens.length; index++) {
    const token = tokens[index] ?? none;
    if (isSign(token, '(')) depth++;
    if (!isSign(token, ')') || --depth > 0) continue;
    return isWord(tokens[index + 1] ?? none, 'as') && isSign(tokens[index + 2] ?? none, '(');
  }
  return false;
}

function odd(text: string): QueryError {
  if (text === ';') return refused('holds several. Only one can run at a time: send one SELECT');
  if (text === '/*')
    return refused('holds a comment that the database would run, a hint, or one without an end. Leave it out');
  if (text === '@' || text === ':') return refused('holds a variable. Write the value in its place');
  if (text === '?') return refused('holds a parameter without a value. Write the value in its place');
  if (text === "'" || text === '"' || text === '`') return refused(`leaves a quote (${text}) open`);
  if (text === '$' || /^\d/.test(text))
    return refused('holds a name that begins with "$" or a digit. Put it in backticks');
  return refused(`holds ${JSON.stringify(text)} where no statement that only reads has it`);
}

function isNaming({ kind }: MysqlToken): boolean {
  return kind === 'word' || kind === 'name';
}

function isSign({ kind, text }: MysqlToken, sign: string): boolean {
  return kind === 'sign' && text === sign;
}

function isWord({ kind, text }: MysqlToken, ...words: string[]): boolean {
  return kind === 'word' && words.includes(text);
}

function shown(token: MysqlToken | undefined): string {
  if (!token) return 'nothing';
  const text = token.text.slice(0, 64);
  return token.kind === 'word' ? text.toUpperCase() : JSON.stringify(text);
}

/** `what` goes on after "The statement". */
function refused(what: string): QueryError {
  return new QueryError('refused', `The statement ${what}.`);
}
