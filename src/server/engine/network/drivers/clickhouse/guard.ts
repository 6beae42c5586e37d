// Whether a statement of a person or a model may run in ClickHouse: its words judged by lists; what is not known is refused.
// Not here: `readonly=1`, which the server keeps beside this (settings.ts). That alone lets file() and sleep() through.
import { QueryError } from '../../../engine.ts';
import { firstWord, isSign, oneStatement, type SqlWord, UnreadableSql } from '../sqlWords.ts';
import { isPure, syntax, takesFunction } from './functions.ts';
import { clickhouseLexicon } from './lexicon.ts';

/** They begin another statement, or a clause that says more than what is to be read. A column of such a name stands in quotes. */
const never = new Set(
  `into outfile infile settings apply parallel insert update delete create drop alter attach detach truncate rename optimize kill grant revoke
  exchange backup restore undrop explain describe use watch execute call prepare commit rollback totals identifier paste`.split(
    /\s+/,
  ),
);
/** Only directly after a bracket, where a statement may begin. */
const statements = new Set(['show', 'desc', 'system', 'set', 'check', 'move', 'begin', 'start']);
const strange = new Set(['{', '}', '@', '\\', '#', '$', '`', '^', '&', '~', '!']);
const closedSchemas = new Set(['system', 'information_schema']);
/** What functions that reach out are called: no column of such a name may look like one that is handed over. */
const reaching = new Set(['file', 'sleep', 'sleepeachrow']);
const openTables = new Set(['one', 'numbers']);

/** Throws a QueryError, `refused`, unless the statement only reads. */
export function judgeClickhouse(sql: string): void {
  try {
    const words = oneStatement(sql, clickhouseLexicon);
    const first = firstWord(words);
    if (first?.kind !== 'word' || (first.text !== 'select' && first.text !== 'with'))
      throw new UnreadableSql(`begins with "${(first?.text ?? '').slice(0, 40)}"`);
    for (const at of words.keys()) judgeWord(words, at);
  } catch (error) {
    if (!(error instanceof UnreadableSql)) throw error;
    throw new QueryError(
      'refused',
      `This statement cannot run here: it ${error.message}. Allowed is one SELECT, or WITH before one, that only reads; a name that is also a word of SQL stands in double quotes.`,
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
  if (isSign(after, '.') && !isPart && closedSchemas.has(text.toLowerCase())) judgeSystemTable(words[at + 2]);
  if (isCalled && (kind === 'name' || isPart))
    throw new UnreadableSql(`calls ${text.slice(0, 60)} by a name in quotes or with a dot`);
  if (kind === 'name' || isPart) return;
  if (never.has(text)) throw new UnreadableSql(`holds the word "${text}"`);
  if (text === 'format' && !isCalled) throw new UnreadableSql('names a FORMAT');
  if (statements.has(text) && isSign(before, '(') && after && after.kind !== 'sign')
    throw new UnreadableSql(`holds the statement "${text}"`);
  if (isCalled && !syntax.has(text) && !isPure(text))
    throw new UnreadableSql(`calls ${text}, which is not among the functions that only compute`);
  if (isCalled && /^(array|map)/.test(text)) judgeFirstArgument(words, at + 2, text);
}

function judgeSystemTable(table: SqlWord | undefined): void {
  if (table?.kind === 'word' && openTables.has(table.text)) return;
  throw new UnreadableSql('reads tables of the system');
}

/** `arrayMap(file, ...)` calls a function that is not seen as one: before a comma stand a lambda or the name of a function that is known. */
function judgeFirstArgument(words: readonly SqlWord[], from: number, caller: string): void {
  let depth = 0;
  let end = from;
  for (; end < words.length; end++) {
    const text = words[end]?.kind === 'sign' ? words[end]?.text : '';
    if (depth === 0 && (text === ',' || text === ')')) break;
    if (text === '(' || text === '[') depth += 1;
    if (text === ')' || text === ']') depth -= 1;
  }
  if (!isSign(words[end], ',')) return;
  const argument = words.slice(from, end).filter((found) => !isSign(found, '(') && !isSign(found, ')'));
  const arrow = argument.findIndex((found) => isSign(found, '->'));
  const head = arrow < 0 ? argument : argument.slice(0, arrow);
  // The names before an arrow are the lambda's own.
  if (arrow > 0 && head.every((found) => found.kind === 'word' || found.kind === 'name' || isSign(found, ','))) return;
  const [only] = argument;
  const isKnown = argument.length === 1 && only !== undefined && only.kind === 'word' && isPure(only.text);
  const isHandedOver = takesFunction.test(caller) || reaching.has(only?.text.toLowerCase() ?? '');
  if (isHandedOver && !isKnown && argument.every((found) => found.kind === 'word' || found.kind === 'name'))
    throw new UnreadableSql(`gives ${caller} something else than a lambda`);
}
