// Workbooks as tables: what cells become, where the header is, what is left out and said, and what is refused with its place.
// Not here: uploading them (uploads/documentsInChats.test.ts).
import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { columnLetters, commonKind, numberStyle, numericCell, textCell } from '../../../src/server/engine/xlsxCells.ts';
import { convertWorkbook } from '../../../src/server/engine/xlsxConvert.ts';
import { type MadeBook, type MadeSheet, row, rowsBomb, sheetHead, workbook } from '../uploads/madeFiles.ts';
import { engineOver, temporaryFolder } from './support.ts';

async function tablesOf(t: TestContext, files: Record<string, Buffer | string>) {
  const folder = await temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  const engine = await engineOver(t, { kind: 'path', path: folder });
  const tables: Record<string, { columns: string[]; rows: unknown[][] }> = {};
  for (const { name, columns } of await engine.tables()) {
    const { rows } = await engine.query(`SELECT * FROM "${name.replaceAll('"', '""')}"`);
    tables[name] = { columns: columns.map((column) => `${column.name} ${column.nativeType}`), rows };
  }
  return { tables, warnings: engine.warnings };
}

async function oneTable(t: TestContext, xml: string, book: MadeBook = {}, sheet: Partial<MadeSheet> = {}) {
  const { tables, warnings } = await tablesOf(t, { 'book.xlsx': workbook([{ name: 'S', xml, ...sheet }], book) });
  assert.deepEqual(Object.keys(tables), ['book'], warnings.join());
  return { columns: tables.book?.columns ?? [], rows: tables.book?.rows ?? [], warnings };
}

/** Style 1: a day, 2: a day and time, 3: percent, 4: a time, 5: a length, 6: a number with a word that has letters of days. */
const styles =
  '<numFmts><numFmt numFmtId="164" formatCode="[$-407]d. mmmm yyyy hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="#,##0.00 &quot;days&quot;"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="20"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>';
const cell = (value: string, style = 0, type = 'n') => `<c t="${type}" s="${style}"><v>${value}</v></c>`;

describe('cells of a workbook', () => {
  test('are days, times, percents, booleans and numbers by their style; errors are empty, formulas their last value', async (t) => {
    const { columns, rows, warnings } = await oneTable(
      t,
      row('day', 'moment', 'share', 'opens', 'length', 'wait', 'ok', 'ratio', 'code', 'sum') +
        `<row>${cell('45351', 1)}${cell('45351.5625', 2)}${cell('0.25', 3)}${cell('0.375', 4)}${cell('1.5', 5)}${cell('1234.5', 6)}${cell('1', 0, 'b')}${cell('#DIV/0!', 0, 'e')}${cell('007', 0, 'str')}<c><f>A1+1</f><v>42</v></c></row>` +
        `<row>${cell('1', 1)}${cell('61', 2)}${cell('1', 3)}${cell('0', 4)}${cell('2', 5)}${cell('1E+3', 6)}${cell('0', 0, 'b')}${cell('2.5')}${cell('0012', 0, 'str')}<c><f>A2+1</f><v>43</v></c></row>`,
      { styles },
    );
    assert.deepEqual(columns, [
      'day DATE',
      'moment TIMESTAMP',
      'share DOUBLE',
      'opens TIME',
      'length DOUBLE',
      'wait DOUBLE',
      'ok BOOLEAN',
      'ratio DOUBLE',
      'code VARCHAR',
      'sum BIGINT',
    ]);
    assert.deepEqual(rows, [
      ['2024-02-29', '2024-02-29 13:30:00', 0.25, '09:00:00', 1.5, 1234.5, true, null, '007', 42],
      ['1900-01-01', '1900-03-01 00:00:00', 1, '00:00:00', 2, 1000, false, 2.5, '0012', 43],
    ]);
    assert.deepEqual(warnings, []);
  });

  test('count days from 1904 where the workbook does', async (t) => {
    const { rows } = await oneTable(t, row('day') + `<row>${cell('43889', 1)}</row>`, { styles, is1904: true });
    assert.deepEqual(rows, [['2024-02-29']]);
  });

  test('are the shared texts, without how they are read aloud; a number written as text is one, like in CSV', async (t) => {
    const strings = [
      '<t>name</t>',
      '<t>amount</t>',
      '<r><t>Ri</t></r><r><t>ch &amp; "co"</t></r><rPh><t>no</t></rPh>',
      '<t>12</t>',
      '<t xml:space="preserve">two\nlines_x000D_</t>',
      '<t>2.5</t>',
    ];
    const at = (index: number) => cell(String(index), 0, 's');
    const { columns, rows } = await oneTable(
      t,
      `<row>${at(0)}${at(1)}</row><row>${at(2)}${at(3)}</row><row>${at(4)}${at(5)}</row><row>${at(99)}${cell('7')}</row>`,
      { strings },
    );
    assert.deepEqual(columns, ['name VARCHAR', 'amount DOUBLE']);
    assert.deepEqual(rows, [
      ['Rich & "co"', 12],
      ['two\nlines', 2.5],
      [null, 7],
    ]);
  });

  test('of several kinds make a column of text that loses nothing', async (t) => {
    const { columns, rows } = await oneTable(
      t,
      row('x', 'y') + `<row>${cell('45351', 1)}${cell('1')}</row>` + row('n/a', '12,5'),
      { styles },
    );
    assert.deepEqual(columns, ['x VARCHAR', 'y VARCHAR']);
    assert.deepEqual(rows, [
      ['2024-02-29', '1'],
      ['n/a', '12,5'],
    ]);
  });
});

