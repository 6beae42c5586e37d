// What is known of a database, all of it read from the database: tables, columns, their words, roles, values and links.
// Not here: running the profiling queries (profile.ts), finding a phrase in the index (entities.ts).
import type { ColumnType, Table } from '../../engine/engine.ts';
import { averagedWords, entityWords, genericTableWords, identifierWords } from './lexicon.ts';
import { nameLabel, nameWords, stem } from './tokens.ts';

export interface IndexedColumn {
  table: IndexedTable;
  name: string;
  type: ColumnType;
  nativeType: string;
  words: string[];
  /** The words without those that repeat the table's name: `date` for `orders.order_date`. */
  ownWords: string[];
  label: string;
  role: 'measure' | 'category' | 'date' | 'identifier' | 'flag' | 'name';
  /** Adding it up means nothing: a price, a rate, an age. */
  averaged: boolean;
  /** No two rows share a value and none is empty. */
  unique: boolean;
  /** Distinct values counted by the database, roughly. */
  distinct: number;
  /** Of a text column that holds only yes and no, however written: the spellings of both. */
  flags?: { yes: string[]; no: string[] };
  /** Normalised value -> the spellings it has in the data; only where all values could be read. */
  values?: Map<string, string[]>;
}

export interface IndexedTable {
  key: string;
  schema: string;
  name: string;
  /** Set when the table is a query of the person's and not a table of the database. */
  sql?: string;
  words: string[];
  label: string;
  singular: string;
  rowEstimate: number;
  columns: IndexedColumn[];
  /** The column that tells rows apart, if there is one. */
  idColumn?: IndexedColumn;
  /** The column a person would call a row by. */
  nameColumn?: IndexedColumn;
}

/** One step from a row to at most one row of another table; followed backwards it leads to many. */
export interface Link {
  from: IndexedTable;
  fromColumns: string[];
  to: IndexedTable;
  toColumns: string[];
}

export interface SchemaIndex {
  tables: IndexedTable[];
  links: Link[];
}

/** What the profiling queries found, by column name. */
export interface TableProfile {
  unique: Set<string>;
  distinct: Map<string, number>;
  values: Map<string, string[]>;
}

function stripGeneric(words: string[]): string[] {
  let start = 0;
  let end = words.length;
  while (start < end - 1 && genericTableWords.has(words[start] ?? '')) start += 1;
  while (end > start + 1 && genericTableWords.has(words[end - 1] ?? '')) end -= 1;
  return words.slice(start, end);
}

function withoutPrefix(words: string[], prefix: string[]): string[] {
  const rest = words.slice(prefix.length);
  return rest.length > 0 && prefix.every((word, at) => words[at] === word) ? rest : words;
}

const plural = (word: string): string =>
  /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;

const isNumeric = (type: ColumnType): boolean => type === 'number' || type === 'integer';

function roleOf(column: Omit<IndexedColumn, 'role'>, isKey: boolean): IndexedColumn['role'] {
  if (column.type === 'date' || column.type === 'timestamp') return 'date';
  if (column.type === 'boolean' || column.flags) return 'flag';
  const last = column.words.at(-1) ?? '';
  if (isKey || identifierWords.has(last) || identifierWords.has(column.words[0] ?? '')) return 'identifier';
  // In the plural it is a count of them: users, people.
  const isSingular = column.label.toLowerCase().split(' ').at(-1) === last;
  if (column.type === 'integer' && entityWords.has(last) && isSingular) return 'identifier';
  if (isNumeric(column.type))
    return ['year', 'month', 'day', 'quarter', 'week'].includes(last) ? 'category' : 'measure';
  if (last === 'name' || last === 'title') return 'name';
  return 'category';
}

/** Builds the index of one table. `keys` are the columns that the declared keys name. */
export function indexTable(table: Table, profile: TableProfile, sql?: string): IndexedTable {
  const words = stripGeneric(nameWords(table.name));
  const singular = words.join(' ') || nameLabel(table.name);
  const lastWord = words.findLast((word) => !/^\d+$/.test(word));
  // A name that is plural already keeps its own plural: people, not persons.
  const written = nameLabel(table.name)
    .split(' ')
    .find((part) => stem(part) === lastWord && part !== lastWord);
  const indexed: IndexedTable = {
    key: `${table.schema}.${table.name}`,
    schema: table.schema,
    name: table.name,
    words,
    label: pluralLabel(words, written) || singular,
    singular,
    rowEstimate: table.rowEstimate,
    columns: [],
  };
  if (sql !== undefined) indexed.sql = sql;
  const keys = new Set([...table.primaryKey, ...table.foreignKeys.flatMap((key) => key.columns)]);
  for (const { name, type, nativeType } of table.columns) {
    const columnWords = nameWords(name);
    const alone = table.primaryKey.length === 1 && table.primaryKey[0] === name;
    const base: Omit<IndexedColumn, 'role'> = {
      table: indexed,
      name,
      type,
      nativeType,
      words: columnWords,
      ownWords: withoutPrefix(columnWords, words),
      label: nameLabel(name),
      averaged: columnWords.some((word) => averagedWords.has(word)),
      unique: alone || profile.unique.has(name),
      distinct: profile.distinct.get(name) ?? 0,
    };
    const values = profile.values.get(name);
    if (values) base.values = groupValues(values);
    const flags = base.values && flagsOf(base.values);
    if (flags) base.flags = flags;
    indexed.columns.push({ ...base, role: roleOf(base, keys.has(name)) });
  }
  const id = pickId(indexed, table.primaryKey);
  if (id) indexed.idColumn = id;
  const name = pickName(indexed);
  if (name) indexed.nameColumn = name;
  return indexed;
}

