// Data that takes too long to open: what is left out, what is stopped, and what opens all the same.
// Not here: queries that take too long (lifecycle.test.ts).
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { csvFolder, engineOver, isAlive, queryError, temporaryFolder, until } from './support.ts';

/** Takes minutes to read, deaf to interrupts. */
const deaf = '['.repeat(2000) + ']'.repeat(2000);

async function folderWithDeafFile(t: TestContext): Promise<string> {
  const folder = await csvFolder(t);
  await writeFile(path.join(folder, 'deep.json'), deaf);
  return folder;
}

test('a file that takes too long is left out, and the rest opens', async (t) => {
  const folder = await folderWithDeafFile(t);
  const engine = await engineOver(t, { kind: 'path', path: folder }, { openTimeoutMs: 3000, graceMs: 200 });
  assert.deepEqual(
    (await engine.tables()).map((table) => table.name),
    ['items'],
  );
  const warnings = engine.warnings;
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^deep\.json was left out: reading it took longer than/);
  // The process that could not be stopped is gone, and the next one knows.
  assert.equal(engine.processIds.length, 1);
  for (const id of engine.processIds) process.kill(id, 'SIGKILL');
  await until(() => engine.processIds.length === 0);
  assert.deepEqual((await engine.query('SELECT count(*) FROM items')).rows, [[3]]);
  assert.deepEqual(engine.warnings, warnings);
});

test('a long file that can be stopped is left out without another process', async (t) => {
  const folder = await csvFolder(t);
  await writeFile(path.join(folder, 'long.csv.gz'), gzipSync(Buffer.alloc(300_000_000, '1,2,3,4,5,6,7,8\n')));
  const options = { openTimeoutMs: 1000, graceMs: 60_000 };
  const engine = await engineOver(t, { kind: 'path', path: folder }, options);
  assert.deepEqual(
    (await engine.tables()).map((table) => table.name),
    ['items'],
  );
  assert.match(engine.warnings[0] ?? '', /^long\.csv\.gz was left out: reading it took longer than/);
});

test('data of which all takes too long is an error', async (t) => {
  const file = path.join(await temporaryFolder(t), 'deep.json');
  await writeFile(file, deaf);
  const engine = await engineOver(t, { kind: 'path', path: file }, { openTimeoutMs: 700, graceMs: 100 });
  await assert.rejects(engine.tables(), queryError('failed', /None of the files.*deep\.json was left out/));
  await until(() => engine.processIds.length === 0);
});

test('the wait for tables can be cancelled while the data opens', async (t) => {
  const engine = await engineOver(t, { kind: 'path', path: await folderWithDeafFile(t) });
  const controller = new AbortController();
  const tables = engine.tables(controller.signal);
  await until(() => engine.processIds.length === 1);
  controller.abort();
  await assert.rejects(tables, queryError('cancelled'));
  await assert.rejects(engine.tables(controller.signal), queryError('cancelled'));
});

test('dispose ends a process that is opening data', async (t) => {
  const engine = await engineOver(t, { kind: 'path', path: await folderWithDeafFile(t) });
  const tables = engine.tables();
  await until(() => engine.processIds.length === 1);
  const [id] = engine.processIds;
  engine.dispose();
  await assert.rejects(tables, queryError('failed', /closed/));
  assert.ok(id);
  await until(() => !isAlive(id));
});
