// A small Engine in this process, over an in-memory DuckDB filled by SQL or over a database file.
// Not here: the engine of the product, whose own tests are elsewhere (test/server/engine).
import { DuckDBInstance } from '@duckdb/node-api';
import { columnTypeOf } from '../../../src/server/engine/columnTypes.ts';
import {
  type Cell,
  type Engine,
  type ForeignKey,
  QueryError,
  type QueryResult,
  type Table,
} from '../../../src/server/engine/engine.ts';

export interface TestEngine extends Engine {
  /** Runs SQL that writes, for setting up. */
  execute(sql: string): Promise<void>;
  /** The statements that were run for the planner. */
  readonly queries: string[];
}

export async function openEngine(setup: string, file = ':memory:'): Promise<TestEngine> {
  const options: Record<string, string> = file === ':memory:' ? {} : { access_mode: 'READ_ONLY' };
  const instance = await DuckDBInstance.create(file, options);
  const connection = await instance.connect();
  if (setup !== '') await connection.run(setup);
  const queries: string[] = [];

  const cellOf = (value: unknown): Cell => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
    return String(value);
  };

  async function query(
    sql: string,
    { maxRows = 200, signal }: { maxRows?: number; signal?: AbortSignal } = {},
  ): Promise<QueryResult> {
    if (signal?.aborted) throw new QueryError('cancelled', 'The query was cancelled.');
    queries.push(sql);
    try {
      const reader = await connection.runAndReadAll(sql);
      const types = reader.columnTypes().map((type) => columnTypeOf(String(type)));
      const rows = reader.getRows().map((row) =>
        row.map((value, at) => {
          if (types[at] === 'text' && value !== null) return String(value);
          // A moment is told to the second, as the engine of the product does.
          return types[at] === 'timestamp' && value !== null ? String(value).slice(0, 19) : cellOf(value);
        }),
      );
      const columns = reader.columnNames().map((name, at) => ({ name, type: types[at] ?? ('text' as const) }));
      return {
        columns,
        rows: rows.slice(0, maxRows),
        rowCount: rows.length,
        truncated: rows.length > maxRows,
        durationMs: 0,
      };
    } catch (cause) {
      throw new QueryError('failed', cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  async function rowsOf(sql: string): Promise<Cell[][]> {
    const reader = await connection.runAndReadAll(sql);
    return reader
      .getRowsJson()
      .map((row) => row.map((cell) => (Array.isArray(cell) ? JSON.stringify(cell) : cellOf(cell))));
  }

  async function tables(): Promise<Table[]> {
    const found = await rowsOf(
      `SELECT schema_name, table_name, estimated_size FROM duckdb_tables() WHERE NOT internal ORDER BY table_oid`,
    );
    const columns = await rowsOf(
      'SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal ORDER BY column_index',
    );
    const keys = await rowsOf(
      `SELECT schema_name, table_name, constraint_type, to_json(constraint_column_names), referenced_table, to_json(referenced_column_names)
       FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')`,
    );
    const list = (cell: Cell | undefined): string[] => {
      const parsed: unknown = typeof cell === 'string' ? JSON.parse(cell) : [];
      return Array.isArray(parsed) ? parsed.map(String) : [];
    };
    return found.map(([schema, name, rows]) => {
      const mine = keys.filter((key) => key[0] === schema && key[1] === name);
      const foreign = mine.filter((key) => key[2] === 'FOREIGN KEY');
      return {
        schema: String(schema),
        name: String(name),
        kind: 'table' as const,
        rowEstimate: Number(rows),
        columns: columns
          .filter((column) => column[0] === schema && column[1] === name)
          .map((column) => ({
            name: String(column[2]),
            type: columnTypeOf(String(column[3])),
            nativeType: String(column[3]),
            nullable: column[4] === true,
          })),
        primaryKey: list(mine.find((key) => key[2] === 'PRIMARY KEY')?.[3]),
        foreignKeys: foreign.map(
          (key): ForeignKey => ({ columns: list(key[3]), table: String(key[4]), referencedColumns: list(key[5]) }),
        ),
      };
    });
  }

  return {
    engine: 'duckdb',
    dialect: 'duckdb',
    queries,
    tables,
    query,
    queryUntrusted: async (sql, limits) => {
      if (!/^\s*(select|with|values|from)\b/i.test(sql))
        throw new QueryError('refused', 'Only statements that read are run.');
      return query(sql, limits);
    },
    execute: async (sql) => {
      await connection.run(sql);
    },
    dispose: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
