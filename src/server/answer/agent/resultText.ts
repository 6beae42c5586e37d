// Rows as the model reads them: cut to what it can use, and marked where they were cut.
// Not here: what the person sees (shown.ts).
import type { Cell } from '../../../protocol/trellis/visualization.ts';
import type { Finding } from './findings.ts';

const maxRows = 50;
const maxCell = 300;

/** JSON, which no cell can break out of; of about `limit` characters at most. */
export function resultText({ id, result }: Finding, limit: number): string {
  const { columns, rows, rowCount } = result;
  const told = fitting(
    columns.map(({ name, type }) => ({ name: shortened(name), type })),
    limit / 2,
  );
  const kept = fitting<Cell[]>(
    rows.slice(0, maxRows).map((row) => row.slice(0, told.length).map(shortened)),
    limit / 2,
  );
  const cuts = [
    ...(kept.length < rowCount ? [`Only the first ${kept.length} of ${rowCount} rows.`] : []),
    ...(told.length < columns.length ? [`Only the first ${told.length} of ${columns.length} columns.`] : []),
  ];
  return JSON.stringify({
    result: id,
    columns: told,
    row_count: rowCount,
    rows: kept,
    ...(cuts.length > 0 ? { truncated: `${cuts.join(' ')} Aggregate in SQL; never compute from these.` } : {}),
  });
}

/** The first of them, as many as their JSON has room for; one in any case. */
function fitting<T>(items: readonly T[], limit: number): T[] {
  const kept: T[] = [];
  let size = 0;
  for (const item of items) {
    size += JSON.stringify(item).length;
    if (size > limit && kept.length > 0) break;
    kept.push(item);
  }
  return kept;
}

export function shortened<T extends Cell>(cell: T): T | string {
  return typeof cell === 'string' && cell.length > maxCell ? `${cell.slice(0, maxCell)}… (cut)` : cell;
}
