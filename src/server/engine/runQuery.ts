// One statement, bounded: its columns are learnt first, then every cell is cut and every row counted inside the database.
// Not here: whether the statement may run at all (guard.ts), timeouts (duckdb.ts).
import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { cellOf, columnTypeOf, projectCell } from './columnTypes.ts';
import { type Cell, QueryError, type QueryResult } from './engine.ts';

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
  for (const bare of withoutEnd(sql)) {
    if ((await countStatements(connection, bare).catch(() => 0)) === 1) return bare;
  }
  return sql;
}

/** The text before each semicolon that only comments follow. One inside quotes leaves no statement, which shows. */
function* withoutEnd(sql: string): Generator<string> {
  let tries = 0;
  for (let at = sql.indexOf(';', Math.max(0, sql.length - 4000)); at >= 0; at = sql.indexOf(';', at + 1)) {
    if (!/^(?:[\s;]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/.test(sql.slice(at))) continue;
    yield sql.slice(0, at);
    tries += 1;
    if (tries === 20) return;
  }
}

async function countStatements(connection: DuckDBConnection, sql: string): Promise<number> {
  if (sql.replaceAll(/--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|[\s;]/g, '') === '') return 0;
  return (await connection.extractStatements(sql)).count;
}

interface ResultColumn {
  name: string;
  type: ReturnType<typeof columnTypeOf>;
  expression: string;
}

function columnsOf(prepared: DuckDBPreparedStatement, limits: RunLimits): ResultColumn[] {
  const used = new Set<string>();
  // So that the first row fits, however many columns it has.
  const share = Math.max(minCellLength, Math.trunc(limits.maxResultLength / prepared.columnCount));
  const maxCellLength = Math.min(limits.maxCellLength, share);
  return Array.from({ length: prepared.columnCount }, (_, index) => {
    const type = prepared.columnType(index);
    return {
      name: uniqueName(prepared.columnName(index), used),
      type: columnTypeOf(type.toString()),
      expression: projectCell(`c${index}`, type, maxCellLength),
    };
  });
}

function uniqueName(name: string, used: Set<string>): string {
  let unique = name;
  for (let number = 2; used.has(unique.toLowerCase()); number++) unique = `${name}_${number}`;
  used.add(unique.toLowerCase());
  return unique;
}

/** Runs `sql`, one SELECT in the form `singleStatement` gives. Throws a QueryError, or the database's own error. */
export async function runQuery(connection: DuckDBConnection, sql: string, limits: RunLimits): Promise<QueryResult> {
  const started = performance.now();
  const prepared = await connection.prepare(sql);
  const isSelect = prepared.statementType === StatementType.SELECT;
  const columns = isSelect ? columnsOf(prepared, limits) : [];
  prepared.destroySync();
  if (!isSelect) throw new QueryError('refused', 'Only statements that read can run here. Send one SELECT.');
  limits.checkCancelled();

  const names = columns.map((_, index) => `c${index}`).join(', ');
  // The line break ends a comment in the statement's last line.
  const inner = `(${sql}\n) AS r(${names})`;
  const selected = columns.map((column) => column.expression).join(', ');
  const result = await connection.stream(`SELECT ${selected} FROM ${inner} LIMIT ${limits.maxRows + 1}`);
  const rows: Cell[][] = [];
  let length = 0;
  let truncated = false;
  for await (const chunk of result.yieldRows()) {
    limits.checkCancelled();
    for (const values of chunk) {
      const cells = columns.map((column, index) => cellOf(values[index], column.type));
      for (const cell of cells) length += String(cell).length;
      truncated = rows.length >= limits.maxRows || (rows.length > 0 && length > limits.maxResultLength);
      if (truncated) break;
      rows.push(cells);
    }
    if (truncated) break;
  }
  limits.checkCancelled();
  const rowCount = truncated ? await countRows(connection, inner) : rows.length;
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows,
    rowCount,
    truncated,
    durationMs: Math.round(performance.now() - started),
  };
}

async function countRows(connection: DuckDBConnection, inner: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${inner}`);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}
