// What tables a database of ClickHouse holds, with their columns and rows.
// Not here: keys. A primary key of ClickHouse sorts and is not unique, and there are no foreign ones: links come from names and values.
import type { Cell, Table } from '../../../engine.ts';
import { columnTypeOf, isNullable } from './types.ts';

export type Ask = (sql: string, atMost: number) => Promise<Cell[][]>;

const maxTables = 5_000;
const maxColumns = 200_000;
/** To read from them takes messages away from those they are for. */
const consuming = /^(Kafka|RabbitMQ|NATS|S3Queue|AzureQueue|FileLog|Redis?Streams)$/;

/** `hasRows`: whether the version tells `total_rows`. */
export async function introspect(
  ask: Ask,
  database: string,
  hasRows: boolean,
): Promise<{ tables: Table[]; warnings: string[] }> {
  const named = `'${database.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const warnings: string[] = [];
  const tables = new Map<string, Table>();
  const found = await ask(
    `SELECT name, engine, ${hasRows ? 'total_rows' : 'NULL'} AS rows FROM system.tables WHERE database = ${named}
AND name NOT LIKE '.inner%' ORDER BY name LIMIT ${maxTables + 1}`,
    maxTables + 1,
  );
  for (const [name, engine, rows] of found.slice(0, maxTables)) {
    if (consuming.test(String(engine))) {
      warnings.push(
        `${String(name)} is a queue (${String(engine)}): to read it would take its messages, so it is left out.`,
      );
      continue;
    }
    const isView = String(engine).endsWith('View');
    const estimate = Number(rows ?? 0);
    tables.set(String(name), {
      schema: database,
      name: String(name),
      kind: isView ? 'view' : 'table',
      rowEstimate: !isView && Number.isFinite(estimate) ? estimate : 0,
      columns: [],
      primaryKey: [],
      foreignKeys: [],
    });
  }
  if (found.length > maxTables) warnings.push(`Only the first ${maxTables} tables of ${database} are read.`);
  const columns = await ask(
    `SELECT table, name, type, default_kind FROM system.columns WHERE database = ${named} LIMIT ${maxColumns}`,
    maxColumns,
  );
  if (columns.length === maxColumns) warnings.push(`Only the first ${maxColumns} columns of ${database} are read.`);
  for (const [table, name, type, kind] of columns) {
    // It stands in INSERT alone.
    if (kind === 'EPHEMERAL') continue;
    const nativeType = String(type);
    tables.get(String(table))?.columns.push({
      name: String(name),
      type: columnTypeOf(nativeType),
      nativeType,
      nullable: isNullable(nativeType),
    });
  }
  if (found.length === 0) warnings.push(await whereElse(ask, database));
  // A login may see a table and none of its columns.
  return { tables: [...tables.values()].filter((table) => table.columns.length > 0), warnings };
}

/** Of an empty database: those that hold something. */
async function whereElse(ask: Ask, database: string): Promise<string> {
  const others = await ask(
    "SELECT DISTINCT database FROM system.tables WHERE lower(database) NOT IN ('system', 'information_schema') ORDER BY database LIMIT 20",
    20,
  );
  const names = others.map(([name]) => String(name)).join(', ');
  return names === ''
    ? `The database ${database} holds no table that this login may read.`
    : `The database ${database} holds no table that this login may read. Others are ${names}: name one in the address.`;
}
