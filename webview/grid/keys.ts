// What each key does in a grid. One table, so that it can be said as well.
// Not here: where a key moves to (scrolling.ts).
import type { Model } from './model.ts';
import { moved, rowHeight } from './scrolling.ts';
import { countOf, moveTo, rangeOf } from './selection.ts';

/** Said to those who do not see the buttons. */
export const keysInWords =
  'Arrow keys, Page Up, Page Down, Home and End move; with Shift they select. Enter shows the whole cell, ' +
  'on a head it sorts. S sorts by the column, Shift and S adds it. F filters it. Plus and minus change its width, ' +
  'equals fits it. Control and C copies the selection.';

const widthStep = 16;

/** True when the key was one of the grid's own. */
export function takeKey(model: Model, event: KeyboardEvent): boolean {
  const { extent } = model.pages;
  if (!extent || event.isComposing) return false;
  const { key, shiftKey: shift, altKey: alt } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  const { active } = model.selection;
  const size = {
    rows: extent.matched,
    columns: extent.columns.length,
    page: Math.max(1, Math.floor(model.height / rowHeight) - 1),
  };
  if (alt) {
    if (key !== 'ArrowDown') return false;
    model.filtering = active.column;
    model.changed();
    return true;
  }
  const to = moved({ key, ctrl, shift }, active, size);
  if (to) {
    model.select(moveTo(model.selection, to, shift));
    return true;
  }
  if (ctrl) {
    if (key.toLowerCase() === 'a') model.chooseAll();
    else if (key.toLowerCase() === 'c') copySelection(model);
    else return false;
    model.changed();
    return true;
  }
  switch (key) {
    case 'Enter':
      if (active.row < 0) model.sortBy(active.column, shift);
      else model.isCellOpen = !model.isCellOpen;
      break;
    case ' ':
      if (active.row >= 0) model.isCellOpen = !model.isCellOpen;
      break;
    case 's':
    case 'S':
      model.sortBy(active.column, shift);
      break;
    case 'f':
    case 'F':
      model.filtering = active.column;
      break;
    case '+':
    case '-':
      model.setWidth(active.column, (model.widths[active.column] ?? 0) + (key === '+' ? widthStep : -widthStep));
      model.keepView();
      break;
    case '=':
      model.fit(active.column);
      break;
    case 'Escape':
      if (!model.isCellOpen && countOf(rangeOf(model.selection)).isOne) return false;
      if (!model.isCellOpen) model.selection = { active, anchor: active };
      model.isCellOpen = false;
      break;
    default:
      return false;
  }
  model.changed();
  return true;
}

export function copySelection(model: Model): void {
  if (model.selection.active.row >= 0) model.copy('text', 'selection');
}
