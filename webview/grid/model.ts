// What one grid knows and does: its rows, order, filters, widths and selection; every change is drawn in the next frame.
// Not here: drawing (view.tsx), pages of rows (pages.ts), keys (keys.ts).
import type { CopyFormat, ExportFormat, ResultAnswer, ResultView, SortKey } from '../../src/bridge/results.ts';
import type { ResultFilter } from '../../src/protocol/trellis/results.ts';
import { fitted, fittedByItself, narrowest, widest } from './columns.ts';
import { sortedBy } from './filters.ts';
import { openLink, type Post } from './link.ts';
import { createPages, type Pages, pageRows } from './pages.ts';
import { clampTop, rowHeight, type Scroll, scrollOf, topFor } from './scrolling.ts';
import { allOf, atStart, clampTo, rangeOf, type Selection } from './selection.ts';

export interface ModelOptions {
  resultId: string;
  title: string;
  post: Post;
  /** The width of a text in a cell and in a head, in pixels. */
  measure(text: string): number;
  /** There is something to draw. */
  draw(): void;
}

export interface Model {
  readonly pages: Pages;
  readonly title: string;
  /** It is known how the result was looked at last: before that no rows are asked for. */
  isReady: boolean;
  sort: readonly SortKey[];
  filter: readonly ResultFilter[];
  selection: Selection;
  /** The first pixel of the rows in sight. */
  top: number;
  /** The rows were moved by something else than the bar, which is to follow. */
  isBarBehind: boolean;
  /** Pixels in which rows are in sight. */
  height: number;
  /** The column whose filter is being written. */
  filtering: number | null;
  /** The active cell is shown whole. */
  isCellOpen: boolean;
  /** What was done, in a sentence, and whether it failed. */
  said: { text: string; failed: boolean };
  readonly scroll: Scroll;
  readonly widths: readonly number[];
  setWidth(column: number, width: number): void;
  fit(column: number): void;
  keepView(): void;
  sortBy(column: number, adds: boolean): void;
  setFilter(filter: readonly ResultFilter[]): void;
  select(selection: Selection): void;
  chooseAll(): void;
  scrollTo(top: number): void;
  /** The person has moved the bar to this pixel of it. */
  followBar(top: number): void;
  resize(height: number): void;
  copy(format: CopyFormat, of: 'selection' | 'all' | 'column'): void;
  exportAs(format: ExportFormat): void;
  openTab(): void;
  /** Draws what was changed. */
  changed(): void;
  dispose(): void;
}

/** Rows a column's first width is judged by, and those a fit looks at around the active one. */
const judgedRows = 60;
const fittedRows = 400;

