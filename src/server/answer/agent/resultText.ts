// Rows as the model reads them: cut to what it can use, and marked where they were cut.
// Not here: what the person sees (shown.ts).
import type { Cell } from '../../../protocol/trellis/visualization.ts';
import type { Finding } from './findings.ts';

const maxRows = 50;
const maxCell = 300;
const maxText = 12_000;

/** JSON, which no cell can break out of. */
export function resultText({ id, result }: Finding): string {
  const { columns, rows, rowCount } = result;
  const kept: Cell[][] = [];
  let size = 0;
  for (const row of rows.slice(0, maxRows)) {
    const cells = row.map(shortened);
    size += JSON.stringify(cells).length;
    if (size > maxText && kept.length > 0) break;
    kept.push(cells);
  }
  return JSON.stringify({
    result: id,
    columns: columns.map(({ name, type }) => ({ name: shortened(name), type })),
    row_count: rowCount,
    rows: kept,
    ...(kept.length < rowCount
      ? { truncated: `Only the first ${kept.length} of ${rowCount} rows. Aggregate in SQL; never compute from these.` }
      : {}),
  });
}

export function shortened<T extends Cell>(cell: T): T | string {
  return typeof cell === 'string' && cell.length > maxCell ? `${cell.slice(0, maxCell)}… (cut)` : cell;
}
