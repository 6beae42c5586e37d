// The tables as the model is told of them: the likely ones of a question with all their columns, others by name, as many as fit.
// Not here: what a table looks like in detail (tools.ts).
import type { Engine, Table } from '../../engine/engine.ts';
import { dialectOf } from '../planner/sql/dialectOf.ts';
import { keywords } from './keywords.ts';

export interface Summary {
  text: string;
  /** Tables that are not in it at all. */
  left: number;
}

const maxName = 100;
const maxColumns = 120;

/** How names are written for the database that is open. */
export interface Naming {
  quote(name: string): string;
  /** Tables of it need no schema before their names. */
  defaultSchema: string;
  /** Whether a name in small letters that is no keyword of DuckDB's can stand as it is. */
  hasPlainNames: boolean;
}

export const duckdbNaming: Naming = { quote: quotedName, defaultSchema: 'main', hasPlainNames: true };

/** Known once the engine's `tables` has answered. */
export function namingOf(engine: Engine): Naming {
  if (engine.dialect === 'duckdb') return duckdbNaming;
  const { quote, defaultSchema } = dialectOf(engine);
  return { quote, defaultSchema, hasPlainNames: false };
}

/** A name as SQL writes it, cut where nobody would read on. */
export function sqlName(name: string, naming: Naming = duckdbNaming): string {
  // A name is one line of what a model is told, whatever stands in it.
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  const short = plain.length > maxName ? `${plain.slice(0, maxName)}…` : plain;
  // Each database has keywords of its own, and nearly all of them are one word.
  const isPlain = naming.hasPlainNames
    ? /^[a-z_][a-z\d_]*$/
    : /^(?!(current|session|system|utc|local|sql|day|hour|minute|year|high|low|straight)_)[a-z]+(_[a-z\d]+)+$/;
  return isPlain.test(short) && !keywords.has(short) ? short : naming.quote(short);
}

/** A name in full, whatever is in it. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The columns whose names share a word with these. */
export function columnsWith({ columns }: Pick<Table, 'columns'>, words: ReadonlySet<string>): Table['columns'] {
  return columns.filter(({ name }) => wordsOf(name).some((word) => words.has(word)));
}

export function tableName({ schema, name }: Pick<Table, 'schema' | 'name'>, naming: Naming = duckdbNaming): string {
  const own = sqlName(name, naming);
  return schema === naming.defaultSchema ? own : `${sqlName(schema, naming)}.${own}`;
}

/** `asked`: words of the question; of many columns those that share one come first. */
export function tableLine(
  table: Table,
  naming: Naming = duckdbNaming,
  columnsAtMost = maxColumns,
  asked: ReadonlySet<string> = new Set(),
): string {
  const nameOf = (name: string) => sqlName(name, naming);
  const keys = new Map(
    table.foreignKeys.flatMap(({ columns, table: target, referencedColumns }) =>
      columns.map((column, at) => [column, `${nameOf(target)}.${nameOf(referencedColumns[at] ?? '')}`] as const),
    ),
  );
  const likely = table.columns.length > columnsAtMost ? columnsWith(table, asked) : [];
  const told = [...new Set([...likely.slice(0, columnsAtMost / 2), ...table.columns])].slice(0, columnsAtMost);
  const columns = told.map(({ name, nativeType }) => {
    const key = keys.get(name);
    const primary = table.primaryKey.includes(name) ? ' key' : '';
    return `${nameOf(name)} ${nativeType.slice(0, 60)}${primary}${key ? ` -> ${key}` : ''}`;
  });
  const more = table.columns.length > columns.length ? [`… ${table.columns.length - columns.length} more`] : [];
  const kind = table.kind === 'view' ? 'view, ' : '';
  return `${tableName(table, naming)}(${[...columns, ...more].join(', ')}) ${kind}about ${table.rowEstimate} rows`;
}

/** `budget` in characters. */
export function schemaSummary(
  tables: readonly Table[],
  question: string,
  budget: number,
  naming: Naming = duckdbNaming,
): Summary {
  const ranked = rankTables(tables, question);
  const asked = new Set(wordsOf(question));
  const lines: string[] = [];
  // Room for what is said of the tables that do not fit.
  let left = budget - 120;
  let at = 0;
  // Details first, for as long as they take no more than most of the room.
  for (; at < ranked.length; at += 1) {
    const table = ranked[at];
    if (!table) break;
    const line = tableLine(table, naming, at < 8 ? maxColumns : 60, asked);
    const isLast = at === ranked.length - 1;
    if (left - line.length < (isLast ? 0 : budget * 0.25) && at > 0) break;
    lines.push(line.slice(0, Math.max(200, left)));
    left -= line.length + 1;
  }
  const names: string[] = [];
  for (; at < ranked.length; at += 1) {
    const table = ranked[at];
    const name = table ? tableName(table, naming) : '';
    if (left - name.length - 2 < 80) break;
    names.push(name);
    left -= name.length + 2;
  }
  if (names.length > 0) lines.push(`Further tables, by name only: ${names.join(', ')}`);
  const rest = ranked.length - at;
  if (rest > 0) lines.push(`… and ${rest} more tables: find them with list_tables and a search.`);
  return { text: lines.join('\n'), left: rest };
}

/** Those first that a question is likely to be about, by the words of their names; equal ones in their order. */
export function rankTables(tables: readonly Table[], question: string): Table[] {
  const asked = new Set(wordsOf(question));
  const inTables = tables.map((table) => ({
    table,
    own: new Set(wordsOf(`${table.schema === 'main' ? '' : table.schema} ${table.name}`)),
    columns: new Set(table.columns.flatMap(({ name }) => wordsOf(name))),
  }));
  const spread = new Map<string, number>();
  for (const { own, columns } of inTables)
    for (const word of new Set([...own, ...columns])) spread.set(word, (spread.get(word) ?? 0) + 1);
  const weight = (word: string) => Math.log(1 + tables.length / (spread.get(word) ?? 1));
  const scores = new Map(
    inTables.map(({ table, own, columns }) => {
      let score = table.schema === 'uploads' ? 20 : 0;
      for (const word of asked) {
        if (own.has(word)) score += 5 * weight(word);
        if (columns.has(word)) score += 2 * weight(word);
      }
      return [table, score];
    }),
  );
  // What a likely table points to is likely, too.
  const byName = new Map(tables.map((table) => [table.name, table]));
  for (const [table, score] of [...scores]) {
    if (score < 5) continue;
    for (const { table: target } of table.foreignKeys) {
      const other = byName.get(target);
      if (other) scores.set(other, (scores.get(other) ?? 0) + score / 4);
    }
  }
  return tables.toSorted((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
}

/** Words without their endings: `customers`, `customer_ids` and `CustomerId` share one. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .map((word) => word.replace(/ies$/, 'y').replace(/(?<=.{3})(es|ing|ed)$|(?<=.{2})s$/, ''));
}
