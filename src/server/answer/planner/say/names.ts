// How tables, columns and the cells of groups are called in a sentence, and how words are joined.
// Not here: conditions (conditions.ts), measures (measureText.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import { formatNumber, toNumber } from '../format.ts';
import { identifierWords } from '../lexicon.ts';
import type { ColumnRef, Group, Plan } from '../plan/plan.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import { nameLabel } from '../tokens.ts';
import { exactSum, exactText } from './exact.ts';

export function tableOf(index: SchemaIndex, key: string): IndexedTable {
  const table = index.tables.find((each) => each.key === key);
  if (!table) throw new Error(`The plan names the table ${key}, which is not in the data.`);
  return table;
}

export function columnOf(index: SchemaIndex, ref: ColumnRef): IndexedColumn {
  const column = tableOf(index, ref.table).columns.find((each) => each.name === ref.column);
  if (!column) throw new Error(`The plan names the column ${ref.column}, which is not in the data.`);
  return column;
}

export const sameColumn = (a: ColumnRef | undefined, b: ColumnRef | undefined): boolean =>
  a !== undefined && b !== undefined && a.table === b.table && a.column === b.column && a.via === b.via;

/** What another table's row is to this one, by the column that leads to it: `home_team_id` leads to the home team. */
export function roleOf(via: string): string {
  const words = nameLabel(via).split(' ');
  while (words.length > 1 && identifierWords.has(words.at(-1) ?? '')) words.pop();
  return words.join(' ');
}

/** A column seen from the table whose key is `from`: its own are called by their label, others by their table too. */
export function columnName(index: SchemaIndex, ref: ColumnRef, from: string): string {
  const column = columnOf(index, ref);
  if (ref.via !== undefined) return `${roleOf(ref.via)} ${column.label}`;
  const isTold = column.table.key === from || column.words.length !== column.ownWords.length;
  return isTold ? column.label : `${column.table.singular} ${column.label}`;
}

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const lowerFirst = (text: string): string =>
  /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

export function joinWords(words: readonly string[], word = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1)}`;
}

/** The first names and how many more there are. */
export function someOf(names: readonly string[], most: number, word = 'and'): string {
  if (names.length <= most + 1) return joinWords(names, word);
  return joinWords([...names.slice(0, most), `${formatNumber(names.length - most)} others`], word);
}

export const counted = (count: number | string, one: string, many: string): string =>
  `${formatNumber(count)} ${Number(count) === 1 ? one : many}`;

const longestCell = 80;

/** A cell as it is, on one line and not endless. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '(none)';
  const text = String(cell).replaceAll(/\s+/g, ' ').trim();
  if (text === '') return '(empty)';
  return text.length > longestCell ? `${text.slice(0, longestCell).trimEnd()}…` : text;
}

/** One value of a group: a step of numbers by both its ends, an hour as a time. */
export function groupText(group: Group | undefined, cell: Cell | undefined): string {
  if (cell === null || cell === undefined || toNumber(cell) === null) return cellText(cell);
  if (group?.kind === 'bin') return `${exactText(String(cell))} to ${exactText(exactSum([cell, group.width]))}`;
  if (group?.kind === 'part' && group.part === 'hour of day') return `${cell}:00`;
  return cellText(cell);
}

/** Names of rows, of which one with several parts is held together among others. */
export function namesOf(plan: Plan, labels: readonly string[], most: number): string {
  const isApart = plan.groups.length > 1 && labels.length > 1;
  return someOf(isApart ? labels.map((label) => `(${label})`) : labels, most);
}

/** How the rows of a grouped result are called: the values of all their groups. */
export const rowLabel = (plan: Plan, row: readonly Cell[]): string =>
  plan.groups.map((group, at) => groupText(group, row[at])).join(', ');

/** " by region and month", or nothing. */
export function byText(plan: Plan): string {
  return plan.groups.length > 0 ? ` by ${joinWords(plan.groups.map((group) => lowerFirst(group.label)))}` : '';
}

/** The table whose rows the groups are, customers for example; undefined where they are values that rows share. */
export function entityOf(plan: Plan, index: SchemaIndex): IndexedTable | undefined {
  const [group] = plan.groups;
  if (plan.groups.length !== 1 || group?.kind !== 'column' || group.column.via !== undefined) return undefined;
  const column = columnOf(index, group.column);
  const { table } = column;
  // Two of one name are one group, where no key tells them apart.
  const isName = column === table.nameColumn && column.unique;
  return group.key !== undefined || isName || column === table.idColumn ? table : undefined;
}