describe('the kinds of single values', () => {
  const styled: [number, string | undefined, string][] = [
    [0, undefined, 'number'],
    [9, undefined, 'number'],
    [14, undefined, 'day'],
    [22, undefined, 'day'],
    [20, undefined, 'time'],
    [46, undefined, 'number'],
    [164, 'yyyy-mm-dd', 'day'],
    [164, 'mmm', 'day'],
    [164, 'h:mm AM/PM', 'time'],
    [164, '[h]:mm:ss', 'number'],
    [164, '0.00 "d"', 'number'],
    [164, 'General', 'number'],
    [164, '[Red]0.00;[Blue]-0.00', 'number'],
    [164, String.raw`0\d`, 'number'],
    [164, '#,##0_);(#,##0)', 'number'],
  ];
  for (const [id, code, style] of styled)
    test(`format ${code ?? id}: ${style}`, () => assert.equal(numberStyle(id, code), style));

  test('numbers keep their digits, and what is none is nothing', () => {
    assert.deepEqual(numericCell('0.30000000000000004', 'number', false), {
      kind: 'number',
      text: '0.30000000000000004',
    });
    assert.deepEqual(numericCell('9007199254740993', 'number', false), { kind: 'number', text: '9007199254740993' });
    assert.deepEqual(numericCell('1.1000000000000001', 'number', false), { kind: 'number', text: '1.1' });
    assert.deepEqual(numericCell('-5', 'day', false), { kind: 'integer', text: '-5' });
    assert.deepEqual(numericCell('1e300', 'day', false), { kind: 'number', text: '1e300' });
    for (const raw of ['', ' ', 'x', 'NaN', '1e999']) assert.equal(numericCell(raw, 'number', false), undefined);
  });

  test('texts are what CSV would read, but for zeros in front', () => {
    const kinds = ['12', '012', '-1.5', '2024-02-30', '2024-02-29', '2024-02-29T10:00', 'TRUE', 'x'].map(
      (text) => textCell(text)?.kind,
    );
    assert.deepEqual(kinds, ['integer', 'text', 'number', 'text', 'date', 'timestamp', 'boolean', 'text']);
    assert.equal(textCell('  '), undefined);
    assert.equal(commonKind('integer', 'number'), 'number');
    assert.deepEqual([0, 25, 26, 701, 702, 16383].map(columnLetters), ['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
  });
});

describe('the header of a sheet', () => {
  test('stands below titles; double and empty names are told apart', async (t) => {
    const { columns, rows, warnings } = await oneTable(
      t,
      row('Report of the year') +
        row('Name', 'Amount', 'amount', null, '2024') +
        row('A', 1, 2, 'x', 5) +
        row('B', 3, 4, 'y', 6),
    );
    assert.deepEqual(columns, ['Name VARCHAR', 'Amount BIGINT', 'amount_2 BIGINT', 'column_D VARCHAR', '2024 BIGINT']);
    assert.equal(rows.length, 2);
    assert.match(warnings.join(), /^book\.xlsx: sheet "S": the line above the header was left out\.$/);
  });

  test('is missed where there is none, and of words alone the first line is it', async (t) => {
    const none = await oneTable(t, row(1, 'x') + row(2, 'y'));
    assert.deepEqual([none.columns, none.rows.length], [['column_A BIGINT', 'column_B VARCHAR'], 2]);
    const words = await oneTable(t, row('city', 'land') + row('Rome', 'Italy'));
    assert.deepEqual(words.rows, [['Rome', 'Italy']]);
  });

  test('columns that come late or far away cost nothing but themselves', async (t) => {
    const many = Array.from({ length: 60 }, (_, at) => row(`n${at}`, at)).join('');
    const { columns, rows } = await oneTable(
      t,
      `${row('name', 'value')}${many}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`,
    );
    assert.deepEqual(columns, ['name VARCHAR', 'value BIGINT', 'column_XFD BIGINT']);
    assert.deepEqual([rows.length, rows[0], rows.at(-1)], [61, ['n0', 0, null], [null, null, 1]]);
  });
});

describe('sheets', () => {
  test('are tables named like file and sheet; hidden, empty and merged ones are told', async (t) => {
    const body = row('a', 'b') + row(1, 2);
    const book = workbook([
      { name: 'North &amp; South', xml: body, after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>' },
      { name: 'Old', xml: body, state: 'hidden' },
      { name: 'Older', xml: body, state: 'veryHidden' },
      { name: 'Empty', xml: '' },
      { name: 'Header', xml: row('a', 'b') },
      { name: 'csv', xml: body },
    ]);
    const { tables, warnings } = await tablesOf(t, {
      'sales 2024.xlsx': book,
      'sales_2024_csv.csv': 'own\n9\n',
      '~$sales 2024.xlsx': 'lock',
    });
    assert.deepEqual(Object.keys(tables).sort(), ['sales_2024_North_South', 'sales_2024_csv', 'sales_2024_csv_2']);
    assert.deepEqual(tables.sales_2024_csv?.rows, [[9]]);
    const said = warnings.join('\n');
    for (const pattern of [
      /"Old" is hidden and was left out/,
      /"Older" is hidden/,
      /"Empty" has no rows/,
      /"Header" has no rows/,
      /"North & South" has merged cells \(A2:A3\)/,
    ])
      assert.match(said, pattern);
  });

  test('of a chart, of another file and of nowhere are never looked for', async (t) => {
    const relations =
      '<Relationship Id="rId9" Type="http://x/externalLink" Target="http://127.0.0.1:9/x" TargetMode="External"/><Relationship Id="rId1" Type="http://x/worksheet" Target="file:///etc/passwd" TargetMode="External"/>';
    const { rows } = await oneTable(t, row('a') + row(1), { relations });
    assert.deepEqual(rows, [[1]]);
  });
});

describe('a workbook that is broken or hostile', () => {
  const one = (xml: string | Buffer, more: Partial<MadeSheet> = {}, book: MadeBook = {}) =>
    workbook([{ name: 'S', xml, ...more }], book);
  const place = String.raw`xl\/worksheets\/sheet1\.xml`;
  const cases: [string, () => Buffer | string, RegExp][] = [
    [
      'cut XML',
      () => one(`${sheetHead}<row><c><v>1</v></c></row><row><c`),
      new RegExp(`^${place}, line 1, column \\d+: unclosed tag: row`),
    ],
    [
      'an entity that grows',
      () =>
        one(
          `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${sheetHead.slice(21)}<row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`,
        ),
      new RegExp(`^${place}, line 1, column \\d+: a document type`),
    ],
    [
      'an entity of a file',
      () =>
        one(
          `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>${sheetHead.slice(21)}<row><c t="str"><v>&x;</v></c></row></sheetData></worksheet>`,
        ),
      /a document type/,
    ],
    [
      'an entity nobody knows',
      () => one('<row><c t="str"><v>&x;</v></c></row>'),
      /line 1, column \d+: undefined entity/,
    ],
    ['rows that unpack to 384 MB', () => rowsBomb(), new RegExp(`^${place} makes it 384 MB unpacked`)],
    ['a size that lies', () => rowsBomb(1000), new RegExp(`^${place} cannot be unpacked \\(too many bytes`)],
    [
      'one text of 40 MB',
      () =>
        one(
          Buffer.concat([
            Buffer.from(`${sheetHead}<row><c t="str"><v>`),
            Buffer.alloc(40_000_000, 'a'),
            Buffer.from('</v></c></row></sheetData></worksheet>'),
          ]),
        ),
      /line 1, column \d+: one text of more than 4 MB/,
    ],
    [
      '60,000 parts',
      () =>
        one(
          row('a') + row(1),
          {},
          { more: Array.from({ length: 60_000 }, (_, at) => ({ name: `x/${at}`, data: '' })) },
        ),
      /^it holds 60,004 parts; a workbook has at most 2,000/,
    ],
    [
      'a part outside of it',
      () => one(row('a') + row(1), {}, { more: [{ name: '../../x', data: '' }] }),
      /^its list of parts is broken \(invalid relative path/,
    ],
    ['a cut file', () => one(row('a') + row(1)).subarray(0, 700), /^it is no Excel workbook, or is not whole/],
    ['no zip', () => 'PK hello', /^it is no Excel workbook/],
    ['a cell beyond the last column', () => one('<row><c r="XFE1"><v>1</v></c></row>'), /there is no cell XFE1/],
    ['a row beyond the last', () => one('<row r="1048577"><c><v>1</v></c></row>'), /there is no row 1048577/],
    [
      'a text repeated in every cell of a row',
      () => one(`<row>${'<c t="s"><v>0</v></c>'.repeat(500)}</row>`, {}, { strings: [`<t>${'x'.repeat(32_000)}</t>`] }),
      /row 1 has more than 4 MB of text/,
    ],
    ['no sheet with rows', () => one(''), /^none of its sheets has rows/],
  ];
  for (const [what, made, why] of cases) {
    test(`is refused: ${what}`, async (t) => {
      const folder = await temporaryFolder(t);
      const file = path.join(folder, 'x.xlsx');
      await writeFile(file, made());
      const started = performance.now();
      await assert.rejects(
        convertWorkbook(file, path.join(folder, 'out'), { stopped: () => undefined }),
        (cause: Error) => {
          assert.equal(cause.constructor.name, 'WorkbookError', cause.stack);
          assert.match(cause.message, why);
          return true;
        },
      );
      assert.ok(performance.now() - started < 10_000);
      assert.deepEqual(await readdir(folder), ['x.xlsx']);
    });
  }

  test('leaves the other files of its folder as they are', async (t) => {
    const { tables, warnings } = await tablesOf(t, {
      'a.csv': 'x\n1\n',
      'bad.xlsx': one(`${sheetHead}<row><c`),
      'good.xlsx': one(row('a') + row(1)),
    });
    assert.deepEqual(Object.keys(tables).sort(), ['a', 'good']);
    assert.match(warnings.join(), /^bad\.xlsx was left out: xl\/worksheets\/sheet1\.xml, line 1, column \d+: /);
  });

  test('is given up when nobody waits for it any more', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'x.xlsx');
    await writeFile(file, one(row('a', 'b') + row('x', 1).repeat(200_000)));
    let pieces = 0;
    const stopped = () => (++pieces > 5 ? 'reading it took too long.' : undefined);
    await assert.rejects(convertWorkbook(file, path.join(folder, 'out'), { stopped }), {
      message: 'reading it took too long.',
    });
    assert.deepEqual(await readdir(folder), ['x.xlsx']);
  });

  test('writes nothing where a link lies in its way', async (t) => {
    const folder = await temporaryFolder(t);
    const [file, out] = [path.join(folder, 'x.xlsx'), path.join(folder, 'out')];
    await writeFile(file, one(row('a') + row(1)));
    await mkdir(out);
    await writeFile(path.join(folder, 'other'), 'mine');
    await symlink(path.join(folder, 'other'), path.join(out, '1.csv'));
    await assert.rejects(convertWorkbook(file, out, { stopped: () => undefined }), { code: 'EEXIST' });
  });
});
