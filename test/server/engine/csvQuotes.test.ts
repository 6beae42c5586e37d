// A CSV of 30 MB with broken quotes: what is lost is counted and said with line numbers, within time and memory.
// Not here: other ways in which CSV is broken (csv.test.ts).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, type TestContext, test } from 'node:test';
import { engineOver, temporaryFolder } from './support.ts';

const good = (at: number) => `${at},"Customer ${at % 5000}",${at * 1.25},some text here\n`;

/** `broken` gives the lines that are; `lines` of them in all. */
async function read(t: TestContext, lines: number, broken: (at: number) => string | undefined) {
  const folder = await temporaryFolder(t);
  const content = ['id,name,amount,note\n', ...Array.from({ length: lines }, (_, at) => broken(at) ?? good(at))].join(
    '',
  );
  await writeFile(path.join(folder, 'big.csv'), content);
  await writeFile(path.join(folder, 'ok.csv'), 'a\n1\n');
  const engine = await engineOver(t, { kind: 'path', path: folder });
  const started = performance.now();
  await engine.tables();
  const [row] = (
    await engine.query(`SELECT count(*), count(*) FILTER (name LIKE '"%'), any_value(typeof(id)) FROM big`)
  ).rows;
  assert.equal((await engine.query('SELECT * FROM ok')).rowCount, 1);
  // Where the system tells.
  const [id] = engine.processIds;
  const status = process.platform === 'linux' ? readFileSync(`/proc/${id}/status`, 'utf8') : '';
  const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  return { row, warnings: engine.warnings, ms: performance.now() - started, peakMb, bytes: content.length };
}

describe('quotes that are broken', () => {
  const broken = (at: number) => `${at},"never closed,1,x\n`;
  const doubled = (at: number) => `${at},"Customer "big" ${at}",1,x\n`;
  const cases: [string, (at: number) => string | undefined, RegExp][] = [
    [
      'in one line far below',
      (at) => (at === 300_000 ? broken(at) : undefined),
      /^big\.csv: line 300002 could not be read and was left out\.$/,
    ],
    [
      'in the first lines',
      (at) => (at === 5 ? broken(at) : undefined),
      /^big\.csv: line 7 could not be read and was left out\.$/,
    ],
    [
      'inside of some values',
      (at) => (at % 50_000 === 25_000 ? doubled(at) : undefined),
      /^big\.csv: \d+ lines could not be read and were left out \(25002, 75002, /,
    ],
    [
      'every thousand lines',
      (at) => (at % 1000 === 7 ? broken(at) : undefined),
      /^big\.csv: \d+ lines could not be read and were left out \(9, /,
    ],
  ];
  for (const [where, breaks, why] of cases) {
    test(`${where}, in 30 MB, lose those lines alone`, async (t) => {
      const lines = 670_000;
      const { row, warnings, ms, peakMb, bytes } = await read(t, lines, breaks);
      const lost = Array.from({ length: lines }, (_, at) => breaks(at)).filter((line) => line !== undefined).length;
      assert.ok(bytes > 30_000_000);
      assert.match(warnings.join('\n'), why);
      assert.ok(Number(row?.[0]) >= lines - 2 * lost && Number(row?.[0]) <= lines - 1, `${row?.[0]} rows`);
      assert.deepEqual([row?.[1], row?.[2]], [0, 'BIGINT']);
      assert.ok(ms < 20_000 && peakMb < 1_200, `${ms} ms, ${peakMb} MB`);
      t.diagnostic(`${Math.round(ms)} ms, ${Math.round(peakMb)} MB at most; ${warnings.join()}`);
    });
  }

  test('in every second line are left in the values, and that is said', async (t) => {
    const { row, warnings } = await read(t, 10_000, (at) => (at % 2 === 1 ? broken(at) : undefined));
    assert.match(warnings.join('\n'), /^big\.csv: .*(quotes are not closed|lines could not be read)/);
    assert.ok(Number(row?.[0]) > 0);
    t.diagnostic(`${row?.join()} ${warnings.join()}`);
  });

  test('that belong to the values stay without a word', async (t) => {
    const { row, warnings } = await read(t, 100, (at) => `${at},"""quoted"" ${at}",1,x\n`);
    assert.deepEqual([row?.[0], warnings], [100, []]);
  });
});
