// What tables and columns are called in a reading: by their label where that is enough, else with their table, else exactly.
// Not here: writing and reading a name in place (nameSyntax.ts).
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../schemaIndex.ts';

/** Labels by their first word, the longest first, each as its words. */
export type Phrases = Map<string, string[][]>;

export interface Names {
  index: SchemaIndex;
  tables: Map<string, IndexedTable>;
  tablesByLabel: Map<string, IndexedTable[]>;
  tablesBySingular: Map<string, IndexedTable[]>;
  columnsByLabel: Map<string, IndexedColumn[]>;
  /** Columns of a link, by label: the names they have. */
  viasByLabel: Map<string, Set<string>>;
  tablePhrases: Phrases;
  singularPhrases: Phrases;
  columnPhrases: Phrases;
  viaPhrases: Phrases;
}

const known = new WeakMap<SchemaIndex, Names>();

export function namesOf(index: SchemaIndex): Names {
  const found = known.get(index) ?? makeNames(index);
  known.set(index, found);
  return found;
}

function makeNames(index: SchemaIndex): Names {
  const columns = index.tables.flatMap((table) => table.columns);
  const viaNames = new Set(index.links.flatMap((link) => link.fromColumns));
  const viasByLabel = new Map<string, Set<string>>();
  for (const column of columns) {
    if (!viaNames.has(column.name)) continue;
    viasByLabel.set(column.label, (viasByLabel.get(column.label) ?? new Set()).add(column.name));
  }
  const tablesByLabel = Map.groupBy(index.tables, (table) => table.label);
  const tablesBySingular = Map.groupBy(index.tables, (table) => table.singular);
  const columnsByLabel = Map.groupBy(columns, (column) => column.label);
  return {
    index,
    tables: new Map(index.tables.map((table) => [table.key, table])),
    tablesByLabel,
    tablesBySingular,
    columnsByLabel,
    viasByLabel,
    tablePhrases: phrasesOf(tablesByLabel.keys()),
    singularPhrases: phrasesOf(tablesBySingular.keys()),
    columnPhrases: phrasesOf(columnsByLabel.keys()),
    viaPhrases: phrasesOf(viasByLabel.keys()),
  };
}

/** A label that stands in a line of words without being taken for anything else than words. */
export function isPlain(label: string): boolean {
  return /^\p{L}[\p{L}\p{N}]*( [\p{L}\p{N}]+)*$/u.test(label) && label === label.toLowerCase();
}

function phrasesOf(labels: Iterable<string>): Phrases {
  const phrases: Phrases = new Map();
  for (const label of labels) {
    if (!isPlain(label)) continue;
    const words = label.split(' ');
    const [first = ''] = words;
    phrases.set(first, [...(phrases.get(first) ?? []), words]);
  }
  for (const list of phrases.values()) list.sort((a, b) => b.length - a.length);
  return phrases;
}

const only = <T>(found: readonly T[] | undefined): T | undefined => (found?.length === 1 ? found[0] : undefined);

export const tableLabelled = (names: Names, label: string): IndexedTable | undefined =>
  only(names.tablesByLabel.get(label));

export const tableOfSingular = (names: Names, label: string): IndexedTable | undefined =>
  only(names.tablesBySingular.get(label));

/** The column a label alone means: the table's own before those of other tables; nothing where several are called so. */
export function columnLabelled(
  names: Names,
  label: string,
  scope: IndexedTable | undefined,
): IndexedColumn | undefined {
  const all = names.columnsByLabel.get(label) ?? [];
  const own = scope ? all.filter((column) => column.table === scope) : [];
  return only(own.length > 0 ? own : all);
}

export const columnOfTable = (names: Names, label: string, table: IndexedTable): IndexedColumn | undefined =>
  only((names.columnsByLabel.get(label) ?? []).filter((column) => column.table === table));

export const columnNamed = (table: IndexedTable | undefined, name: string): IndexedColumn | undefined =>
  table?.columns.find((column) => column.name === name);
