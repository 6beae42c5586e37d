// CSV files as they are found: every line is in the table, or a sentence says which are not.
// Not here: which files are read at all (dataSource.test.ts).
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Cell, Table } from '../../../src/server/engine/engine.ts';
import { engineOver, suiteCleanup, temporaryFolder } from './support.ts';

interface Case {
  behaviour: string;
  text: string | Buffer;
  columns: string[];
  count: number;
  first: Cell[];
  /** What the warnings say after the file's name. */
  warnings?: RegExp[];
}

const accounts = Array.from({ length: 20 }, (_, n) => `user${n}:x:${n}:${n % 3 === 0 ? '' : 'A,B'}:/home\n`).join('');
const many = Array.from({ length: 30_000 }, (_, n) => `${n},"n${n}"\n`).join('');

const cases: Record<string, Case> = {
  hash: {
    behaviour: 'a line that begins with # is a line like others',
    text: 'id,tag\n1,a\n#2,b\n3,c\n4,d\n',
    columns: ['id', 'tag'],
    count: 4,
    first: ['1', 'a'],
  },
  colons: {
    behaviour: 'colons separate where every line has as many',
    text: accounts,
    columns: ['column0', 'column1', 'column2', 'column3', 'column4'],
    count: 20,
    first: ['user0', 'x', 0, null, '/home'],
  },
  short: {
    behaviour: 'lines with too few values are filled up and counted',
    text: 'id,name,amount\n1,Ann,10\n2,Bob\n3,Cyd,30\n4,Dan\n',
    columns: ['id', 'name', 'amount'],
    count: 4,
    first: [1, 'Ann', 10],
    warnings: [/: 2 lines have fewer values.*\(3, 5\)/],
  },
  long: {
    behaviour: 'lines with too many values are left out and counted',
    text: 'id,name,amount\n1,Ann,10\n2,Bob,20,extra\n3,Cyd,30\n4,Dan,1\n',
    columns: ['id', 'name', 'amount'],
    count: 3,
    first: [1, 'Ann', 10],
    warnings: [/: line 3 could not be read and was left out/],
  },
  late: {
    behaviour: 'a line that goes wrong late changes nothing for the others',
    text: `id,name\n${many}30000,"x",more\n`,
    columns: ['id', 'name'],
    count: 30_000,
    first: [0, 'n0'],
    warnings: [/: line 30002 could not be read and was left out/],
  },
  lateShort: {
    behaviour: 'a line that is short late is filled up',
    text: `id,name\n${many}30000\n`,
    columns: ['id', 'name'],
    count: 30_001,
    first: [0, 'n0'],
    warnings: [/: line 30002 has fewer values/],
  },
  quote: {
    behaviour: 'a quote that is not closed late leaves the quotes of the others alone',
    text: `id,name\n${many}30000,"open\n30001,"z"\n`,
    columns: ['id', 'name'],
    count: 30_000,
    first: [0, 'n0'],
    warnings: [/: line 30002 could not be read and was left out/],
  },
  title: {
    behaviour: 'a title above the header is said to be left out',
    text: 'Report 2024\n\nid,name\n1,a\n2,b\n',
    columns: ['id', 'name'],
    count: 2,
    first: [1, 'a'],
    warnings: [/: the first 2 lines, above the header, were left out/],
  },
  prose: {
    behaviour: 'text without columns keeps all of its lines and is reported',
    text: 'hello world, this is\nsome text without any structure\nor, really, anything\n',
    columns: ['line'],
    count: 3,
    first: ['hello world, this is'],
    warnings: [/ was read as one column of text/],
  },
  ends: {
    behaviour: 'lines that end in different ways are read and reported',
    text: 'id,name\n1,a\r\n2,b\n3,c\r\n',
    columns: ['id', 'name'],
    count: 3,
    first: [1, 'a'],
    warnings: [/ is not written as CSV should be/],
  },
  names: {
    behaviour: 'one column without separators is one column',
    text: 'name\nann\nbob\n',
    columns: ['name'],
    count: 2,
    first: ['ann'],
  },
  quoted: {
    behaviour: 'separators and line breaks in quotes are no separators',
    text: 'id,name\n1,"a, b"\n2,"say ""hi"""\n3,"two\nlines"\n',
    columns: ['id', 'name'],
    count: 3,
    first: [1, 'a, b'],
  },
  wide: {
    behaviour: 'a short line in UTF-16 is filled up as well',
    text: Buffer.from('\ufeffid,name,amount\n1,Zoë,10\n2,Bob\n3,Cyd,30\n', 'utf16le'),
    columns: ['id', 'name', 'amount'],
    count: 3,
    first: [1, 'Zoë', 10],
    warnings: [/: line 3 has fewer values/],
  },
};

describe('a CSV file', () => {
  let engine: DuckdbEngine;
  let tables: Table[];
  const suite = suiteCleanup();
  before(async () => {
    const folder = await temporaryFolder(suite);
    for (const [name, { text }] of Object.entries(cases)) await writeFile(path.join(folder, `${name}.csv`), text);
    engine = await engineOver(suite, { kind: 'path', path: folder });
    tables = await engine.tables();
  });

  for (const [name, { behaviour, columns, count, first, warnings = [] }] of Object.entries(cases)) {
    test(behaviour, async () => {
      const table = tables.find((each) => each.name === name);
      assert.deepEqual(
        table?.columns.map((column) => column.name),
        columns,
      );
      const { rows, rowCount } = await engine.query(`SELECT * FROM "${name}"`, { maxRows: 1 });
      assert.equal(rowCount, count);
      assert.deepEqual(rows[0], first);
      const said = engine.warnings.filter((warning) => warning.startsWith(`${name}.csv`));
      assert.equal(said.length, warnings.length, said.join('\n'));
      for (const [index, pattern] of warnings.entries()) assert.match(said[index] ?? '', pattern);
    });
  }
});
