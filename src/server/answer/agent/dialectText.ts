// Which SQL a model is told to write: the product by its own name, and how names are quoted there.
// Not here: the names of tables as they are told (schemaSummary.ts).
import type { Engine } from '../../engine/engine.ts';
import { dialectOf } from '../planner/sql/dialectOf.ts';

const products: Readonly<Record<string, string>> = {
  duckdb: 'DuckDB',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  clickhouse: 'ClickHouse',
  trino: 'Trino',
};

/** The name of the product as its makers write it, with its version where that is known: `PostgreSQL 15.3`. */
export function productOf({ engine, version }: Pick<Engine, 'engine'> & { version?: string | undefined }): string {
  const name = products[engine] ?? engine;
  const number = /\d+(\.\d+)?/.exec(version ?? '')?.[0];
  return number === undefined ? name : `${name} ${number}`;
}

/** The SQL that `run_sql` takes, for the instructions. */
export function dialectText(engine: Engine): string {
  const sql = `${productOf(engine)} SQL`;
  return engine.dialect === 'duckdb' ? sql : `${sql} with names quoted as ${dialectOf(engine).quote('name')}`;
}
