// Rows as text for the clipboard: CSV, tab-separated text, JSON, Markdown and a list for SQL's IN. Pure; host and page.
// Not here: which rows (host/resultsCopy.ts), drawing them (webview/grid).
import type { Cell } from '../protocol/trellis/visualization.ts';

export interface Rows {
  names: readonly string[];
  /** For each column whether it holds numbers; of a number too large for a double the cell is its text. */
  numeric: readonly boolean[];
  rows: readonly (readonly Cell[])[];
}

export interface RowsText {
  text: string;
  /** What is not in it, in words; null where all of it is. */
  leftOut: string | null;
}

/** RFC 4180, lines ended by CRLF; NULL is an empty field, an empty text is `""`. */
export function csvText(names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [names, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** For spreadsheets: tabs between cells, no names; a cell that holds a tab or a line end is quoted as they do it. */
export function tabText(rows: readonly (readonly Cell[])[]): string {
  const field = (cell: Cell): string => {
    const text = cell === null ? '' : String(cell);
    return /[\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(field).join('\t')).join('\n');
}

export function markdownText({ names, numeric, rows }: Rows): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(numeric.map((isNumber) => (isNumber ? '---:' : '---')));
  const body = rows.map((row) => line(names.map((_, index) => markdownCell(row[index] ?? null))));
  return [line(names.map(markdownCell)), rule, ...body].join('\n');
}

function markdownCell(cell: Cell): string {
  if (cell === null) return 'NULL';
  return String(cell)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\r\n|\r|\n/g, ' ');
}

/** An array of objects. A number that is text, because no double holds it, is written as the number it is. */
export function jsonText({ names, numeric, rows }: Rows): string {
  const keys = uniqueNames(names).map((name) => JSON.stringify(name));
  const value = (cell: Cell, index: number): string =>
    typeof cell === 'string' && numeric[index] && exactNumber.test(cell) ? cell : JSON.stringify(cell);
  const objects = rows.map((row) => `  {${keys.map((key, at) => `${key}: ${value(row[at] ?? null, at)}`).join(', ')}}`);
  return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`;
}

/** In JSON one of two equal names would be lost. */
function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let at = 1; used.has(unique); at++) unique = `${name}_${at}`;
    used.add(unique);
    return unique;
  });
}

/** What JSON and SQL alike take for a number. */
const exactNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;
/** Databases for which a backslash in a text is no backslash. */
const escaping = new Set(['mysql', 'mariadb', 'clickhouse']);

/**
 * `(1, 2)` of one column, `((1, 'a'), (2, 'b'))` of several. Each once; what holds a NULL is left out, since it equals nothing.
 * `dialect` decides what a backslash is.
 */
export function sqlListText({ numeric, rows }: Rows, dialect: string | null): RowsText {
  const literal = (cell: Exclude<Cell, null>, index: number): string => {
    if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
    if (typeof cell === 'number' && Number.isFinite(cell)) return String(cell);
    const text = String(cell);
    if (numeric[index] && exactNumber.test(text)) return text;
    const quoted = text.replaceAll("'", "''");
    return `'${escaping.has(dialect ?? '') ? quoted.replaceAll('\\', '\\\\') : quoted}'`;
  };
  const listed = new Set<string>();
  let nulls = 0;
  let repeated = 0;
  for (const row of rows) {
    const literals = row.flatMap((cell, index) => (cell === null ? [] : [literal(cell, index)]));
    if (literals.length < row.length) {
      nulls += 1;
      continue;
    }
    const item = literals.length === 1 ? (literals[0] ?? '') : `(${literals.join(', ')})`;
    if (listed.has(item)) repeated += 1;
    listed.add(item);
  }
  const leftOut = [
    ...(nulls > 0 ? [`${nulls.toLocaleString('en-US')} with NULL`] : []),
    ...(repeated > 0 ? [`${repeated.toLocaleString('en-US')} repeated`] : []),
  ];
  return {
    text: `(${[...listed].join(', ')})`,
    leftOut: leftOut.length > 0 ? `${leftOut.join(' and ')} left out` : null,
  };
}
