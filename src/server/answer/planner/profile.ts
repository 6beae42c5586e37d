// The bounded queries behind the schema index: which columns tell rows apart, and the values of short text columns. Cached per engine.
// Not here: what the index makes of them (schemaIndex.ts).
import type { Engine, Table } from '../../engine/engine.ts';
import { QueryError } from '../../engine/engine.ts';
import { identifierWords } from './lexicon.ts';
import { findLinks, type IndexedTable, indexTable, type SchemaIndex, type TableProfile } from './schemaIndex.ts';
import { quote, tableSource } from './sqlText.ts';
import { nameWords } from './tokens.ts';

/** Columns with more values than this are searched when a question names an unknown word, and not read ahead. */
export const maxValues = 1_000;
const maxValueLength = 80;
/** Rows looked at in a table; keys of larger tables are trusted only when declared. */
const maxProfiledRows = 5_000_000;

const cache = new WeakMap<Engine, { signature: string; index: Promise<SchemaIndex> }>();

/** The index of an engine's tables, made at the first question and again when tables, columns or row counts differ. */
export async function schemaIndexOf(asked: Engine, signal: AbortSignal): Promise<SchemaIndex> {
  const tables = await asked.tables(signal);
  // Whoever has the calls of its question told still shares what is known of the data.
  const engine = asked.told ?? asked;
  const signature = JSON.stringify(
    tables.map((table) => [
      table.schema,
      table.name,
      table.rowEstimate,
      table.columns.map((column) => [column.name, column.nativeType]),
    ]),
  );
  let known = cache.get(engine);
  if (known?.signature !== signature) {
    const index = buildIndex(engine, tables);
    known = { signature, index };
    cache.set(engine, known);
    // A profile that failed must not be the answer to every later question. Heard here too, because the question that
    // began it may have been stopped, and then nobody else listens.
    index.catch(() => cache.get(engine)?.index === index && cache.delete(engine));
  }
  return unlessAborted(known.index, signal);
}

/** The profile belongs to every chat on the engine, so one question's stop leaves it and does not end it. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function buildIndex(engine: Engine, tables: Table[]): Promise<SchemaIndex> {
  const run: Run = (sql, maxRows) => engine.query(sql, { maxRows });
  const indexed: IndexedTable[] = [];
  let failure: unknown;
  for (const table of tables) {
    const source = tableSource({ schema: table.schema, name: table.name });
    try {
      indexed.push(indexTable(table, await profileTable(run, table, source)));
    } catch (error) {
      // One view that cannot be read must not take the rest of the data along.
      if (!(error instanceof QueryError) || error.kind !== 'failed') throw error;
      failure = error;
    }
  }
  if (indexed.length === 0 && failure !== undefined) throw failure;
  return { tables: indexed, links: findLinks(indexed, tables) };
}

type Run = (
  sql: string,
  maxRows: number,
) => Promise<{ rows: (string | number | boolean | null)[][]; rowCount: number }>;

function isIdentifierLike(name: string): boolean {
  const words = nameWords(name);
  return identifierWords.has(words.at(-1) ?? '') || words.includes('name') || words.includes('title');
}

/** Profiles one table or query: one counting query, then one query for the values of each text column that has few. */
export async function profileTable(run: Run, table: Table, source: string): Promise<TableProfile> {
  const profile: TableProfile = { unique: new Set(), distinct: new Map(), values: new Map() };
  const texts = table.columns.filter((column) => column.type === 'text');
  const large = table.rowEstimate > maxProfiledRows;
  const declared = new Set([...table.primaryKey, ...table.foreignKeys.flatMap((key) => key.columns)]);
  const keys = table.columns.filter(
    ({ name, type }, at) =>
      !large && !declared.has(name) && ((at === 0 && type !== 'number') || isIdentifierLike(name)),
  );
  const counts = [
    'COUNT(*)',
    ...texts.map((column) => `APPROX_COUNT_DISTINCT(${quote(column.name)})`),
    ...keys.map((column) => `COUNT(DISTINCT ${quote(column.name)})`),
  ];
  const from = large ? `(SELECT * FROM ${source} LIMIT ${maxProfiledRows})` : source;
  const row = (await run(`SELECT ${counts.join(', ')} FROM ${from} AS t`, 1)).rows[0] ?? [];
  const total = Number(row[0]);
  for (const [at, column] of keys.entries()) {
    if (total > 0 && Number(row[1 + texts.length + at]) === total) profile.unique.add(column.name);
  }
  for (const [at, column] of texts.entries()) {
    const distinct = Number(row[1 + at]);
    profile.distinct.set(column.name, distinct);
    if (distinct > maxValues * 1.2 || large || !/^(VARCHAR|ENUM|TEXT)/i.test(column.nativeType)) continue;
    const name = quote(column.name);
    try {
      const found = await run(
        `SELECT DISTINCT ${name} FROM ${source} AS t WHERE ${name} IS NOT NULL AND LENGTH(${name}) <= ${maxValueLength} LIMIT ${maxValues + 1}`,
        maxValues + 1,
      );
      const values = found.rows.map((cells) => cells[0]).filter((value): value is string => typeof value === 'string');
      if (found.rowCount <= maxValues) profile.values.set(column.name, values);
    } catch (error) {
      // Columns whose text the database cannot measure (lists, structs) have no values a person could name.
      if (!(error instanceof QueryError) || error.kind !== 'failed') throw error;
    }
  }
  return profile;
}
