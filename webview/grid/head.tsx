// The heads of a grid's columns: name, order, a filter's mark, and the edge by which a column is made wider.
// Not here: the rows (view.tsx), what a key does to a column (keys.ts).
import type { VNode } from 'preact';
import { plainLine } from '../ui/plainLine.ts';
import { isNumeric } from './columns.ts';
import type { Model } from './model.ts';
import { as } from './roles.ts';
import { isWithin, rangeOf } from './selection.ts';

interface Props {
  model: Model;
  edge: readonly number[];
  /** The first column drawn and the one behind the last. */
  from: number;
  to: number;
  gutter: number;
}

export const headId = (column: number): string => `grid-head-${column}`;

export function Heads({ model, edge, from, to, gutter }: Props): VNode {
  const columns = model.pages.extent?.columns ?? [];
  const { selection } = model;
  const range = rangeOf(selection);
  const heads: VNode[] = [];
  for (let at = from; at < to; at++) {
    const { name, type } = columns[at] ?? { name: '', type: 'text' };
    const place = model.sort.findIndex((key) => key.column === name);
    const key = model.sort[place];
    const isFiltered = model.filter.some((filter) => filter.column === name);
    const isActive = selection.active.row < 0 && selection.active.column === at;
    const classes = [
      'grid-head-cell',
      isNumeric(type) ? 'right' : '',
      isActive ? 'active' : '',
      selection.active.row >= 0 && isWithin(range, range.rows.from, at) ? 'within' : '',
    ];
    const sorted: 'ascending' | 'descending' | 'none' = key ? (key.descending ? 'descending' : 'ascending') : 'none';
    // Its key is the grid's, which knows where the keyboard is.
    const head = {
      ...as.columnheader,
      'aria-colindex': at + 2,
      'aria-sort': sorted,
      onClick: ({ shiftKey }: MouseEvent) => {
        model.selection = { active: { row: -1, column: at }, anchor: { row: -1, column: at } };
        model.sortBy(at, shiftKey);
      },
    };
    heads.push(
      <div
        key={at}
        id={headId(at)}
        {...head}
        class={classes.join(' ')}
        style={{ left: `${gutter + (edge[at] ?? 0)}px`, width: `${model.widths[at] ?? 0}px` }}
        title={`${plainLine(name)} (${plainLine(type)})`}
      >
        <span class="grid-name">{plainLine(name)}</span>
        {key && (
          <span class="grid-order" aria-hidden="true">
            {key.descending ? '↓' : '↑'}
            {model.sort.length > 1 ? place + 1 : ''}
          </span>
        )}
        <button
          type="button"
          tabIndex={-1}
          class={isFiltered ? 'grid-filter on' : 'grid-filter'}
          aria-label={`Filter ${plainLine(name)}`}
          title="Filter (F)"
          onClick={(event) => {
            event.stopPropagation();
            model.filtering = at;
            model.changed();
          }}
        >
          ▾
        </button>
        <span
          class="grid-edge"
          aria-hidden="true"
          onClick={(event) => event.stopPropagation()}
          onDblClick={() => model.fit(at)}
          onPointerDown={(event) => dragEdge(event, model, at)}
        />
      </div>,
    );
  }
  return <>{heads}</>;
}

/** Until the pointer is let go the column follows it; then the width is kept. */
function dragEdge(event: PointerEvent, model: Model, column: number): void {
  const { currentTarget, pointerId, clientX } = event;
  if (!(currentTarget instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const began = model.widths[column] ?? 0;
  let isMoved = false;
  currentTarget.setPointerCapture(pointerId);
  const move = (moved: PointerEvent): void => {
    isMoved ||= moved.clientX !== clientX;
    if (isMoved) model.setWidth(column, began + moved.clientX - clientX);
  };
  const end = (): void => {
    currentTarget.removeEventListener('pointermove', move);
    currentTarget.removeEventListener('pointerup', end);
    currentTarget.removeEventListener('pointercancel', end);
    if (isMoved) model.keepView();
  };
  currentTarget.addEventListener('pointermove', move);
  currentTarget.addEventListener('pointerup', end);
  currentTarget.addEventListener('pointercancel', end);
}
