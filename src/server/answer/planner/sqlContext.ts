// Questions about SQL from the editor: run it, count it, chart it, describe it, or ask of its result as of a table.
// Not here: reading the question itself (grammar/read.ts), judging that the SQL only reads (engine).
import type { ContextItem } from '../../../protocol/trellis/sqlContext.ts';
import type { QueryResult, Table } from '../../engine/engine.ts';
import { type IndexedTable, indexTable, type SchemaIndex, type TableProfile } from './schemaIndex.ts';
import { tokenize } from './tokens.ts';

export function isSql(item: ContextItem): boolean {
  return /sql/i.test(item.language) || /^\s*(--[^\n]*\n\s*)*(select|with|from|values|table)\b/i.test(item.text);
}

export function trimSql(text: string): string {
  return text.trim().replace(/[;\s]+$/, '');
}

export type ContextAsk = 'run' | 'count' | 'explain' | 'other';

const explains = new Set(['explain', 'describe', 'summarize', 'summarise']);
const runs = new Set(['run', 'execute', 'show', 'return', 'returns', 'result', 'results', 'output', 'display', 'give']);
const filler = new Set(
  'a an the this that these those it its me us is are was of in for from please can could you what which does do query queries sql statement selection select selected code rows row data table all as to and i we want see there have has get return returns'.split(
    ' ',
  ),
);

/** What a question wants of the attached SQL as a whole; `other` is a question to be read like any. */
export function askOf(question: string): ContextAsk {
  const words = tokenize(question)
    .map((token) => token.lower)
    .filter((word) => word !== ',');
  const rest = words.filter((word) => !filler.has(word));
  const [first, second] = rest;
  if (rest.length === 1 && first && explains.has(first)) return 'explain';
  if (
    /^(how many|count|number of)/.test(words.join(' ')) &&
    rest.every((word) => ['how', 'many', 'count', 'number'].includes(word))
  )
    return 'count';
  if (first === undefined || (runs.has(first) && (second === undefined || runs.has(second)) && rest.length <= 2))
    return 'run';
  return 'other';
}

/**
 * The result of a query as the only table of a schema, called "this", "query", "result" or "row". `textType`: what the
 * database calls text.
 */
export function indexQuery(sql: string, result: QueryResult, profile: TableProfile, textType: string): SchemaIndex {
  const table: Table = {
    schema: '',
    name: 'query',
    kind: 'view',
    rowEstimate: result.rowCount,
    columns: result.columns.map((column) => ({
      ...column,
      nativeType: column.type === 'text' ? textType : column.type,
      nullable: true,
    })),
    primaryKey: [],
    foreignKeys: [],
  };
  const indexed: IndexedTable = { ...indexTable(table, profile, sql), words: ['row'], label: 'rows', singular: 'row' };
  for (const column of indexed.columns) column.table = indexed;
  return { tables: [indexed], links: [] };
}

/** "count this by region" speaks of the query's rows, so "this" becomes "rows". */
export function aboutRows(question: string): string {
  return question
    .replace(/\b(this|that|these|those|the|its|it)\s+(query|result|results|sql|selection|table|data|rows)\b/gi, 'rows')
    .replace(/\b(this|that|it|these|those)\b/gi, 'rows');
}

/** What can be said of a query without guessing: the tables it names and the columns it returns. */
export function explain(sql: string, result: QueryResult, index: SchemaIndex): string {
  const words = new Set(
    tokenize(sql.replaceAll(/--[^\n]*/g, ' ').replaceAll(/'(?:[^']|'')*'/g, ' ')).map((token) => token.lower),
  );
  const tables = index.tables.filter((table) => words.has(table.name.toLowerCase())).map((table) => table.name);
  const named =
    tables.length > 0
      ? `names the ${tables.length === 1 ? 'table' : 'tables'} ${tables.join(', ')}`
      : 'names no table of this data';
  const columns = result.columns.map((column) => `${column.name} (${column.type})`).join(', ');
  return `The query ${named}. Its result has ${result.columns.length === 1 ? 'the column' : 'the columns'} ${columns}.`;
}
