// Rows and columns: a semantic table in a box of its own, a page of rows at first, the rest on demand.
// Not here: sorting, filtering and paging beyond what came with the answer.
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Cell } from '../../src/protocol/trellis/visualization.ts';
import { plainLine, withoutDirections } from '../ui/plainLine.ts';
import { scrollable } from '../ui/scrollable.ts';
import { Button } from '../ui/toolkit.ts';
import { CopyButton } from './copyButton.tsx';
import { extent, grouped } from './extent.ts';
import { numericColumns, type TableData, toCsv, toMarkdown } from './tableText.ts';

const firstRows = 50;

interface Props {
  data: TableData;
  title?: string | null;
  /** Rows of the whole result, when more exist than came. */
  rowCount?: number | null;
  truncated?: boolean | null;
}

export function DataTable({ data, title, rowCount, truncated }: Props): VNode {
  const [all, setAll] = useState(false);
  const numeric = useMemo(() => numericColumns(data), [data]);
  const shown = all ? data.rows : data.rows.slice(0, firstRows);
  const columns = data.headers.map((header, index) => ({ header, class: numeric[index] ? 'number' : undefined }));
  return (
    <figure class="block" data-testid="table">
      {title && <figcaption class="block-title">{plainLine(title)}</figcaption>}
      <section class="table-scroll" {...scrollable} aria-label={title ? `Table: ${plainLine(title)}` : 'Table'}>
        <table>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th key={index} scope="col" class={column.class}>
                  {plainLine(column.header)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              <tr key={at}>
                {columns.map((column, index) => (
                  <td key={index} class={column.class}>
                    <CellText cell={row[index] ?? null} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div class="block-footer">
        <span class="muted">{extent(shown.length, data.rows.length, rowCount ?? null, truncated ?? false)}</span>
        <span class="actions">
          {data.rows.length > shown.length && (
            <Button kind="icon" class="text-button" onClick={() => setAll(true)}>
              Show all {grouped(data.rows.length)} rows
            </Button>
          )}
          <CopyButton name="Copy as CSV" text={() => toCsv(data)} />
          <CopyButton name="Copy as Markdown" text={() => toMarkdown(data)} />
        </span>
      </div>
    </figure>
  );
}

function CellText({ cell }: { cell: Cell }): VNode {
  return cell === null ? <span class="null">NULL</span> : <span>{withoutDirections(String(cell))}</span>;
}
