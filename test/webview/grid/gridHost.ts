// A host for grids in the preview: answers for a result of so many rows, sorted and filtered, after as long as a test says.
// Not here: the real host (src/host/results.ts), the page (test/webview/preview).
import type { Page } from 'playwright-core';

export interface ResultOfTest {
  rows: number;
  /** Milliseconds until a page of rows comes. */
  delay?: number;
  /** Answers with this text instead. */
  failure?: { text: string; gone: boolean };
  remadeAt?: string;
}

/** Gives the page that answers; what it has posted stays in `window.host.posted`. */
export async function serveResult(page: Page, result: ResultOfTest): Promise<void> {
  await page.evaluate(`window.result = ${JSON.stringify(result)}; window.views ??= {};`);
  await page.evaluate(script);
}

/** The columns: id, name (every 7th NULL, every 11th empty, every 13th long), amount, day, region. */
const script = `(() => {
  const { posted, send } = window.host;
  if (posted.answers) return;
  posted.answers = true;
  const regions = ['North', 'South', 'East', 'West'];
  const row = (at) => [
    at,
    at % 7 === 3 ? null : at % 11 === 5 ? '' : at % 13 === 8 ? 'A long name that goes on, line after line\\nand on '.repeat(10) : 'Customer ' + at,
    at * 1.25,
    '2026-01-' + String(1 + (at % 28)).padStart(2, '0'),
    regions[at % 4],
  ];
  const names = ['id', 'name', 'amount', 'day', 'region'];
  const types = ['integer', 'text', 'number', 'date', 'text'];
  const pageOf = ({ offset, limit, sort, filter }) => {
    const { rows, remadeAt = null } = window.result;
    let matched = rows;
    let at = (place) => place;
    for (const { column, op, value } of filter) {
      if (column === 'region' && op === '=') { matched = regions.includes(value) ? Math.ceil((rows - regions.indexOf(value)) / 4) : 0; at = (place) => place * 4 + regions.indexOf(value); }
      else matched = 0;
    }
    const whole = at;
    if (sort[0] && sort[0].descending) at = (place) => whole(matched - 1 - place);
    const count = Math.max(0, Math.min(limit, matched - offset));
    return {
      id: 'r1', sql: 'SELECT 1', integration_id: null, offset, limit, row_count: rows, matched, made_at: '2026-02-01T10:00:00Z', remade_at: remadeAt,
      columns: names.map((name, index) => ({ name, type: types[index] })),
      rows: Array.from({ length: count }, (_, index) => row(at(offset + index))),
    };
  };
  const push = posted.push.bind(posted);
  posted.push = (message) => {
    const { kind, grid } = message;
    if (kind === 'resultOpened') setTimeout(() => send({ kind: 'resultView', grid, view: window.views[message.resultId] ?? null }), 50);
    if (kind === 'resultViewed') window.views[message.resultId] = message.view;
    if (kind === 'resultRows') {
      const { request } = message;
      const { failure, delay = 0 } = window.result;
      setTimeout(() => send(failure
        ? { kind: 'resultFailed', grid, request, ...failure }
        : { kind: 'resultPage', grid, request, page: pageOf(message) }), delay);
    }
    if (kind === 'resultCopy') setTimeout(() => send({ kind: 'resultSaid', grid, text: 'Copied 1 row as CSV.' }));
    return push(message);
  };
})()`;

/** Opens the grid of the first table on the page. */
export async function openGrid(page: Page): Promise<void> {
  await page.getByTestId('show-grid').first().click();
  await page.getByTestId('grid-box').locator('.grid-row:not(.waiting)').first().waitFor();
}
