// What a grid works out by itself: which pages it asks for, where its rows are, what a key or a filter means.
// Not here: drawing (grid.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edges, inSight, shownCell } from '../../../webview/grid/columns.ts';
import { readFilter, sortedBy } from '../../../webview/grid/filters.ts';
import { createPages } from '../../../webview/grid/pages.ts';
import { clampTop, moved, rowHeight, scrollOf, topFor } from '../../../webview/grid/scrolling.ts';

function setting(rows: number) {
  const asked: [number, number][] = [];
  const pages = createPages(
    (request, offset) => asked.push([request, offset]),
    () => undefined,
  );
  const answer = (made = 'a') => {
    const [request, offset] = asked.at(-1) ?? [0, 0];
    const count = Math.max(0, Math.min(200, rows - offset));
    const page = { id: 'r', columns: [], offset, limit: 200, row_count: rows, matched: rows, made_at: made };
    pages.answer(request, { ...page, rows: Array.from({ length: count }, (_, at) => [offset + at]) });
  };
  return { asked, pages, answer };
}

test('one page is asked for at a time, always for what is wanted then, and rows stay drawn until others are there', () => {
  const { asked, pages, answer } = setting(1_000_000);
  pages.want(0, 20);
  answer();
  assert.equal(pages.drawnFirst(), 0);
  for (const first of [50_000, 300_000, 700_000]) pages.want(first, 20);
  assert.deepEqual(
    asked.map(([, offset]) => offset),
    [0, 50_000],
  );
  assert.equal(pages.drawnFirst(), 0, 'the old rows stand in');
  answer();
  assert.equal(asked.at(-1)?.[1], 700_000);
  assert.ok(pages.row(pages.drawnFirst()));
  answer();
  assert.equal(pages.drawnFirst(), 700_000);
});

test('an answer to what is not wanted any more changes nothing', () => {
  const { asked, pages, answer } = setting(1000);
  pages.want(0, 20);
  answer();
  const [late = 0] = asked.at(-1) ?? [];
  pages.restart();
  assert.equal(pages.isStale, true);
  pages.answer(late, { id: 'r', columns: [], rows: [], offset: 0, limit: 200, row_count: 5, matched: 5 });
  assert.equal(pages.extent?.matched, 1000);
  answer();
  assert.equal(pages.isStale, false);
});

test('a result that was made again shows no rows of the one before', () => {
  const { pages, answer } = setting(1000);
  pages.want(0, 20);
  answer();
  pages.want(600, 20);
  answer();
  answer('b');
  assert.equal(pages.row(0), undefined);
});

test('a failure waits for a person', () => {
  const { asked, pages, answer } = setting(1000);
  pages.want(0, 20);
  pages.fail(asked.at(-1)?.[0] ?? 0, { text: 'no', gone: false });
  pages.want(0, 20);
  assert.equal(asked.length, 1);
  pages.retry();
  answer();
  assert.ok(pages.row(0));
});

test('the bar reaches the first and the last row of a billion', () => {
  for (const rows of [1, 20, 100_000, 1_000_000, 1_000_000_000]) {
    const scroll = scrollOf(rows, 480);
    assert.ok(scroll.tall <= 8_000_000);
    const end = Math.max(0, scroll.tall - 480) * scroll.scale;
    assert.equal(Math.round(clampTop(end, scroll, 480)), Math.max(0, rows * rowHeight - 480), `${rows}`);
  }
  assert.equal(topFor(0, 240, 480), 0);
  assert.equal(topFor(30, 0, 480), 31 * rowHeight - 480);
});

test('keys stop at the edges, and a range never reaches into the head', () => {
  const size = { rows: 10, columns: 3, page: 4 };
  const press = (key: string, row: number, column: number, shift = false, ctrl = false) =>
    moved({ key, ctrl, shift }, { row, column }, size);
  assert.deepEqual(press('ArrowUp', 0, 1), { row: -1, column: 1 });
  assert.deepEqual(press('ArrowUp', 0, 1, true), { row: 0, column: 1 });
  assert.deepEqual(press('PageUp', 2, 1), { row: 0, column: 1 });
  assert.deepEqual(press('ArrowDown', -1, 0), { row: 0, column: 0 });
  assert.deepEqual(press('PageDown', 8, 2), { row: 9, column: 2 });
  assert.deepEqual(press('End', 0, 0, false, true), { row: 9, column: 2 });
  assert.equal(press('x', 0, 0), undefined);
});

test('a click sorts, turns and ends; with Shift beside the others', () => {
  const up = sortedBy([], 'a', false);
  const down = sortedBy(up, 'a', false);
  assert.deepEqual(
    [up, down, sortedBy(down, 'a', false)],
    [[{ column: 'a', descending: false }], [{ column: 'a', descending: true }], []],
  );
  assert.deepEqual(sortedBy(up, 'b', true), [...up, { column: 'b', descending: false }]);
});

test('a filter takes what its column holds, exactly', () => {
  assert.deepEqual(readFilter('n', 'integer', '>', '1,234'), { column: 'n', op: '>', value: 1234 });
  assert.deepEqual(readFilter('n', 'integer', '=', '12345678901234567890'), {
    column: 'n',
    op: '=',
    value: '12345678901234567890',
  });
  assert.equal(readFilter('n', 'number', '=', 'x'), 'Give a number.');
  assert.deepEqual(readFilter('t', 'text', '=', ''), { column: 't', op: '=', value: '' });
  assert.equal(readFilter('d', 'date', '<', '1.2.2026'), 'Give a date as 2026-01-31.');
  assert.deepEqual(readFilter('b', 'boolean', '=', 'True'), { column: 'b', op: '=', value: true });
  assert.deepEqual(readFilter('t', 'text', 'empty', 'x'), { column: 't', op: 'empty' });
});

test('columns out of sight are not drawn; a cell is one line and what turns its reading is left out', () => {
  const all = edges(Array.from({ length: 500 }, () => 100));
  assert.deepEqual(inSight(all, 10_000, 800, 0), [99, 108]);
  assert.deepEqual(inSight(edges([]), 0, 800), [0, 0]);
  assert.deepEqual(shownCell('a\nb\u202Ec'), { text: 'a ↵ bc', isCut: true });
  assert.deepEqual(shownCell(''), { text: '', isCut: false });
});
