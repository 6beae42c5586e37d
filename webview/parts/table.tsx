// Rows and columns: a semantic table in a box of its own, a page of rows at first, the rest on demand.
// Not here: sorting, filtering and paging beyond what came with the answer (webview/grid, loaded for it).
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Cell } from '../../src/protocol/trellis/visualization.ts';
import type { GridModule, GridOptions } from '../grid/main.tsx';
import { plainLine, withoutDirections } from '../ui/plainLine.ts';
import { scrollable } from '../ui/scrollable.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from '../view/page.ts';
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
  /** Of the whole result, where the server keeps it. */
  resultId?: string | null | undefined;
}

export function DataTable({ data, title, rowCount, truncated, resultId }: Props): VNode {
  const page = usePage();
  const [all, setAll] = useState(false);
  const [isGrid, setGrid] = useState(false);
  const [said, setSaid] = useState('');
  const footer = useRef<HTMLSpanElement>(null);
  const result = { resultId: resultId ?? '', title: title ?? '', post: page.post };
  const isMore = truncated || (rowCount ?? 0) > data.rows.length;
  const openTools = (): void => {
    const anchor = footer.current?.querySelector<HTMLElement>('[data-testid=table-tools]');
    if (anchor) void loadGrid(page.gridScript).then((grid) => grid.openTableTools(anchor, { ...result, say: setSaid }));
  };
  const numeric = useMemo(() => numericColumns(data), [data]);
  const shown = all ? data.rows : data.rows.slice(0, firstRows);
  const columns = data.headers.map((header, index) => ({ header, class: numeric[index] ? 'number' : undefined }));
  if (isGrid) return <GridPlace {...result} onClose={() => setGrid(false)} />;
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
        <span class="actions" ref={footer}>
          {resultId && isMore && (
            <Button kind="icon" class="text-button" testId="show-grid" onClick={() => setGrid(true)}>
              Show all {rowCount ? `${grouped(rowCount)} ` : ''}rows
            </Button>
          )}
          {data.rows.length > shown.length && !(resultId && isMore) && (
            <Button kind="icon" class="text-button" onClick={() => setAll(true)}>
              Show all {grouped(data.rows.length)} rows
            </Button>
          )}
          {resultId ? (
            <Button kind="icon" class="text-button" testId="table-tools" onClick={openTools}>
              Copy, export…
            </Button>
          ) : (
            <>
              <CopyButton name="Copy as CSV" text={() => toCsv(data)} />
              <CopyButton name="Copy as Markdown" text={() => toMarkdown(data)} />
            </>
          )}
        </span>
        {resultId && (
          <span role="status" class="muted">
            {said}
          </span>
        )}
      </div>
    </figure>
  );
}

function GridPlace({ resultId, title, post, onClose }: GridOptions & { onClose(): void }): VNode {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    let close: (() => void) | null = null;
    let isGone = false;
    const open = async (): Promise<void> => {
      const { openGrid } = await loadGrid(page.gridScript);
      if (box.current) close = await openGrid(box.current, { resultId, title, post, place: 'panel', onClose });
      if (isGone) close?.();
    };
    open().catch((cause: unknown) => setFailed(String(cause)));
    return () => {
      isGone = true;
      close?.();
    };
  }, [resultId]);
  return (
    <figure class="block" data-testid="table">
      {title && <figcaption class="block-title">{plainLine(title)}</figcaption>}
      <div ref={box} />
      {failed && <p class="muted">The grid could not be loaded ({failed}).</p>}
    </figure>
  );
}

/** A browser keeps the bundle that it has loaded; one that it could not load is tried again. */
function loadGrid(address: string): Promise<GridModule> {
  return import(address);
}

function CellText({ cell }: { cell: Cell }): VNode {
  return cell === null ? <span class="null">NULL</span> : <span>{withoutDirections(String(cell))}</span>;
}
