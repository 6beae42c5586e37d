// A stream into a file: whole or not there, whatever happens to it; names that every file system takes.
// Not here: the dialogs (test/vscode/grid.test.ts).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileNameOf, writeWhole } from '../../src/host/resultsFile.ts';
import { temporaryFolder } from '../support/testServer.ts';

async function* saying(parts: string[], end?: Error) {
  for (const part of parts) yield Buffer.from(part);
  if (end) throw end;
}

test('the file takes the place of the one before it, and nothing is left beside it', async (t) => {
  const folder = temporaryFolder(t);
  const target = path.join(folder, 'out.csv');
  writeFileSync(target, 'old');
  const written: number[] = [];
  await writeWhole(target, saying(['a,b\r\n', '1,2\r\n']), (bytes) => written.push(bytes));
  assert.equal(readFileSync(target, 'utf8'), 'a,b\r\n1,2\r\n');
  assert.deepEqual(written, [5, 10]);
  assert.deepEqual(readdirSync(folder), ['out.csv']);
});

test('a stream that fails leaves no half file, and the old one as it was', async (t) => {
  const folder = temporaryFolder(t);
  const target = path.join(folder, 'out.csv');
  writeFileSync(target, 'old');
  await assert.rejects(
    writeWhole(target, saying(['a,b\r\n'], new Error('cut')), () => undefined),
    /cut/,
  );
  assert.equal(readFileSync(target, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['out.csv']);
});

test('a title becomes a name that no file system refuses', () => {
  assert.equal(fileNameOf('Revenue by month'), 'Revenue by month');
  assert.equal(fileNameOf('../../etc/passwd'), 'etc passwd');
  assert.equal(fileNameOf('a:b*c?\u202Ed'), 'a b c d');
  assert.equal(fileNameOf('con'), 'result');
  assert.equal(fileNameOf(' .. '), 'result');
  assert.ok(fileNameOf('x'.repeat(500)).length <= 80);
});
