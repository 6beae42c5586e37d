// A table or chart as a table of Markdown, for readers that are shown text alone.
// Not here: the sentence before it (reply.ts).
import type { Cell, Chart, Table } from '../../protocol/trellis/visualization.ts';
import { formatNumber } from '../answer/planner/format.ts';

const maxRows = 20;

/** At most 20 rows; when there are more, a line says of how many. */
export function markdownTable(shown: Table | Chart): string {
  const { headers, rows } = shown.type === 'table' ? shown : rowsOfChart(shown);
  const total = Math.max(rows.length, shown.row_count ?? 0);
  const kept = rows.slice(0, maxRows);
  const lines = [headers, headers.map(() => undefined), ...kept].map(
    (cells) => `| ${cells.map((cell) => (cell === undefined ? '---' : escaped(cell))).join(' | ')} |`,
  );
  if (kept.length < total) lines.push('', `${formatNumber(kept.length)} of ${formatNumber(total)} rows.`);
  return lines.join('\n');
}

/** Long form: a row for each value, with its series where there are several. */
function rowsOfChart({ data }: Chart): { headers: string[]; rows: Cell[][] } {
  const hasSeries = data.values.some(({ series }) => series !== undefined);
  const headers = [data.x_axis_label ?? 'Label', ...(hasSeries ? ['Series'] : []), data.y_axis_label ?? 'Value'];
  const rows = data.values.map(({ label, text, series, value }) => [
    // Slices have a text instead.
    label ?? text ?? null,
    ...(hasSeries ? [series ?? null] : []),
    typeof value === 'number' ? formatNumber(value) : null,
  ]);
  return { headers, rows };
}

/** One line without a meaning in Markdown. A name keeps its underscores, which mean nothing within a word. */
function escaped(cell: Cell): string {
  if (cell === null) return 'NULL';
  return String(cell)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replaceAll(/[\\`*[\]<>|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\$&`);
}
