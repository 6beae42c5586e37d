// Which of the first rows of a sheet is its header, and the names of the columns. Pure.
// Not here: reading rows (xlsxSheet.ts).
import { columnLetters } from './xlsxCells.ts';
import type { SheetRow } from './xlsxSheet.ts';

export interface Header {
  /** Rows of the sample before the data: titles, and the header itself. */
  skipped: number;
  /** Rows above the header that hold something. */
  titles: number;
  /** By the index of the column; empty without a header. */
  labels: Map<number, string>;
}

const maxLabel = 200;

/** The first row where most cells are filled, if its cells look like names; else there is no header. */
export function headerOf(sample: readonly SheetRow[]): Header {
  const most = Math.max(0, ...sample.map(({ cells }) => cells.size));
  const first = sample.findIndex(({ cells }) => cells.size * 2 >= most && (most < 3 || cells.size > 1));
  const row = sample[first];
  if (!row || !isHeader(row, sample[first + 1]))
    return { skipped: Math.max(0, first), titles: Math.max(0, first), labels: new Map() };
  const labels = new Map(
    [...row.cells].map(([column, { text }]) => [column, text.replaceAll(/\s+/g, ' ').trim().slice(0, maxLabel)]),
  );
  return { skipped: first + 1, titles: first, labels };
}

/** Words, years, and what differs in kind from the row below (days above amounts). */
function isHeader(row: SheetRow, next: SheetRow | undefined): boolean {
  const cells = [...row.cells];
  const words = cells.filter(([, { kind }]) => kind === 'text');
  if (words.length === 0) return false;
  return cells.every(([column, { kind, text }]) => {
    if (kind === 'text') return true;
    if (kind === 'integer' && Number(text) >= 1900 && Number(text) <= 2100) return true;
    const below = next?.cells.get(column);
    return below !== undefined && below.kind !== kind && kind !== 'number' && kind !== 'integer';
  });
}

/** Names for columns in that order, no two alike whatever their case; one without a label is called by its letters. */
export function columnNames(columns: readonly number[], labels: ReadonlyMap<number, string>): string[] {
  const used = new Set<string>();
  return columns.map((column) => {
    const label = labels.get(column) || `column_${columnLetters(column)}`;
    let name = label;
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${label}_${number}`;
    used.add(name.toLowerCase());
    return name;
  });
}