/** The plural of a table's name; of one that ends in a year, of the word before it: exam results 2025. */
function pluralLabel(words: readonly string[], written: string | undefined): string {
  const at = words.findLastIndex((word) => !/^\d+$/.test(word));
  return words.map((word, place) => (place === at ? (written ?? plural(word)) : word)).join(' ');
}

const flagPairs = [
  ['y', 'n'],
  ['yes', 'no'],
  ['true', 'false'],
  ['t', 'f'],
] as const;

function flagsOf(values: ReadonlyMap<string, string[]>): IndexedColumn['flags'] {
  for (const [yes, no] of flagPairs) {
    const [ofYes, ofNo] = [values.get(yes), values.get(no)];
    if (ofYes && ofNo && values.size === 2) return { yes: ofYes, no: ofNo };
  }
  return undefined;
}

function groupValues(values: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const value of values) {
    const key = value
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

function pickId(table: IndexedTable, primaryKey: readonly string[]): IndexedColumn | undefined {
  const declared = primaryKey.length === 1 ? table.columns.find((column) => column.name === primaryKey[0]) : undefined;
  if (declared) return declared;
  const unique = table.columns.filter((column) => column.unique);
  return unique.find((column) => column.role === 'identifier') ?? unique[0];
}

/** `name`, `title` or `<table> name` first; else a first and last name are left alone and the only name-like text is taken. */
function pickName(table: IndexedTable): IndexedColumn | undefined {
  const names = table.columns.filter((column) => column.role === 'name' && column.type === 'text');
  const own =
    names.find((column) => column.ownWords.length === 1) ?? names.find((column) => column.words.includes('full'));
  if (own) return own;
  return names.length === 1 ? names[0] : undefined;
}

/** Links by declared foreign keys; between tables that declare none with each other, by equal or telling key names. */
export function findLinks(tables: readonly IndexedTable[], declared: readonly Table[]): Link[] {
  const links: Link[] = [];
  const byName = (schema: string, name: string) =>
    tables.find((table) => table.name === name && table.schema === schema) ??
    tables.find((table) => table.name === name);
  for (const [at, source] of declared.entries()) {
    const from = tables[at];
    for (const key of source.foreignKeys) {
      const to = byName(source.schema, key.table);
      if (from && to && from !== to)
        links.push({ from, fromColumns: key.columns, to, toColumns: key.referencedColumns });
    }
  }
  const known = new Set(links.flatMap(({ from, to }) => [`${from.key}>${to.key}`, `${to.key}>${from.key}`]));
  for (const from of tables) {
    for (const to of tables) {
      if (from === to || known.has(`${from.key}>${to.key}`)) continue;
      links.push(...guessLinks(from, to));
    }
  }
  return links;
}

function guessLinks(from: IndexedTable, to: IndexedTable): Link[] {
  const id = to.idColumn;
  const targets = new Set([...(id ? [id] : []), ...to.columns.filter((column) => column.unique)]);
  const found: Link[] = [];
  for (const target of targets) {
    for (const column of from.columns) {
      if (column === from.idColumn || !comparable(column, target)) continue;
      const own = target.words.join(' ');
      const name = column.words.join(' ');
      const keyLike = target.role === 'identifier' || target === id;
      const equal =
        name === own &&
        keyLike &&
        own !== 'id' &&
        own !== 'name' &&
        target.role !== 'measure' &&
        target.role !== 'date';
      // `id` or `code` of the other table, called there by the table's own name: `customer_id` -> `customers.id`.
      const told = target === id && identifierWords.has(own) && name === `${to.singular} ${own}`;
      if (equal || told) found.push({ from, fromColumns: [column.name], to, toColumns: [target.name] });
    }
  }
  return found;
}

function comparable(a: IndexedColumn, b: IndexedColumn): boolean {
  return a.type === b.type || (isNumeric(a.type) && isNumeric(b.type));
}
