// DuckDB's types as a reader sees them: the kind of column, the SQL that bounds one cell, and the cell's value.
// Not here: running the query (runQuery.ts).
import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Cell, ColumnType } from './engine.ts';
import { exactNumber } from './exactNumber.ts';

/** The kind of a column from the native name of its type, as `duckdb_columns()` gives it. */
export function columnTypeOf(nativeType: string): ColumnType {
  const type = nativeType.toUpperCase();
  if (/[[(](?!\d+,\d+\)$)/.test(type)) return 'text';
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM)$/.test(type) || /^DECIMAL\(\d+,0\)$/.test(type)) return 'integer';
  if (/^(DECIMAL\(|FLOAT$|DOUBLE$)/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  if (/^TIMESTAMP/.test(type)) return 'timestamp';
  return 'text';
}

/**
 * The expression that stands for a column in the outer SELECT. It bounds the cell inside the database, so that one huge
 * text or list never reaches this process, and turns dates into the text they are shown as.
 */
export function projectCell(column: string, type: DuckDBType, maxCellLength: number): string {
  const cut = Math.max(1, Math.trunc(maxCellLength));
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.DOUBLE:
      return column;
    case DuckDBTypeId.FLOAT:
      // 0.1 as a float is 0.10000000149 as a double; through its shortest text it stays 0.1.
      return `CAST(CAST(${column} AS VARCHAR) AS DOUBLE)`;
    case DuckDBTypeId.DECIMAL:
    case DuckDBTypeId.BIGNUM:
      return `CAST(${column} AS VARCHAR)`;
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.UUID:
      return `CAST(${column} AS VARCHAR)`;
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `strftime(${column}, '%Y-%m-%d %H:%M:%S')`;
    case DuckDBTypeId.BLOB:
      return `left(CAST(${column}[1:${cut}] AS VARCHAR), ${cut})`;
    default:
      return `left(CAST(${column} AS VARCHAR), ${cut})`;
  }
}

/** One value as it came back from the projection. */
export function cellOf(value: unknown, type: ColumnType): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  const text = String(value);
  return type === 'number' || type === 'integer' ? exactNumber(text) : text;
}