export function createModel({ resultId, title, post, measure, draw }: ModelOptions): Model {
  let frame = 0;
  let widths: number[] = [];
  /** What the person chose, by the column's place. */
  let chosen: (number | null)[] = [];
  const changed = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  };
  const link = openLink(hear);
  const { grid } = link;
  const order = () => ({ sort: [...model.sort], filter: [...model.filter] });
  const pages = createPages((request, offset) => {
    post({ kind: 'resultRows', grid, request, resultId, offset, limit: pageRows, ...order() });
  }, settle);

  /** Behind each page of rows: how many there are may have changed. */
  function settle(): void {
    const { extent } = pages;
    if (extent) {
      if (widths.length !== extent.columns.length) widths = firstWidths();
      model.selection = clampTo(model.selection, extent.matched, extent.columns.length);
      if (clampTop(model.top, model.scroll, model.height) !== model.top) moveRows(model.top);
    }
    changed();
  }

  function moveRows(top: number): void {
    const to = clampTop(top, model.scroll, model.height);
    model.isBarBehind ||= to !== model.top;
    model.top = to;
    changed();
  }

  const cellsOf = (column: number, from: number, rows: number) =>
    Array.from({ length: rows }, (_, at) => pages.row(from + at)?.[column] ?? null);

  function firstWidths(): number[] {
    const names = pages.extent?.columns ?? [];
    return names.map(({ name }, at) => chosen[at] ?? fittedByItself(name, cellsOf(at, 0, judgedRows), measure));
  }

  function hear(answer: ResultAnswer): void {
    switch (answer.kind) {
      case 'resultView':
        if (answer.view) restoreView(answer.view);
        model.isReady = true;
        break;
      case 'resultPage':
        pages.answer(answer.request, answer.page);
        break;
      case 'resultFailed':
        if (answer.request === null) model.said = { text: answer.text, failed: true };
        else pages.fail(answer.request, answer);
        break;
      case 'resultSaid':
        model.said = { text: answer.text, failed: false };
        break;
    }
    changed();
  }

  function restoreView(view: ResultView): void {
    model.sort = view.sort;
    model.filter = view.filter;
    chosen = [...view.widths];
  }

  function reorder(): void {
    model.keepView();
    moveRows(0);
    // Who sorts from a head stays there.
    const { row, column } = model.selection.active;
    const active = { row: Math.min(0, row), column };
    model.selection = { active, anchor: active };
    model.isCellOpen = false;
    model.said = { text: '', failed: false };
    pages.restart();
  }

  const model: Model = {
    pages,
    title,
    isReady: false,
    sort: [],
    filter: [],
    selection: atStart,
    top: 0,
    isBarBehind: false,
    height: rowHeight,
    filtering: null,
    isCellOpen: false,
    said: { text: '', failed: false },
    get scroll() {
      return scrollOf(pages.extent?.matched ?? 0, model.height);
    },
    get widths() {
      return widths;
    },
    setWidth(column, width) {
      const kept = Math.round(Math.max(narrowest, Math.min(widest, width)));
      widths = widths.with(column, kept);
      chosen = widths.map((_, at) => (at === column ? kept : (chosen[at] ?? null)));
      changed();
    },
    fit(column) {
      const from = Math.max(0, Math.floor(model.top / rowHeight) - fittedRows / 2);
      const name = pages.extent?.columns[column]?.name ?? '';
      model.setWidth(column, fitted(name, cellsOf(column, from, fittedRows), measure));
      model.keepView();
    },
    keepView() {
      post({ kind: 'resultViewed', resultId, view: { ...order(), widths: chosen } });
    },
    sortBy(column, adds) {
      const name = pages.extent?.columns[column]?.name;
      if (name === undefined) return;
      model.sort = sortedBy(model.sort, name, adds);
      reorder();
    },
    setFilter(filter) {
      model.filter = filter;
      model.filtering = null;
      reorder();
    },
    select(selection) {
      model.selection = selection;
      model.said = { text: '', failed: false };
      const { row } = selection.active;
      if (row >= 0) model.scrollTo(topFor(row, model.top, model.height));
      changed();
    },
    chooseAll() {
      const { matched = 0, columns = [] } = pages.extent ?? {};
      model.selection = allOf(matched, columns.length);
      model.said = { text: '', failed: false };
      changed();
    },
    scrollTo: moveRows,
    followBar(top) {
      model.top = clampTop(top * model.scroll.scale, model.scroll, model.height);
      changed();
    },
    resize(height) {
      model.height = height;
      moveRows(model.top);
    },
    copy(format, of) {
      const { rows, columns } = rangeOf(model.selection);
      const { column } = model.selection.active;
      const part =
        of === 'selection' ? { rows, columns } : of === 'column' ? { columns: { from: column, to: column } } : {};
      model.said = { text: '', failed: false };
      post({ kind: 'resultCopy', grid, resultId, format, ...part, ...order() });
      changed();
    },
    exportAs(format) {
      model.said = { text: '', failed: false };
      post({ kind: 'resultExport', grid, resultId, title, format, ...order() });
      changed();
    },
    openTab: () => post({ kind: 'resultTab', resultId, title }),
    changed,
    dispose() {
      cancelAnimationFrame(frame);
      link.end();
    },
  };
  post({ kind: 'resultOpened', grid, resultId });
  return model;
}
