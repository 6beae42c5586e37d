// Names of tables and columns in a reading, written and read: "country of customers", "name of teams through home team id".
// Not here: which names are enough (names.ts).
import type { ColumnRef } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable } from '../schemaIndex.ts';
import {
  columnLabelled,
  columnNamed,
  columnOfTable,
  isPlain,
  type Names,
  type Phrases,
  tableLabelled,
  tableOfSingular,
} from './names.ts';
import { columnsWithin } from './reach.ts';
import { type Reader, type Syntax, skipWord, type Writer } from './syntax.ts';
import { bracketedName } from './tokens.ts';

/** The labels that stand at a place, the longest first. */
function phrasesAt(from: Reader, phrases: Phrases): string[][] {
  const first = from.tokens[from.at];
  if (from.exact || first?.kind !== 'word') return [];
  return (phrases.get(first.lower) ?? []).filter((words) =>
    words.every((word, offset) => {
      const token = from.tokens[from.at + offset];
      return token !== undefined && (token.kind === 'word' || token.kind === 'number') && token.lower === word;
    }),
  );
}

function bracketedAt(from: Reader): string | undefined {
  const token = from.tokens[from.at];
  return token?.kind === 'name' && token.open !== true ? token.text : undefined;
}

/** Offers a name that the rest of the text begins, where the text may end here. */
function offer(from: Reader, text: string, rank = 0): void {
  const words = text.split(' ');
  const rest = from.tokens.slice(from.at);
  if (rest.length > words.length) return;
  const begun = rest.every((token, at) => {
    const word = words[at] ?? '';
    return at === rest.length - 1 && from.isPartial === true ? word.startsWith(token.lower) : word === token.lower;
  });
  const isWhole = rest.length === words.length && rest.at(-1)?.lower === words.at(-1);
  if (begun && !isWhole) from.offers?.push({ text, from: from.at, rank });
}

function writeTable(table: IndexedTable, to: Pick<Writer, 'names' | 'exact'>): string {
  const pretty = !to.exact && isPlain(table.label) && tableLabelled(to.names, table.label) === table;
  return pretty ? table.label : bracketedName(table.key);
}

function readTable(from: Reader): IndexedTable | undefined {
  const key = bracketedAt(from);
  if (key !== undefined) {
    const table = from.names.tables.get(key);
    if (table) from.at += 1;
    return table;
  }
  for (const words of phrasesAt(from, from.names.tablePhrases)) {
    const table = tableLabelled(from.names, words.join(' '));
    if (!table) continue;
    from.at += words.length;
    return table;
  }
  return undefined;
}

function offerTables(from: Reader): void {
  if (!from.offers || from.tokens.length - from.at > 6) return;
  for (const table of from.names.index.tables) offer(from, writeTable(table, { names: from.names, exact: false }));
}

/** A table by its key. */
export const tableName: Syntax<string> = {
  write(key, to) {
    const table = to.names.tables.get(key);
    return table && writeTable(table, to);
  },
  read(from) {
    offerTables(from);
    const table = readTable(from);
    return table && { value: table.key };
  },
};

/** The table that is measured, which must be the one that names are seen from, once that is known. */
export const baseName: Syntax<string> = {
  write(key, to) {
    if (to.scope && to.scope.key !== key) return undefined;
    to.scope = to.names.tables.get(key);
    return tableName.write(key, to);
  },
  read(from) {
    const found = tableName.read(from);
    if (!found || (from.scope && from.scope.key !== found.value)) return undefined;
    from.scope = from.names.tables.get(found.value);
    return found;
  },
};

function writeVia(via: string, to: Writer): string {
  const label = [...to.names.viasByLabel].find(([, known]) => known.has(via))?.[0] ?? '';
  const pretty = !to.exact && isPlain(label) && to.names.viasByLabel.get(label)?.size === 1;
  return pretty ? label : bracketedName(via);
}

function readVia(from: Reader): string | undefined {
  const exact = bracketedAt(from);
  if (exact !== undefined) {
    from.at += 1;
    return exact;
  }
  for (const words of phrasesAt(from, from.names.viaPhrases)) {
    const [via, ...others] = from.names.viasByLabel.get(words.join(' ')) ?? [];
    if (via === undefined || others.length > 0) continue;
    from.at += words.length;
    return via;
  }
  return undefined;
}

/** The column of the link that a join goes through. */
export const viaName: Syntax<string> = {
  write: writeVia,
  read(from) {
    const via = readVia(from);
    return via === undefined ? undefined : { value: via };
  },
};

