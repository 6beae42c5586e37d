// What is known of a database, all of it read from the database: tables, columns, their words, roles, values and links.
// Not here: running the profiling queries (profile.ts), links (links.ts), finding a phrase in the index (entities.ts).
import type { ColumnType, Table } from '../../engine/engine.ts';
import { areSynonyms, genericTableWords, identifierWords } from './nameLexicon.ts';
import { type Flags, flagsOf, isAveraged, type NumberRange, periodOf, type Role, roleOf } from './roles.ts';
import { nameLabel, nameWords, stem } from './tokens.ts';
import { type FoundUnit, unitOf } from './units.ts';
import { groupValues } from './valueGroups.ts';

export interface IndexedColumn {
  table: IndexedTable;
  name: string;
  type: ColumnType;
  nativeType: string;
  words: string[];
  /** The words without those that repeat the table's name: `date` for `orders.order_date`. */
  ownWords: string[];
  label: string;
  role: Role;
  /** Adding it up means nothing: a price, a rate, an age. */
  averaged: boolean;
  /** No two rows share a value and none is empty. */
  unique: boolean;
  /** Distinct values counted by the database, roughly. */
  distinct: number;
  /** Of a column that holds only yes and no, as text or as 1 and 0: the values for both. */
  flags?: Flags;
  /** Normalised value -> the spellings it has in the data; only where all values could be read. */
  values?: Map<string, string[]>;
  /** The unit its name ends in. */
  unit?: FoundUnit;
  /** Of a column of numbers. */
  range?: NumberRange;
  /** Whole numbers that are a year and a month: 202405. */
  period?: 'yyyymm';
  /** Of dates that are stored as text: how they are written, as `strptime` takes it. All values of the column are. */
  dateFormat?: string;
  /** Of a date: another of the same table that has the same day in every row, `business_date` of `opened_at`. */
  sameDayAs?: string;
}

export interface IndexedTable {
  key: string;
  schema: string;
  name: string;
  /** Another schema has a table of that name. */
  hasTwin?: boolean;
  /** Set when the table is a query of the person's and not a table of the database. */
  sql?: string;
  words: string[];
  label: string;
  singular: string;
  rowEstimate: number;
  /** Only a part of its rows was looked at: there may be other values. */
  isSampled?: boolean;
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
  /** Every row of the one belongs to a row of the other, and each of those has some. */
  isTotal?: boolean;
}

export interface SchemaIndex {
  tables: IndexedTable[];
  links: Link[];
  /** False while values are still being read; the next question may get a fuller index. Absent where there is nothing to wait for. */
  isComplete?: boolean;
  /** Resolves when they have been read, and never rejects. */
  complete?: Promise<void>;
}

