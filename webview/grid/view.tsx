// The rows of a result as a grid: as many as are in sight are drawn, in a box that stays where it is while the bar moves.
// Not here: what stands around it (frame.tsx), which rows there are (pages.ts).
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { grouped } from '../parts/extent.ts';
import { edges, hoverText, inSight, isNumeric, shownCell } from './columns.ts';
import { Heads, headId } from './head.tsx';
import { keysInWords, takeKey } from './keys.ts';
import type { Model } from './model.ts';
import { as } from './roles.ts';
import { type Moved, rowHeight } from './scrolling.ts';
import { isWithin, moveTo, rangeOf } from './selection.ts';

/** Pixels of the row of heads. */
const headHeight = 28;
/** Pixels of a digit of a row's number, and what stands beside it. */
const digit = 8;
const besideNumber = 14;

export function GridView({ model, label, onCopy }: { model: Model; label: string; onCopy(): void }): VNode {
  const box = useRef<HTMLDivElement>(null);
  const extent = model.pages.extent;
  const columns = extent?.columns ?? [];
  const rows = extent?.matched ?? 0;
  const { scroll, top, height, selection } = model;
  const gutter = grouped(rows).length * digit + besideNumber;
  const edge = edges(model.widths);
  const width = gutter + (edge.at(-1) ?? 0);
  const [from, to] = inSight(edge, box.current?.scrollLeft ?? 0, box.current?.clientWidth ?? 800);
  useGridBox(box, model, edge, gutter);

  const shown = Math.ceil(height / rowHeight) + 1;
  model.pages.want(Math.floor(top / rowHeight), shown);
  const first = model.pages.drawnFirst();
  // Rows that stand in for others are drawn from the top; the wanted ones where the bar is, to the pixel.
  const shift = first === Math.floor(top / rowHeight) ? top % rowHeight : 0;
  const end = Math.min(rows, first + shown);
  const range = rangeOf(selection);
  const { active } = selection;
  const isDrawn = active.row < 0 || (active.row >= first && active.row < end);

  const attributes = {
    ...as.grid,
    'aria-label': label,
    'aria-description': keysInWords,
    'aria-rowcount': rows + 1,
    'aria-colcount': columns.length + 1,
    'aria-multiselectable': true,
    'aria-busy': model.pages.isStale || extent === null,
    'aria-activedescendant': isDrawn && extent ? activeId(active) : undefined,
    onKeyDown: (event: KeyboardEvent) => {
      if (!takeKey(model, event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerDown: (event: PointerEvent) => choose(event, model),
    onDblClick: ({ target }: MouseEvent) => {
      if (!cellAt(target)) return;
      model.isCellOpen = true;
      model.changed();
    },
    onCopy: (event: ClipboardEvent) => {
      event.preventDefault();
      onCopy();
    },
  };

  return (
    <div ref={box} {...attributes} class={model.pages.isStale ? 'grid-box stale' : 'grid-box'} data-testid="grid-box">
      <div class="grid-canvas" style={{ width: `${width}px`, height: `${scroll.tall + headHeight}px` }}>
        <div {...as.rowgroup} class="grid-heads" style={{ width: `${width}px` }}>
          <div {...as.headRow}>
            <div {...as.numberHead} class="grid-number" style={{ width: `${gutter}px` }}>
              <span class="sr-only">Row</span>
            </div>
            <Heads model={model} edge={edge} from={from} to={to} gutter={gutter} />
          </div>
        </div>
        <div
          {...as.rowgroup}
          class="grid-rows"
          style={{ width: `${width}px`, height: `${Math.min(height, scroll.tall)}px` }}
        >
          {Array.from({ length: Math.max(0, end - first) }, (_, at) => {
            const row = first + at;
            const cells = model.pages.row(row);
            return (
              <div
                key={row % (shown + 1)}
                {...as.row(row)}
                class={cells ? 'grid-row' : 'grid-row waiting'}
                data-row={row}
                style={{ transform: `translateY(${at * rowHeight - shift}px)` }}
              >
                <div {...as.number} class="grid-number" style={{ width: `${gutter}px` }}>
                  {grouped(row + 1)}
                </div>
                {columns.slice(from, to).map(({ type }, near) => {
                  const column = from + near;
                  const cell = cells?.[column] ?? null;
                  const { text, isCut } = cells ? shownCell(cell) : { text: '…', isCut: false };
                  const isIn = active.row >= 0 && isWithin(range, row, column);
                  const isActive = active.row === row && active.column === column;
                  return (
                    <div
                      key={column}
                      {...as.cell(column, isIn)}
                      id={cellId(row, column)}
                      data-column={column}
                      class={`grid-cell${isNumeric(type) ? ' right' : ''}${cells && cell === null ? ' null' : ''}${isIn ? ' within' : ''}${isActive ? ' active' : ''}`}
                      style={{ left: `${gutter + (edge[column] ?? 0)}px`, width: `${model.widths[column] ?? 0}px` }}
                      title={isCut || text.length * 6 > (model.widths[column] ?? 0) ? hoverText(cell) : undefined}
                    >
                      {text}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const activeId = ({ row, column }: Moved): string => (row < 0 ? headId(column) : cellId(row, column));
const cellId = (row: number, column: number): string => `grid-cell-${row}-${column}`;

function cellAt(target: EventTarget | null): { row: number; column: number } | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  const row = cell?.closest<HTMLElement>('[data-row]');
  return cell && row ? { row: Number(row.dataset.row), column: Number(cell.dataset.column) } : undefined;
}

/** A press chooses a cell, one on a row's number all of the row; what the pointer is drawn over is chosen along. */
function choose(event: PointerEvent, model: Model): void {
  if (event.button !== 0 || !(event.target instanceof Element)) return;
  const last = (model.pages.extent?.columns.length ?? 1) - 1;
  const number = event.target.closest<HTMLElement>('.grid-row .grid-number')?.parentElement;
  if (number) {
    const row = Number(number.dataset.row);
    const anchor = event.shiftKey ? model.selection.anchor.row : row;
    model.select({ anchor: { row: Math.max(0, anchor), column: 0 }, active: { row, column: last } });
    return;
  }
  const cell = cellAt(event.target);
  if (!cell) return;
  model.select(moveTo(model.selection, cell, event.shiftKey));
  const over = (moved: PointerEvent): void => {
    const next = cellAt(document.elementFromPoint(moved.clientX, moved.clientY));
    if (next) model.select(moveTo(model.selection, next, true));
  };
  const end = (): void => {
    removeEventListener('pointermove', over);
    removeEventListener('pointerup', end);
    removeEventListener('pointercancel', end);
  };
  addEventListener('pointermove', over);
  addEventListener('pointerup', end);
  addEventListener('pointercancel', end);
}

/** The box and the model know of each other's scrolling and size; the active column is kept in sight. */
function useGridBox(
  box: { readonly current: HTMLDivElement | null },
  model: Model,
  edge: readonly number[],
  gutter: number,
): void {
  /** What was made so by us: a scroll to there is none of the person's. */
  const put = useRef({ top: 0, column: 0 });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => model.resize(Math.max(rowHeight, element.clientHeight - headHeight));
    const scrolled = (): void => {
      if (Math.abs(element.scrollTop - put.current.top) >= 1) {
        put.current.top = element.scrollTop;
        model.followBar(element.scrollTop);
      }
      model.changed();
    };
    // Where a pixel of the bar is many rows, a wheel moves by what it says.
    const wheel = (event: WheelEvent): void => {
      if (model.scroll.scale <= 1 || event.deltaY === 0 || event.shiftKey || event.ctrlKey) return;
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? model.height : 1;
      event.preventDefault();
      model.scrollTo(model.top + event.deltaY * unit);
      element.scrollLeft += event.deltaX * unit;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', scrolled);
    element.addEventListener('wheel', wheel, { passive: false });
    measure();
    // The button that asked for the rows is gone; who is in another part of VS Code stays there.
    if (document.hasFocus()) element.focus({ preventScroll: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', scrolled);
      element.removeEventListener('wheel', wheel);
    };
  }, [model, box]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // Else the bar is where the person has it, and what is drawn is on its way there.
    if (model.isBarBehind) {
      element.scrollTop = model.top / model.scroll.scale;
      put.current.top = element.scrollTop;
      model.isBarBehind = false;
    }
    const { column } = model.selection.active;
    if (column === put.current.column) return;
    put.current.column = column;
    const [left, right] = [edge[column] ?? 0, edge[column + 1] ?? 0];
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (right + gutter > element.scrollLeft + element.clientWidth)
      element.scrollLeft = Math.min(left, right + gutter - element.clientWidth);
  });
}
