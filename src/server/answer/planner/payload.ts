// From rows to the table that is shown: headers for people, formatted cells.
// Not here: charts (chartPayload.ts), sentences (sentence.ts).
import type { Cell, Table } from '../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../engine/engine.ts';
import type { Compiled, OutputColumn } from './compile.ts';
import { formatNumber } from './format.ts';

export type TablePayload = Omit<Table, 'id'>;
/** Rows of a table that travel with the answer. */
export const inlineRows = 200;

export function isMeasured(column: OutputColumn): boolean {
  return (
    column.kind === 'measure' ||
    (column.kind === 'plain' && (column.column === undefined || column.column.role === 'measure'))
  );
}

/** Cells of one column as text: measures with commas and equally many decimals, everything else as it is. */
function formatColumn(cells: readonly Cell[], measured: boolean): (string | null)[] {
  const digits = measured && cells.some((cell) => cell !== null && formatNumber(cell).includes('.')) ? 2 : 0;
  return cells.map((cell) => (cell === null ? null : measured ? formatNumber(cell, digits) : String(cell)));
}

export function tablePayload(compiled: Compiled, result: QueryResult, title: string): TablePayload {
  const shown = result.rows.slice(0, inlineRows);
  const columns = compiled.columns.map((column, at) => {
    const type = result.columns[at]?.type;
    const numeric = type === 'number' || type === 'integer';
    return formatColumn(
      shown.map((row) => row[at] ?? null),
      numeric && isMeasured(column),
    );
  });
  return {
    type: 'table',
    title,
    headers: compiled.columns.map((column) => column.header),
    rows: shown.map((_, row) => columns.map((cells) => cells[row] ?? null)),
    columns: compiled.columns.map((column, at) => ({
      name: result.columns[at]?.name ?? column.header,
      type: result.columns[at]?.type ?? 'text',
    })),
    sql: compiled.sql,
    row_count: result.rowCount,
    truncated: result.rowCount > shown.length,
  };
}
