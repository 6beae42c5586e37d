// The tables of a DuckDB engine as statements that make the same in PostgreSQL or MariaDB, with the types that belong there.
// Not here: running them (onDatabase.ts).

import { duckdb } from '../../../../src/server/answer/planner/sql/duckdb.ts';
import { mysql } from '../../../../src/server/answer/planner/sql/mysql.ts';
import { postgres } from '../../../../src/server/answer/planner/sql/postgres.ts';
import type { Cell, Column, Engine, Table } from '../../../../src/server/engine/engine.ts';

export type DatabaseName = 'postgres' | 'mariadb';

const rowsAtOnce = 2_000;
const isOther = (type: string): boolean => /\]$|^(STRUCT|MAP|ENUM|UUID|INTERVAL|UNION|JSON)/.test(type);

function postgresType(type: string): string {
  if (isOther(type)) return 'text';
  const names: Readonly<Record<string, string>> = {
    VARCHAR: 'text',
    DOUBLE: 'double precision',
    FLOAT: 'real',
    HUGEINT: 'numeric(38,0)',
    TINYINT: 'smallint',
    UTINYINT: 'smallint',
    USMALLINT: 'integer',
    UINTEGER: 'bigint',
    UBIGINT: 'numeric(20,0)',
    BLOB: 'bytea',
  };
  return names[type] ?? (/^TIMESTAMP_/.test(type) ? 'timestamp' : type.toLowerCase());
}

/** `length`: characters of the longest value. */
function mariadbType(type: string, length: number): string {
  if (type === 'VARCHAR' || isOther(type)) return length <= 200 ? `varchar(${Math.max(20, length)})` : 'text';
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'timestamp(6) null';
  if (/^TIMESTAMP/.test(type)) return 'datetime(6)';
  const names: Readonly<Record<string, string>> = {
    HUGEINT: 'decimal(38,0)',
    BOOLEAN: 'tinyint(1)',
    TIME: 'time(6)',
    INTEGER: 'int',
  };
  return names[type] ?? type.toLowerCase();
}

/** Statements in the order they must run: tables, rows, keys. Throws where a table has more rows than are copied. */
export async function copyOf(engine: Engine, to: DatabaseName): Promise<string[]> {
  const tables = await engine.tables();
  const statements: string[] = [];
  for (const table of tables) {
    if (table.kind === 'view') continue;
    statements.push(creation(table, to, await lengthsOf(engine, table)), ...(await insertions(engine, table, to)));
  }
  // What refers to a table can be said once that one has its rows.
  for (const table of tables) if (table.kind === 'table') statements.push(...references(table, to));
  return to === 'postgres' ? [...statements, 'ANALYZE'] : statements;
}

const quoteOf = (to: DatabaseName) => (to === 'postgres' ? postgres.quote : mysql.quote);

/** Characters of the longest value of each column. */
async function lengthsOf(engine: Engine, table: Table): Promise<number[]> {
  const longest = table.columns.map(({ name }) => `MAX(LENGTH(CAST(${duckdb.quote(name)} AS VARCHAR)))`);
  const { rows } = await engine.query(`SELECT ${longest.join(', ')} FROM ${duckdb.table(table)}`);
  return table.columns.map((_, at) => Number(rows[0]?.[at] ?? 0));
}

function creation({ name, columns, primaryKey }: Table, to: DatabaseName, lengths: readonly number[]): string {
  const quote = quoteOf(to);
  const typeOf = ({ nativeType }: Column, at: number) =>
    to === 'postgres' ? postgresType(nativeType) : mariadbType(nativeType, lengths[at] ?? 0);
  const lines = columns.map((column, at) => `${quote(column.name)} ${typeOf(column, at)}`);
  if (primaryKey.length > 0) lines.push(`PRIMARY KEY (${primaryKey.map(quote).join(', ')})`);
  return `CREATE TABLE ${quote(name)} (${lines.join(', ')})`;
}

async function insertions(engine: Engine, table: Table, to: DatabaseName): Promise<string[]> {
  const texts = table.columns.map(({ name, nativeType }) => {
    const stored = duckdb.quote(name);
    if (nativeType === 'TIMESTAMP WITH TIME ZONE') return `CAST(${stored} AT TIME ZONE 'UTC' AS VARCHAR)`;
    if (nativeType === 'BOOLEAN' && to === 'mariadb') return `CAST(CAST(${stored} AS INTEGER) AS VARCHAR)`;
    return `CAST(${stored} AS VARCHAR)`;
  });
  const sql = `SELECT ${texts.join(', ')} FROM ${duckdb.table(table)}`;
  const { rows, truncated } = await engine.query(sql, { maxRows: 1_000_000, maxCellLength: 100_000 });
  if (truncated) throw new Error(`${table.name} is too large to be copied.`);
  const literal = to === 'postgres' ? postgres.literal : mysql.literal;
  const cell = (value: Cell, at: number) => {
    if (value === null) return 'NULL';
    const isInstant = to === 'postgres' && table.columns[at]?.nativeType === 'TIMESTAMP WITH TIME ZONE';
    return literal(isInstant ? `${value}+00` : String(value));
  };
  const statements: string[] = [];
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce).map((row) => `(${row.map(cell).join(',')})`);
    statements.push(`INSERT INTO ${quoteOf(to)(table.name)} VALUES ${some.join(',')}`);
  }
  return statements;
}

function references({ name, foreignKeys }: Table, to: DatabaseName): string[] {
  const quote = quoteOf(to);
  const list = (columns: readonly string[]) => columns.map(quote).join(', ');
  return foreignKeys.map(
    (key) =>
      `ALTER TABLE ${quote(name)} ADD FOREIGN KEY (${list(key.columns)}) REFERENCES ${quote(key.table)} (${list(key.referencedColumns)})`,
  );
}
