// Pages of a result's rows as they are needed: one request at a time, always for what is wanted then. Pure, told by events.
// Not here: drawing them (view.tsx), how a request travels (link.ts).
import type { ResultPage } from '../../src/protocol/trellis/results.ts';
import type { Cell } from '../../src/protocol/trellis/visualization.ts';

export const pageRows = 200;
/** About five screens each way stay at hand beside what is drawn. */
const keptPages = 60;

export type Extent = Pick<ResultPage, 'columns' | 'row_count' | 'matched' | 'made_at' | 'remade_at'>;
export interface Failure {
  text: string;
  gone: boolean;
}

export interface Pages {
  /** Of the result, once a page has come. */
  readonly extent: Extent | null;
  readonly failure: Failure | null;
  /** What is drawn is of the order before: the first page of the new one is on its way. */
  readonly isStale: boolean;
  row(at: number): readonly Cell[] | undefined;
  /** Rows that are to be drawn now; asks for what of them is missing, then for what lies next to them. */
  want(first: number, count: number): void;
  /** The row to draw first: the wanted one, or where rows are until those are there. Never a blank. */
  drawnFirst(): number;
  answer(request: number, page: ResultPage): void;
  fail(request: number, failure: Failure): void;
  /** Everything anew: another order, other filters, or after a failure. */
  restart(): void;
  retry(): void;
}

/** `ask` sends a request for `pageRows` rows; `changed` says that there is something else to draw. */
export function createPages(ask: (request: number, offset: number) => void, changed: () => void): Pages {
  const pages = new Map<number, ResultPage['rows']>();
  let extent: Extent | null = null;
  let failure: Failure | null = null;
  let request = 0;
  let asked: number | null = null;
  let isStale = false;
  let wanted = { first: 0, count: 1 };
  let drawn = 0;

  const total = () => extent?.matched ?? 0;
  const pageOf = (row: number) => Math.floor(Math.max(0, row) / pageRows);

  /** The first missing page of these rows; with none known yet that is the first one of all. */
  function missing(first: number, count: number): number | undefined {
    if (extent === null || isStale) return pageOf(Math.min(first, Math.max(0, (extent?.matched ?? 1) - 1)));
    const last = pageOf(Math.min(total(), first + count) - 1);
    for (let page = pageOf(first); page <= last; page++) if (!pages.has(page) && page * pageRows < total()) return page;
    return undefined;
  }

  function next(): number | undefined {
    const { first, count } = wanted;
    const needed = missing(first, count);
    if (needed !== undefined) return needed;
    const around = [pageOf(first + count + pageRows / 2), pageOf(first - pageRows / 2)];
    return around.find((page) => page * pageRows < total() && !pages.has(page));
  }

  function load() {
    if (asked !== null || failure !== null) return;
    const page = next();
    if (page === undefined) return;
    asked = page;
    request += 1;
    ask(request, page * pageRows);
  }

  function forgetFarFrom(page: number) {
    if (pages.size <= keptPages) return;
    for (const other of pages.keys()) if (Math.abs(other - page) > keptPages / 2 - 5) pages.delete(other);
  }

  const isSame = (page: ResultPage) =>
    extent !== null &&
    extent.row_count === page.row_count &&
    extent.made_at === page.made_at &&
    extent.remade_at === page.remade_at;

  return {
    get extent() {
      return extent;
    },
    get failure() {
      return failure;
    },
    get isStale() {
      return isStale;
    },
    row: (at) => pages.get(pageOf(at))?.[at % pageRows],
    want(first, count) {
      wanted = { first, count };
      load();
    },
    drawnFirst() {
      const { first, count } = wanted;
      if (extent !== null && missing(first, count) === undefined) drawn = first;
      else if (pages.size === 0) return first;
      return Math.max(0, Math.min(drawn, total() - 1));
    },
    answer(of, page) {
      if (of !== request || asked === null) return;
      const at = asked;
      asked = null;
      // Pages of another making do not belong together.
      if (isStale || !isSame(page)) pages.clear();
      isStale = false;
      extent = page;
      pages.set(at, page.rows);
      forgetFarFrom(at);
      const { first, count } = wanted;
      const end = Math.min(at * pageRows + page.rows.length, total());
      drawn = Math.max(at * pageRows, Math.min(first, end - count));
      load();
      changed();
    },
    fail(of, given) {
      if (of !== request || asked === null) return;
      asked = null;
      failure = given;
      changed();
    },
    restart() {
      isStale = extent !== null;
      failure = null;
      asked = null;
      wanted = { ...wanted, first: 0 };
      load();
      changed();
    },
    retry() {
      failure = null;
      load();
      changed();
    },
  };
}
