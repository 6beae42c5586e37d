// A table as text (CSV, Markdown), and which of its columns hold numbers. Pure.
// Not here: drawing it (table.tsx).
import type { Cell, Table } from '../../src/protocol/trellis/visualization.ts';

export interface TableData {
  headers: readonly string[];
  rows: readonly (readonly Cell[])[];
  columns?: Table['columns'];
}

const numberLike = /^[-+−]?[$€£]?\d[\d,]*(\.\d+)?([eE][-+]?\d+)?\s?%?$/;
/** Enough to judge a column by. */
const sampledRows = 100;

/** For each column whether its cells are to be aligned as numbers: by its declared type, else by how the cells look. */
export function numericColumns({ headers, rows, columns }: TableData): boolean[] {
  return headers.map((_, index) => {
    const type = columns?.[index]?.type;
    if (type !== undefined) return type === 'number' || type === 'integer';
    const cells = rows.slice(0, sampledRows).map((row) => row[index] ?? null);
    const filled = cells.filter((cell) => cell !== null && cell !== '');
    return filled.length > 0 && filled.every((cell) => typeof cell === 'number' || numberLike.test(String(cell)));
  });
}

/** RFC 4180, lines ended by CRLF; NULL is an empty field, an empty text is `""`. */
export function toCsv({ headers, rows }: TableData): string {
  return [headers, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toMarkdown(data: TableData): string {
  const numeric = numericColumns(data);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(numeric.map((isNumber) => (isNumber ? '---:' : '---')));
  const rows = data.rows.map((row) => line(data.headers.map((_, index) => markdownCell(row[index] ?? null))));
  return [line(data.headers.map(markdownCell)), rule, ...rows].join('\n');
}

function markdownCell(cell: Cell): string {
  if (cell === null) return 'NULL';
  return String(cell)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\r\n|\r|\n/g, ' ');
}
