// A table as text (CSV, Markdown), and which of its columns hold numbers. Pure.
// Not here: drawing it (table.tsx), the forms themselves (chat/resultText.ts).
import { csvText, markdownText } from '../../src/chat/resultText.ts';
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

export function toCsv({ headers, rows }: TableData): string {
  return csvText(headers, rows);
}

export function toMarkdown(data: TableData): string {
  return markdownText({ names: data.headers, numeric: numericColumns(data), rows: data.rows });
}