/** What the profiling queries found, by column name. */
export interface TableProfile {
  unique: Set<string>;
  distinct: Map<string, number>;
  values: Map<string, string[]>;
  ranges?: Map<string, NumberRange>;
  dateFormats?: Map<string, string>;
  /** Dates that have the same day as another in every row, and that other. */
  sameDays?: Map<string, string>;
  /** The rows that were counted; absent when none were. */
  rows?: number;
  /** Only a part of the rows was looked at. */
  isSampled?: boolean;
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

/** Builds the index of one table. `keys` are the columns that the declared keys name. */
export function indexTable(table: Table, profile: TableProfile, sql?: string): IndexedTable {
  const words = stripGeneric(nameWords(table.name));
  const shown = stripGeneric(nameLabel(table.name).split(' ').map(stem));
  const singular = shown.join(' ');
  const lastWord = shown.findLast((word) => !/^\d+$/.test(word));
  // A name that is plural already keeps its own plural: people, not persons.
  const written = nameLabel(table.name)
    .split(' ')
    .find((part) => stem(part) === lastWord && (part !== lastWord || isCode(table.name)));
  const indexed: IndexedTable = {
    key: `${table.schema}.${table.name}`,
    schema: table.schema,
    name: table.name,
    words,
    label: pluralLabel(shown, written) || singular,
    singular,
    rowEstimate: table.rowEstimate,
    columns: [],
  };
  if (sql !== undefined) indexed.sql = sql;
  if (profile.isSampled) indexed.isSampled = true;
  const keys = new Set([...table.primaryKey, ...table.foreignKeys.flatMap((key) => key.columns)]);
  const names = table.columns.map((column) => column.name);
  for (const { name, type, nativeType } of table.columns) {
    const columnWords = nameWords(name);
    const alone = table.primaryKey.length === 1 && table.primaryKey[0] === name;
    const unit = unitOf(name, type, names);
    const base: Omit<IndexedColumn, 'role'> = {
      table: indexed,
      name,
      type,
      nativeType,
      words: columnWords,
      ownWords: withoutPrefix(columnWords, words),
      label: nameLabel(name),
      averaged: false,
      unique: alone || profile.unique.has(name),
      distinct: profile.distinct.get(name) ?? 0,
    };
    if (unit) base.unit = unit;
    learn(base, profile, keys.has(name));
    indexed.columns.push({ ...base, role: roleOf(base, keys.has(name)) });
  }
  const id = pickId(indexed, table.primaryKey);
  if (id) indexed.idColumn = id;
  const name = pickName(indexed) ?? onlyText(indexed, profile.rows);
  if (name) indexed.nameColumn = name;
  const own = singularById(indexed);
  if (own !== undefined) Object.assign(indexed, { singular: own, label: nameLabel(table.name) });
  return indexed;
}

/** The name of one row in another language, from the column that tells rows apart: `klasse_id` in `klassen`. */
function singularById({ idColumn, words }: IndexedTable): string | undefined {
  const last = idColumn?.words.at(-1) ?? '';
  const own = idColumn?.words.slice(0, -1).join(' ') ?? '';
  const name = words.join(' ');
  const isOther = own.length > 2 && own !== name && own.length < name.length && own.slice(0, 2) === name.slice(0, 2);
  return identifierWords.has(last) && isOther && !own.includes(' ') && !name.includes(' ') ? own : undefined;
}

/** Beside a key, the only text that no two rows share says what a row is: `WGR_TXT`. */
function onlyText(table: IndexedTable, rows: number | undefined): IndexedColumn | undefined {
  const told = table.columns.filter((column) => {
    if (column.type !== 'text' || column.role !== 'category' || column === table.idColumn || !column.values)
      return false;
    const isAddress = column.words.some((word) => addressWords.has(word));
    return !isAddress && rows !== undefined && rows > 1;
  });
  const countOf = ({ values }: IndexedColumn) => [...(values?.values() ?? [])].flat().length;
  const unique = told.filter((column) => countOf(column) === rows);
  if (!table.idColumn || rows === undefined) return undefined;
  if (unique.length > 0) return unique.length === 1 ? unique[0] : undefined;
  // Some of the songs share a title.
  const most = told.filter((column) => countOf(column) > rows / 2);
  return most.length === 1 && told.every((column) => column === most[0] || countOf(column) < rows / 10)
    ? most[0]
    : undefined;
}

const addressWords = new Set(
  'email mail phone telephone url link address street note comment remark message body file path hash token'.split(' '),
);

/** A few capital letters at the end of a name are no word that has a plural: T_KND. */
const isCode = (name: string): boolean => /(^|_)\p{Lu}{1,4}$/u.test(name);

/** The plural of a table's name; of one that ends in a year, of the word before it: exam results 2025. */
function pluralLabel(words: readonly string[], written: string | undefined): string {
  const at = words.findLastIndex((word) => !/^\d+$/.test(word));
  return words.map((word, place) => (place === at ? (written ?? plural(word)) : word)).join(' ');
}

/** What the profile knows of a column, and what follows from it. */
function learn(column: Omit<IndexedColumn, 'role'>, profile: TableProfile, isKey: boolean): void {
  const { name } = column;
  const values = profile.values.get(name);
  if (values) column.values = groupValues(values);
  const range = profile.ranges?.get(name);
  if (range) column.range = range;
  const dateFormat = profile.dateFormats?.get(name);
  if (dateFormat !== undefined) column.dateFormat = dateFormat;
  const sameDayAs = profile.sameDays?.get(name);
  if (sameDayAs !== undefined) column.sameDayAs = sameDayAs;
  const period = periodOf(column);
  if (period !== undefined) column.period = period;
  column.averaged = isAveraged(column);
  const flags = isKey ? undefined : flagsOf(column, profile.rows ?? column.table.rowEstimate);
  if (flags) column.flags = flags;
}

function pickId(table: IndexedTable, primaryKey: readonly string[]): IndexedColumn | undefined {
  const declared = primaryKey.length === 1 ? table.columns.find((column) => column.name === primaryKey[0]) : undefined;
  if (declared) return declared;
  const unique = table.columns.filter((column) => column.unique);
  return (
    unique.find((column) => column.role === 'identifier') ??
    unique.find((column) => column.type === 'text') ??
    unique[0]
  );
}

/** `name`, `title` or `<table> name` first; else a first and last name are left alone and the only name-like text is taken. */
function pickName(table: IndexedTable): IndexedColumn | undefined {
  const names = table.columns.filter((column) => column.role === 'name' && column.type === 'text');
  const own =
    names.find((column) => column.ownWords.length === 1) ?? names.find((column) => column.words.includes('full'));
  if (own) return own;
  const [only] = names;
  return only && names.length === 1 && namesRows(table, only) ? only : undefined;
}

const nameWordsOfAny = new Set('name title full display short long first last'.split(' '));

/** The name of an order's physician is not the order's, unless no two orders share one. */
function namesRows({ words, idColumn }: IndexedTable, column: IndexedColumn): boolean {
  if (!idColumn || idColumn === column || column.unique) return true;
  return column.words.every((word) => nameWordsOfAny.has(word) || isOf(word, words));
}

const isOf = (word: string, words: readonly string[]): boolean =>
  words.some((each) => each === word || areSynonyms(each, word) || each.startsWith(word) || word.startsWith(each));
