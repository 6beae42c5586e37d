// An answer as plain text: sentences, aligned tables, charts drawn with block characters.
// Not here: colours and terminal control; the output goes into pipes and files.
import * as v from 'valibot';
import { decodeEvent } from '../../protocol/trellis/events.ts';
import { type Chart, chartSchema, type Table, tableSchema } from '../../protocol/trellis/visualization.ts';
import type { WireEvent } from '../revisions.ts';

const barWidth = 40;
const maxCell = 40;

/** The text of one event, with its line end; empty for events that say nothing to a reader. */
export function renderEvent({ event, data }: WireEvent): string {
  const decoded = decodeEvent(event, data);
  if (decoded.kind !== 'valid') return '';
  switch (decoded.value.event) {
    case 'visualization': {
      const visualization = decoded.value.data;
      if (v.is(tableSchema, visualization)) return `${renderTable(visualization)}\n`;
      return v.is(chartSchema, visualization) ? `${renderChart(visualization)}\n` : '';
    }
    case 'message': {
      const { content, clarification, sql } = decoded.value.data;
      const choices = (clarification ?? []).map((choice) => `  - ${choice.message}\n`).join('');
      return `${content.trimEnd()}\n${choices}${sql ? `\n${sql.trimEnd()}\n` : ''}`;
    }
    case 'error': {
      const { error, suggestions } = decoded.value.data;
      const tries = (suggestions ?? []).map((question) => `  - ${question}\n`).join('');
      return `${error}\n${tries ? `Try:\n${tries}` : ''}`;
    }
    case 'interrupted':
      return 'Stopped.\n';
    default:
      return '';
  }
}

function cut(text: string): string {
  const characters = [...text.replaceAll(/\s+/g, ' ')];
  return characters.length > maxCell ? `${characters.slice(0, maxCell - 1).join('')}…` : characters.join('');
}

export function renderTable(table: Table): string {
  const numeric = table.headers.map((_, index) => ['number', 'integer'].includes(table.columns?.[index]?.type ?? ''));
  const rows = table.rows.map((row) => row.map((cell) => (cell === null ? '' : cut(String(cell)))));
  const widths = table.headers.map((header, index) =>
    Math.max([...cut(header)].length, ...rows.map((row) => [...(row[index] ?? '')].length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => (numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const head = [line(table.headers.map(cut)), widths.map((width) => '─'.repeat(width)).join('  ')];
  const more =
    table.row_count && table.row_count > rows.length
      ? [`… ${rows.length} of ${table.row_count.toLocaleString('en')} rows`]
      : [];
  return [...(table.title ? [table.title] : []), ...head, ...rows.map(line), ...more].join('\n');
}

export function renderChart(chart: Chart): string {
  const points = chart.data.values.flatMap((item) => {
    const label = String(item.text ?? item.label ?? '');
    const values = typeof item.value === 'number' ? [item.value] : [];
    return values.map((value) => ({ label: cut(item.series ? `${label} · ${item.series}` : label), value }));
  });
  const labelWidth = Math.max(0, ...points.map(({ label }) => [...label].length));
  const largest = Math.max(0, ...points.map(({ value }) => Math.abs(value)));
  const lines = points.map(({ label, value }) => {
    const eighths = largest === 0 ? 0 : Math.round((Math.abs(value) / largest) * barWidth * 8);
    const bar = '█'.repeat(Math.floor(eighths / 8)) + (eighths % 8 ? '▏▎▍▌▋▊▉'[(eighths % 8) - 1] : '');
    return `${label.padEnd(labelWidth)}  ${value < 0 ? '-' : ''}${bar} ${value.toLocaleString('en')}`;
  });
  return [...(chart.title ? [chart.title] : []), ...lines].join('\n');
}
