// One statement, bounded: its columns are learnt first, then every cell is cut and every row counted inside the database.
// Not here: whether the statement may run at all (guard.ts), timeouts (duckdb.ts).
import { type DuckDBConnection, type DuckDBType, StatementType } from '@duckdb/node-api';
import type { BoundValues } from './boundValues.ts';
import { cellOf, columnTypeOf, projectCell } from './columnTypes.ts';
import { type Cell, QueryError, type QueryResult } from './engine.ts';
import { isBlank, sqlTokens } from './sqlTokens.ts';
import { uniqueName } from './uniqueName.ts';

export interface RunLimits {
  maxRows: number;
  maxCellLength: number;
  /** Characters of one whole result: what crosses to the server, a chat and a page, however many rows were allowed. */
  maxResultLength: number;
  /** Throws when the query was cancelled; asked between the steps. */
  checkCancelled(): void;
}

/** Cells of a very wide row are cut to no less than this. */
const minCellLength = 20;

/** Exactly one statement without its closing semicolon, so that it can stand in brackets. Throws a QueryError. */
export async function singleStatement(connection: DuckDBConnection, sql: string): Promise<string> {
  const count = await countStatements(connection, sql);
  if (count === 0) throw new QueryError('failed', 'There is no SQL statement to run.');
  if (count > 1) {
    throw new QueryError('refused', `Only one statement can run at a time, and these are ${count}. Send one SELECT.`);
  }
  const bare = withoutEnd(sql);
  // One that is not read as the database does is left as it is, and fails in its brackets.
  return (await countStatements(connection, bare).catch(() => 0)) === 1 ? bare : sql;
}

/** The text before the semicolons that nothing but comments follows. */
function withoutEnd(sql: string): string {
  let closing: number | undefined;
  for (const token of sqlTokens(sql)) {
    if (isBlank(token)) continue;
    closing = sql[token.start] === ';' ? (closing ?? token.start) : undefined;
  }
  return sql.slice(0, closing);
}

async function countStatements(connection: DuckDBConnection, sql: string): Promise<number> {
  const isEmpty = [...sqlTokens(sql)].every((token) => isBlank(token) || sql[token.start] === ';');
  return isEmpty ? 0 : (await connection.extractStatements(sql)).count;
}

interface ResultColumn {
  name: string;
  type: ReturnType<typeof columnTypeOf>;
  expression: string;
}

interface NativeColumn {
  name: string;
  type: DuckDBType;
}

/** Throws a QueryError `refused` for any other statement than a SELECT. */
export async function learnColumns(
  connection: DuckDBConnection,
  sql: string,
  { values, types }: BoundValues,
): Promise<NativeColumn[]> {
  const prepared = await connection.prepare(sql);
  try {
    if (prepared.statementType !== StatementType.SELECT)
      throw new QueryError('refused', 'Only statements that read can run here. Send one SELECT.');
    if (values.length === 0) {
      return Array.from({ length: prepared.columnCount }, (_, index) => ({
        name: prepared.columnName(index),
        type: prepared.columnType(index),
      }));
    }
  } finally {
    prepared.destroySync();
  }
  // A column that is made from a parameter has no type before its value is known.
  const result = await connection.run(`SELECT * FROM (${sql}\n) AS r LIMIT 0`, values, types);
  return result.columnNames().map((name, index) => ({ name, type: result.columnType(index) }));
}

function columnsOf(native: readonly NativeColumn[], limits: RunLimits): ResultColumn[] {
  const used = new Set<string>();
  // So that the first row fits, however many columns it has.
  const share = Math.max(minCellLength, Math.trunc(limits.maxResultLength / native.length));
  const maxCellLength = Math.min(limits.maxCellLength, share);
  return native.map(({ name, type }, index) => ({
    name: uniqueName(name, used),
    type: columnTypeOf(type.toString()),
    expression: projectCell(`c${index}`, type, maxCellLength),
  }));
}

/**
 * Runs `sql`, one SELECT in the form `singleStatement` gives, with a value for each of its parameters. Throws a
 * QueryError, or the database's own error.
 */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  bound: BoundValues,
  limits: RunLimits,
): Promise<QueryResult> {
  const started = performance.now();
  const columns = columnsOf(await learnColumns(connection, sql, bound), limits);
  limits.checkCancelled();

  const names = columns.map((_, index) => `c${index}`).join(', ');
  // The line break ends a comment in the statement's last line.
  const inner = `(${sql}\n) AS r(${names})`;
  const selected = columns.map((column) => column.expression).join(', ');
  const { values, types } = bound;
  const outer = `SELECT ${selected} FROM ${inner} LIMIT ${limits.maxRows + 1}`;
  const result = await connection.stream(outer, values, types);
  const rows: Cell[][] = [];
  let length = 0;
  let truncated = false;
  for await (const chunk of result.yieldRows()) {
    limits.checkCancelled();
    for (const row of chunk) {
      const cells = columns.map((column, index) => cellOf(row[index], column.type));
      for (const cell of cells) length += String(cell).length;
      truncated = rows.length >= limits.maxRows || (rows.length > 0 && length > limits.maxResultLength);
      if (truncated) break;
      rows.push(cells);
    }
    if (truncated) break;
  }
  limits.checkCancelled();
  const rowCount = truncated ? await countRows(connection, inner, bound) : rows.length;
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows,
    rowCount,
    truncated,
    durationMs: Math.round(performance.now() - started),
  };
}

async function countRows(connection: DuckDBConnection, inner: string, { values, types }: BoundValues): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${inner}`, values, types);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}
