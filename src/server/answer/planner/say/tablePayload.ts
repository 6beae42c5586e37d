// From rows to the table that is shown: headers for people, formatted cells.
// Not here: charts (chartPayload.ts), sentences (sentence.ts).
import type { Cell, Table } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { formatNumber } from '../format.ts';
import type { Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import type { Compiled, OutputColumn } from '../sql/compiled.ts';
import { isPercent, isPicked } from './measureText.ts';
import { groupText } from './names.ts';

export type TablePayload = Omit<Table, 'id'>;
/** Rows of a table that travel with the answer. */
export const inlineRows = 200;

/** What is drawn or listed: the plan, its statement, and the rows that came of it. */
export interface Shown {
  plan: Plan;
  compiled: Compiled;
  result: QueryResult;
  index: SchemaIndex;
  title: string;
}

/** Whether the column's numbers say how much, and not which one. */
export function isMeasured(column: OutputColumn, index: SchemaIndex): boolean {
  if (column.kind === 'measure') return column.measure === undefined || !isPicked(column.measure, index);
  return column.kind === 'plain' && (column.column === undefined || column.column.role === 'measure');
}

/** Cells of one column as text: measures with commas and equally many decimals, everything else as it is. */
function formatColumn(cells: readonly Cell[], column: OutputColumn, measured: boolean): (string | null)[] {
  const isShare = column.measure !== undefined && isPercent(column.measure);
  const digits = measured && (isShare || cells.some((cell) => formatNumber(cell).includes('.'))) ? 2 : 0;
  return cells.map((cell) => (cell === null ? null : measured ? formatNumber(cell, digits) : String(cell)));
}

/** A step of numbers or an hour needs more than its first number to be understood. */
export function labelText(plan: Plan, at: number, cell: Cell): string | null {
  const group = plan.kind === 'aggregate' || plan.kind === 'values' ? plan.groups[at] : undefined;
  if (cell === null) return null;
  return group?.kind === 'bin' || group?.kind === 'part' ? groupText(group, cell) : String(cell);
}

export function tablePayload({ plan, compiled, result, index, title }: Shown): TablePayload {
  const shown = result.rows.slice(0, inlineRows);
  const columns = compiled.columns.map((column, at) => {
    const type = result.columns[at]?.type;
    const measured = (type === 'number' || type === 'integer') && isMeasured(column, index);
    const cells = shown.map((row) => row[at] ?? null);
    return column.kind === 'label'
      ? cells.map((cell) => labelText(plan, at, cell))
      : formatColumn(cells, column, measured);
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