export function columnOf(names: Names, ref: ColumnRef): IndexedColumn | undefined {
  return columnNamed(names.tables.get(ref.table), ref.column);
}

function writeColumn(ref: ColumnRef, to: Writer): string | undefined {
  const column = columnOf(to.names, ref);
  if (!column) return undefined;
  const { label, table } = column;
  const scope = to.scope;
  to.scope ??= table;
  const ofTable = `of ${writeTable(table, to)}`;
  const through = ref.via === undefined ? '' : ` through ${writeVia(ref.via, to)}`;
  const pretty = !to.exact && isPlain(label);
  if (pretty && through === '' && columnLabelled(to.names, label, scope) === column) return label;
  if (pretty && columnOfTable(to.names, label, table) === column) return `${label} ${ofTable}${through}`;
  if (through === '' && scope === table) return bracketedName(column.name);
  return `${bracketedName(column.name)} ${ofTable}${through}`;
}

function readColumn(from: Reader): IndexedColumn | undefined {
  const start = from.at;
  const exact = bracketedAt(from);
  const labels = exact === undefined ? phrasesAt(from, from.names.columnPhrases) : [['']];
  for (const words of labels) {
    const label = words.join(' ');
    from.at = start + words.length;
    const behind = from.at;
    if (skipWord(from, 'of')) {
      const table = readTable(from);
      const column =
        table && (exact === undefined ? columnOfTable(from.names, label, table) : columnNamed(table, exact));
      if (column) return column;
    }
    from.at = behind;
    const alone = exact === undefined ? columnLabelled(from.names, label, from.scope) : columnNamed(from.scope, exact);
    if (alone) return alone;
  }
  from.at = start;
  return undefined;
}

function offerColumns(from: Reader, fits: (column: IndexedColumn) => boolean): void {
  if (!from.offers || from.tokens.length - from.at > 8) return;
  for (const { ref, column } of columnsWithin(from.names.index, from.scope)) {
    if (!fits(column)) continue;
    const to: Writer = { names: from.names, exact: false, base: column.table, scope: from.scope };
    offer(from, writeColumn(ref, to) ?? '', rankOf(column));
  }
}

/** What people ask by comes first, what only the database needs comes last. */
function rankOf({ role }: IndexedColumn): number {
  return role === 'identifier' ? 2 : role === 'measure' ? 1 : 0;
}

/** A column of which `fits` holds; `offered` narrows what is proposed and not what is understood. */
export function columnName(
  fits: (column: IndexedColumn) => boolean = () => true,
  offered: (column: IndexedColumn) => boolean = fits,
): Syntax<ColumnRef> {
  return {
    write: writeColumn,
    read(from) {
      offerColumns(from, offered);
      const column = readColumn(from);
      if (!column || !fits(column)) return undefined;
      from.scope ??= column.table;
      from.column = column;
      const ref: ColumnRef = { table: column.table.key, column: column.name };
      const behind = from.at;
      if (skipWord(from, 'through')) {
        const via = viaName.read(from);
        if (via) return { value: { ...ref, via: via.value } };
        from.at = behind;
      }
      return { value: ref };
    },
  };
}

/** Those a row of the table belongs to and that have a name. */
function offerEntities(from: Reader): void {
  if (!from.offers || !from.scope) return;
  const to: Writer = { names: from.names, exact: false, base: from.scope, scope: from.scope };
  for (const { ref, column } of columnsWithin(from.names.index, from.scope)) {
    const { table } = column;
    if (table === from.scope || column !== table.nameColumn || !table.idColumn) continue;
    const name = entityName.write(table.key, to);
    if (name === undefined) continue;
    offer(from, ref.via === undefined ? name : `${name} through ${writeVia(ref.via, to)}`, -0.5);
  }
}

/** One of a table's rows, by the table's name in the singular; not where a column is called so. */
export const entityName: Syntax<string> = {
  write(key, to) {
    const table = to.names.tables.get(key);
    if (!table || to.exact || !isPlain(table.singular)) return undefined;
    if (tableOfSingular(to.names, table.singular) !== table) return undefined;
    if (columnLabelled(to.names, table.singular, to.scope)) return undefined;
    to.scope ??= table;
    return table.singular;
  },
  read(from) {
    offerEntities(from);
    for (const words of phrasesAt(from, from.names.singularPhrases)) {
      const table = tableOfSingular(from.names, words.join(' '));
      if (!table) continue;
      from.at += words.length;
      from.scope ??= table;
      return { value: table.key };
    }
    return undefined;
  },
};
