// Copies of a result: which rows and columns, in which form, how many at most, and what is said of it.
// Not here: the clipboard (test/vscode/grid.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxCopiedRows } from '../../src/bridge/results.ts';
import { copiedRows } from '../../src/host/resultsCopy.ts';
import type { Cell } from '../../src/protocol/trellis/visualization.ts';
import type { ResultsClient } from '../../src/session/resultsClient.ts';

const columns = [
  { name: 'id', type: 'integer' },
  { name: 'name', type: 'text' },
];

function clientOf(rows: number, row: (at: number) => Cell[], more: (offset: number) => object = () => ({})) {
  const asked: { offset: number; limit: number }[] = [];
  const client: ResultsClient = {
    async page(id, { offset, limit }) {
      asked.push({ offset, limit });
      const count = Math.max(0, Math.min(limit, rows - offset));
      const page = { id, columns, offset, limit, row_count: rows, matched: rows, integration_id: 'i' };
      return { ...page, rows: Array.from({ length: count }, (_, at) => row(offset + at)), ...more(offset) };
    },
    async *export() {
      yield new Uint8Array();
    },
  };
  return { client, asked };
}

const whole = { resultId: 'r', sort: [], filter: [] };
const signal = new AbortController().signal;
const noDialect = () => null;

test('a range is copied as it is chosen, in each form', async () => {
  const { client } = clientOf(10, (at) => [at, at === 4 ? null : `it's "${at}"`]);
  const range = { ...whole, rows: { from: 3, to: 4 } };
  const as = async (format: 'text' | 'csv' | 'json' | 'markdown' | 'sqlList') =>
    (await copiedRows(client, { ...range, format }, noDialect, signal))?.text;
  assert.equal(await as('text'), '3\tit\'s "3"\n4\t');
  assert.equal(await as('csv'), 'id,name\r\n3,"it\'s ""3"""\r\n4,\r\n');
  assert.deepEqual(JSON.parse((await as('json')) ?? ''), [
    { id: 3, name: 'it\'s "3"' },
    { id: 4, name: null },
  ]);
  assert.equal(await as('markdown'), '| id | name |\n| ---: | --- |\n| 3 | it\'s "3" |\n| 4 | NULL |');
  assert.equal(await as('sqlList'), "((3, 'it''s \"3\"'))");
});

test('an SQL list of one column: numbers bare, texts quoted, NULL left out and said, exact numbers exact', async () => {
  const cells: Cell[] = ['12345678901234567890', 2, null, 2, '3; DROP TABLE x'];
  const { client } = clientOf(5, (at) => [cells[at] ?? null, 'a\\']);
  const one = { ...whole, format: 'sqlList' as const, columns: { from: 0, to: 0 } };
  const copied = await copiedRows(client, one, noDialect, signal);
  assert.equal(copied?.text, "(12345678901234567890, 2, '3; DROP TABLE x')");
  assert.equal(copied?.said, 'Copied 5 rows as an SQL IN list; 1 with NULL and 1 repeated left out.');
  const text = { ...one, columns: { from: 1, to: 1 } };
  assert.equal((await copiedRows(client, text, () => 'mysql', signal))?.text, "('a\\\\')");
  assert.equal((await copiedRows(client, text, noDialect, signal))?.text, "('a\\')");
});

test('of more than a clipboard is for the first rows are copied, and it is said', async () => {
  const { client, asked } = clientOf(1_000_000, (at) => [at, null]);
  const copied = await copiedRows(client, { ...whole, format: 'csv' }, noDialect, signal);
  assert.match(copied?.said ?? '', /^Copied the first 50,000 of 1,000,000 rows as CSV\. Export the result/);
  assert.equal(copied?.text.trimEnd().split('\r\n').length, maxCopiedRows + 1);
  assert.deepEqual(
    asked.slice(0, 2).map(({ limit }) => limit),
    [8, 1000],
  );
  assert.equal(asked.length, 51);
});

test('texts that came cut are said to be, and few rows are asked for where many columns would cut them shorter', async () => {
  const { client } = clientOf(20, (at) => [at, 'x'.repeat(at === 15 ? 4_000 : 3_999)]);
  const range = { ...whole, format: 'csv' as const };
  const copied = await copiedRows(client, range, noDialect, signal);
  assert.match(copied?.said ?? '', /^Copied 20 rows as CSV\. Texts are cut after 4,000 characters: an export has all/);
  const short = await copiedRows(client, { ...range, rows: { from: 0, to: 14 } }, noDialect, signal);
  assert.equal(short?.said, 'Copied 15 rows as CSV.');
  const wide = Array.from({ length: 100 }, (_, at) => ({ name: `c${at}`, type: 'text' }));
  const { client: other, asked } = clientOf(
    500,
    () => wide.map(() => 'x'),
    () => ({ columns: wide }),
  );
  await copiedRows(other, range, noDialect, signal);
  assert.equal(Math.max(...asked.map(({ limit }) => limit)), 80);
});

test('nothing to copy is nothing, and a result that is made again in between is not copied half', async () => {
  const { client } = clientOf(0, () => []);
  assert.equal(await copiedRows(client, { ...whole, format: 'csv' }, noDialect, signal), null);
  const nulls = clientOf(3, () => [null, null]).client;
  assert.equal(await copiedRows(nulls, { ...whole, format: 'sqlList' }, noDialect, signal), null);
  const { client: other } = clientOf(
    3000,
    (at) => [at, ''],
    (offset) => ({ remade_at: offset < 2000 ? null : 'now' }),
  );
  await assert.rejects(copiedRows(other, { ...whole, format: 'csv' }, noDialect, signal), /made again/);
});
