// Tables as text: what is copied is what was meant, whatever the cells hold.
// Not here: the drawn table (test/webview/preview).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extent } from '../../../webview/parts/extent.ts';
import { numericColumns, toCsv, toMarkdown } from '../../../webview/parts/tableText.ts';

const data = {
  headers: ['name', 'a,b', 'n'],
  rows: [
    ['plain', 'with "quotes"', '1,234.5'],
    ['pipe | and\nline', '', null],
    ['Ørsted', null, -2],
  ],
};

test('CSV quotes what needs it; NULL and an empty text differ', () => {
  assert.equal(
    toCsv(data),
    'name,"a,b",n\r\nplain,"with ""quotes""","1,234.5"\r\n"pipe | and\nline","",\r\nØrsted,,-2\r\n',
  );
});

test('Markdown keeps a cell in its cell and aligns numbers', () => {
  assert.equal(
    toMarkdown(data),
    [
      '| name | a,b | n |',
      '| --- | --- | ---: |',
      '| plain | with "quotes" | 1,234.5 |',
      '| pipe \\| and line |  | NULL |',
      '| Ørsted | NULL | -2 |',
    ].join('\n'),
  );
});

test('a declared type decides over looks: digits in a text column stay text', () => {
  const rows = [['0042', '7']];
  assert.deepEqual(numericColumns({ headers: ['zip', 'n'], rows }), [true, true]);
  const columns = [
    { name: 'zip', type: 'text' },
    { name: 'n', type: 'integer' },
  ];
  assert.deepEqual(numericColumns({ headers: ['zip', 'n'], rows, columns }), [false, true]);
});

test('dates, empty columns and mixed columns are not numbers', () => {
  assert.deepEqual(
    numericColumns({
      headers: ['a', 'b', 'c'],
      rows: [
        ['2025-01-01', null, '1'],
        ['2025-01-02', null, 'x'],
      ],
    }),
    [false, false, false],
  );
});

test('the line below a table says how much of the result is shown', () => {
  assert.equal(extent(50, 200, 12_345, true), 'Showing 50 of 12,345 rows');
  assert.equal(extent(50, 120, null, false), 'Showing 50 of 120 rows');
  assert.equal(extent(200, 200, null, true), 'Showing the first 200 rows');
  assert.equal(extent(1, 1, 1, false), '1 row');
  assert.equal(extent(0, 0, 0, false), 'No rows');
});
