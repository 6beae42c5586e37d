// Whether a statement of a person or a model may run in Trino: its words judged by lists; what is not known is refused.
// Not here: the transaction that only reads (connection.ts). It holds no table function that hands SQL to another database.
import { QueryError } from '../../../engine.ts';
import { firstWord, isSign, isWord, oneStatement, type SqlWord, UnreadableSql } from '../sqlWords.ts';
import { isPure, syntax } from './functions.ts';
import { trinoLexicon } from './lexicon.ts';

const beginnings = new Set(['select', 'with', 'values']);
/** They begin another statement, or run a text. A column of such a name stands in quotes. */
const never = new Set(
  `insert update delete create drop alter truncate merge_ grant revoke deny call execute prepare deallocate commit rollback use explain describe
  analyze refresh into outfile settings`.split(/\s+/),
);
const strange = new Set(['{', '}', '@', '\\', '#', '$', '`', '~', '&', '!', '?', '::', '<=>']);
const closedNames = new Set(['system', 'information_schema']);

/** Throws a QueryError, `refused`, unless the statement only reads. */
export function judgeTrino(sql: string): void {
  try {
    const words = oneStatement(sql, trinoLexicon);
    const first = firstWord(words);
    if (first?.kind !== 'word' || !beginnings.has(first.text))
      throw new UnreadableSql(`begins with "${(first?.text ?? '').slice(0, 40)}"`);
    for (const at of words.keys()) judgeWord(words, at);
  } catch (error) {
    if (!(error instanceof UnreadableSql)) throw error;
    throw new QueryError(
      'refused',
      `This statement cannot run here: it ${error.message}. Allowed is one SELECT, VALUES, or WITH before one, that only reads; a name that is also a word of SQL stands in double quotes.`,
      { cause: error },
    );
  }
}

function judgeWord(words: readonly SqlWord[], at: number): void {
  const found = words[at];
  const before = words[at - 1];
  const after = words[at + 1];
  if (!found) return;
  const { kind, text } = found;
  const isPart = isSign(before, '.');
  const isCalled = isSign(after, '(');
  if (kind === 'sign' && strange.has(text)) throw new UnreadableSql(`holds "${text}"`);
  if (kind !== 'word' && kind !== 'name') return;
  // As a catalog or as a schema, so also behind a dot.
  if (isSign(after, '.') && closedNames.has(text.toLowerCase())) throw new UnreadableSql('reads tables of the system');
  if (isCalled && isPart) throw new UnreadableSql(`calls ${text.slice(0, 60)} of a catalog`);
  if (isCalled && kind === 'name' && !namesColumns(words, at))
    throw new UnreadableSql(`calls ${text.slice(0, 60)} by a name in quotes`);
  if (kind === 'name' || isPart) return;
  // TABLE(query(..)) hands a text to another database, which runs whatever it says.
  if (text === 'table') throw new UnreadableSql('uses TABLE, which may run what is not seen here');
  if (never.has(text)) throw new UnreadableSql(`holds the word "${text}"`);
  if (isWord(before, 'with') && (text === 'function' || text === 'session'))
    throw new UnreadableSql(`defines a ${text} before the statement`);
  if (isCalled && !syntax.has(text) && !isPure(text) && !namesColumns(words, at))
    throw new UnreadableSql(`calls ${text}, which is not among the functions that only compute`);
}

/** `WITH name (a, b) AS (`, `) AS name (a, b)`, `) name (a, b)`: a list of columns, and no call. */
function namesColumns(words: readonly SqlWord[], at: number): boolean {
  const before = words[at - 1];
  let close = at + 2;
  while (close < words.length && (words[close]?.kind !== 'sign' || isSign(words[close], ','))) close += 1;
  const list = words.slice(at + 2, close);
  const isList =
    isSign(words[close], ')') &&
    list.every(({ kind, text }, index) => (index % 2 === 0 ? kind === 'word' || kind === 'name' : text === ','));
  if (!isList) return false;
  const isCte =
    (isWord(before, 'with') || isWord(before, 'recursive') || isSign(before, ',')) &&
    isWord(words[close + 1], 'as') &&
    isSign(words[close + 2], '(');
  return isCte || isWord(before, 'as') || (isSign(before, ')') && !isSign(words[close + 1], '.'));
}
