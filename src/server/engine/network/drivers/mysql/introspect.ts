// What tables the database has, from its catalog: columns the login may read, keys, estimates, and views that can be asked.
// Not here: values (cells.ts), what the columns mean (answer/).
import { type ColumnType, type ForeignKey, QueryError, type Table } from '../../../engine.ts';
import type { Address } from '../../address.ts';

type Say = (sql: string) => Promise<(string | null)[][]>;

/** A sequence is no table, though it has columns. */
const tablesSql = `
  SELECT table_name, table_type, COALESCE(table_rows, 0), table_comment FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') ORDER BY 1`;

const columnsSql = `
  SELECT table_name, column_name, column_type, is_nullable, privileges FROM information_schema.columns
  WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`;

const keysSql = `
  SELECT table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name
  FROM information_schema.key_column_usage
  WHERE table_schema = DATABASE() AND (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL)
  ORDER BY table_name, constraint_name, ordinal_position`;

/** To a login that may only SELECT the constraints are not told; the indexes are. */
const primarySql = `
  SELECT table_name, column_name FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index`;

/** Views whose size is estimated; each is a question of its own. */
const maxViews = 200;

export async function introspect(
  say: Say,
  { database }: Address,
  signal?: AbortSignal,
): Promise<{ tables: Table[]; warnings: string[] }> {
  const check = () => {
    if (signal?.aborted) throw new QueryError('cancelled', 'Reading the tables was cancelled.');
  };
  check();
  const tables = new Map<string, Table>();
  for (const [name, type, estimate] of await say(tablesSql)) {
    const kind = type === 'VIEW' ? 'view' : 'table';
    const rowEstimate = Number(estimate ?? 0);
    tables.set(name ?? '', {
      schema: database,
      name: name ?? '',
      kind,
      rowEstimate: Number.isFinite(rowEstimate) ? rowEstimate : 0,
      columns: [],
      primaryKey: [],
      foreignKeys: [],
    });
  }
  check();
  for (const [table, name, nativeType, nullable, privileges] of await say(columnsSql)) {
    if (!/\bselect\b/i.test(privileges ?? '')) continue;
    tables.get(table ?? '')?.columns.push({
      name: name ?? '',
      type: columnTypeOf(nativeType ?? ''),
      nativeType: (nativeType ?? '').slice(0, 200),
      nullable: nullable === 'YES',
    });
  }
  check();
  for (const [table, column] of await say(primarySql)) tables.get(table ?? '')?.primaryKey.push(column ?? '');
  addForeignKeys(tables, await say(keysSql), database);
  const warnings: string[] = [];
  let views = 0;
  for (const table of [...tables.values()]) {
    if (table.kind !== 'view' || views++ >= maxViews) continue;
    check();
    const size = await sizeOfView(say, table);
    if (typeof size === 'number') table.rowEstimate = size;
    else {
      tables.delete(table.name);
      warnings.push(`The view ${table.name} is left out, because the database cannot read it: ${size}`);
    }
  }
  const readable = [...tables.values()].filter(({ columns }) => columns.length > 0);
  if (readable.some(hasInstants) && !(await knowsTimeZones(say))) warnings.push(noTimeZones);
  return { tables: readable, warnings };
}

function addForeignKeys(tables: ReadonlyMap<string, Table>, rows: (string | null)[][], database: string): void {
  const keys = new Map<string, ForeignKey>();
  for (const [table, constraint, column, toSchema, toTable, toColumn] of rows) {
    const owner = tables.get(table ?? '');
    if (!owner || !column || !toTable || !toColumn) continue;
    const id = JSON.stringify([table, constraint]);
    const schema = toSchema && toSchema !== database ? { schema: toSchema } : {};
    const known = keys.get(id);
    const key = known ?? { columns: [], ...schema, table: toTable, referencedColumns: [] };
    key.columns.push(column);
    key.referencedColumns.push(toColumn);
    if (known) continue;
    keys.set(id, key);
    owner.foreignKeys.push(key);
  }
}

/** What the database expects to read, or why it cannot. A login that may not know gets 0. */
async function sizeOfView(say: Say, { name }: Table): Promise<number | string> {
  const view = `\`${name.replaceAll('`', '``')}\``;
  try {
    // Without a list of columns it comes as (id, select_type, table, type, ..., rows, Extra), more of them in MySQL.
    const plan = await say(`EXPLAIN SELECT * FROM ${view}`);
    const outer = plan.filter(([, kind]) => kind === 'PRIMARY' || kind === 'SIMPLE');
    return outer.reduce(
      (product, row) => product * Math.max(1, Number(row.at(plan[0]?.length === 12 ? -3 : -2) ?? 1)),
      1,
    );
  } catch (error) {
    if (!(error instanceof QueryError) || error.kind === 'cancelled') throw error;
    return /invalid|doesn't exist|unknown column|references/i.test(error.message) ? error.message : 0;
  }
}

function hasInstants({ columns }: Table): boolean {
  return columns.some(({ nativeType }) => /^timestamp/i.test(nativeType));
}

const noTimeZones =
  'The database knows no time zones by name, so that moments (TIMESTAMP) can be shown in UTC only. Whoever keeps it can load them with mariadb-tzinfo-to-sql or mysql_tzinfo_to_sql.';

async function knowsTimeZones(say: Say): Promise<boolean> {
  const [[moment] = []] = await say(`SELECT CONVERT_TZ('2024-07-01 12:00:00', 'UTC', 'Europe/Berlin')`);
  return moment !== null && moment !== undefined;
}

/** Of the type as the catalog names it: `bigint(20) unsigned`, `tinyint(1)`, `enum('a','b')`. */
export function columnTypeOf(nativeType: string): ColumnType {
  const type = nativeType.toLowerCase();
  if (/^(tinyint\(1\)(?! unsigned)|bit\(1\)|bool)/.test(type)) return 'boolean';
  if (/^(tinyint|smallint|mediumint|int|bigint|bit|year)\b/.test(type)) return 'integer';
  if (/^(decimal|numeric)\(\d+\)|^(decimal|numeric)\(\d+,0\)/.test(type)) return 'integer';
  if (/^(decimal|numeric|float|double|real)\b/.test(type)) return 'number';
  if (type === 'date') return 'date';
  return /^(datetime|timestamp)\b/.test(type) ? 'timestamp' : 'text';
}
