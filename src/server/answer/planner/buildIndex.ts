// The steps to a schema index: names and declared keys at once, then statistics and links, then the values of text columns.
// Not here: who waits for which step, and what is kept between questions (profile.ts).
import { type Engine, QueryError, type QueryLimits, type Table } from '../../engine/engine.ts';
import type { KeptIndex } from './keptIndex.ts';
import { declaredLinks, findLinks, markTotal } from './links.ts';
import type { Probe, Run } from './profileRun.ts';
import { type IndexedTable, indexTable, type Link, type SchemaIndex, type TableProfile } from './schemaIndex.ts';
import { dialectOf } from './sql/dialectOf.ts';
import { emptyProfile, profileStatistics, readValues, wholeBudget } from './tableProfile.ts';
import { prepareGroups } from './valueGroups.ts';

/** Tables read at the same time: few, because questions come first. */
const atOnce = 2;
/** Looks for links that may take too long before no further link is looked for. */
const mostSlow = 5;

const keyOf = (table: Table): string => `${table.schema}.${table.name}`;

/** Tables whose names others have as well, in another schema. */
function twinsOf(tables: readonly Table[]): ReadonlySet<Table> {
  const counts = new Map<string, number>();
  const nameOf = ({ name }: Table) => name.toLowerCase();
  for (const table of tables) counts.set(nameOf(table), (counts.get(nameOf(table)) ?? 0) + 1);
  return new Set(tables.filter((table) => (counts.get(nameOf(table)) ?? 0) > 1));
}

function indexOf(table: Table, profile: TableProfile, twins: ReadonlySet<Table>): IndexedTable {
  const indexed = indexTable(table, profile);
  return twins.has(table) ? Object.assign(indexed, { hasTwin: true }) : indexed;
}

/** What is known before anything was read: names, types, declared keys. */
export function namesOnly(tables: readonly Table[]): SchemaIndex {
  const twins = twinsOf(tables);
  const indexed = tables.map((table) => indexOf(table, emptyProfile(), twins));
  return { tables: indexed, links: declaredLinks(indexed, tables) };
}

/** The index that was kept of the same data, or undefined when it does not fit. */
export async function restored(tables: readonly Table[], kept: KeptIndex): Promise<SchemaIndex | undefined> {
  for (const { values } of kept.profiles.values()) await prepareGroups(values.values());
  const indexed = indexedBy(tables, kept.profiles);
  const byKey = new Map(indexed.map((table) => [table.key, table]));
  const links: Link[] = [];
  for (const { from, fromColumns, to, toColumns, isTotal } of kept.links) {
    const [source, target] = [byKey.get(from), byKey.get(to)];
    if (!source || !target) return undefined;
    links.push({ from: source, fromColumns, to: target, toColumns, ...(isTotal === undefined ? {} : { isTotal }) });
  }
  return { tables: indexed, links };
}

function indexedBy(tables: readonly Table[], profiles: ReadonlyMap<string, TableProfile>): IndexedTable[] {
  const twins = twinsOf(tables);
  return tables.flatMap((table) => {
    const profile = profiles.get(keyOf(table));
    return profile ? [indexOf(table, profile, twins)] : [];
  });
}

/**
 * Reads the data. `onStructure` hears of the index as soon as it has all but the values. Rejects with a QueryError when
 * no table can be read; one that cannot has its names alone.
 */
export async function readIndex(
  engine: Engine,
  tables: readonly Table[],
  limits: QueryLimits,
  onStructure: (index: SchemaIndex) => void,
): Promise<{ index: SchemaIndex; kept: KeptIndex }> {
  const run: Run = (sql, maxRows) => engine.query(sql, { ...limits, maxRows });
  let slow = 0;
  const probe: Probe = async (sql) => {
    // Where links cannot be looked at in time, each further try would keep the database busy for as long.
    if (slow >= mostSlow) return undefined;
    try {
      return (await run(sql, 1)).rows;
    } catch (error) {
      if (!(error instanceof QueryError) || (error.kind !== 'failed' && error.kind !== 'timeout')) throw error;
      if (error.kind === 'timeout') slow += 1;
      return undefined;
    }
  };
  const twins = twinsOf(tables);
  const dialect = dialectOf(engine);
  const sourceOf = (table: Table) => dialect.table({ ...table, hasTwin: twins.has(table) });
  const profiles = new Map<string, TableProfile>();
  const failures: unknown[] = [];
  await inPairs(tables, async (table) => {
    try {
      profiles.set(keyOf(table), await profileStatistics(run, dialect, table, sourceOf(table)));
    } catch (error) {
      // One table that cannot be read must not take the rest of the data along. It keeps its names: a question about it
      // then hears the database's own error, where one about a table that is gone would be answered from another.
      if (!(error instanceof QueryError) || (error.kind !== 'failed' && error.kind !== 'timeout')) throw error;
      profiles.set(keyOf(table), emptyProfile());
      if (error.kind === 'failed') failures.push(error);
    }
  });
  if (tables.length > 0 && failures.length === tables.length) throw failures[0];
  const structure = indexedBy(tables, profiles);
  const links = await findLinks(structure, tables, probe, dialect);
  onStructure({ tables: structure, links });
  await markTotal(links, probe, dialect);
  const budget = wholeBudget();
  await inPairs(tables, async (table) => {
    const profile = profiles.get(keyOf(table));
    // What could not even be counted in time has more values than can be read.
    if (profile?.rows !== undefined) await readValues(run, dialect, table, sourceOf(table), profile, budget);
  });
  const kept: KeptIndex = {
    profiles,
    links: links.map(({ from, to, ...columns }) => ({ ...columns, from: from.key, to: to.key })),
  };
  return { index: (await restored(tables, kept)) ?? { tables: structure, links }, kept };
}

async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
