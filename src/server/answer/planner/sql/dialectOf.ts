// The spelling of each database, by the engine that is open.
// Not here: the spellings themselves (duckdb.ts and beside it).
import type { DialectName, Engine } from '../../../engine/engine.ts';
import { tableSource } from '../sqlText.ts';
import { clickhouse } from './clickhouse.ts';
import type { Dialect } from './dialect.ts';
import { duckdb } from './duckdb.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';
import { trino } from './trino.ts';

const dialects: Readonly<Record<DialectName, Dialect>> = { duckdb, postgres, mysql, clickhouse, trino };

/** How SQL for this engine is written. Where it looks for tables is known once its `tables` has answered. */
export function dialectOf(engine: Pick<Engine, 'dialect' | 'defaultSchema' | 'told'>): Dialect {
  const { dialect: name, defaultSchema } = engine.told ?? engine;
  const dialect = dialects[name];
  if (defaultSchema === undefined || defaultSchema === dialect.defaultSchema) return dialect;
  return { ...dialect, defaultSchema, table: (table) => tableSource(table, defaultSchema, dialect.quote) };
}
