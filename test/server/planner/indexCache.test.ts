// What is kept on disk of large data: what comes back, and that it does not outlive the data it was read from.
// Not here: when it is read and written (profile.test.ts).
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { createIndexCache } from '../../../src/server/answer/planner/indexCache.ts';
import type { KeptIndex } from '../../../src/server/answer/planner/keptIndex.ts';

const kept = (value: string): KeptIndex => ({
  profiles: new Map([
    [
      'main.people',
      {
        unique: new Set(['id']),
        distinct: new Map([['name', 2]]),
        values: new Map([['name', [value, 'A\nB "C"']]]),
        ranges: new Map([['id', { min: 1, max: 2 }]]),
        dateFormats: new Map([['born', '%d.%m.%Y']]),
        sameDays: new Map(),
        rows: 2,
      },
    ],
  ]),
  links: [{ from: 'main.people', fromColumns: ['id'], to: 'main.people', toColumns: ['id'] }],
});

async function folders(t: TestContext) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'trellis-kept-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const origin = path.join(directory, 'people.csv');
  await writeFile(origin, 'id\n1\n');
  const names = async () => (await readdir(path.join(directory, 'indexes'))).sort();
  return { directory, origin, names };
}

test('what is kept comes back as it was', async (t) => {
  const { directory, origin } = await folders(t);
  const cache = createIndexCache(directory, origin);
  await cache.write('one', kept('Ann'));
  assert.deepEqual(await cache.read('one'), kept('Ann'));
  assert.equal(await cache.read('two'), undefined);
});

test('a file that was cut short at any line counts as none', async (t) => {
  const { directory, origin, names } = await folders(t);
  const cache = createIndexCache(directory, origin);
  await cache.write('one', kept('Ann'));
  const [name = ''] = await names();
  const file = path.join(directory, 'indexes', name);
  for (const lines of [0, 1, 2]) {
    await cache.write('one', kept('Ann'));
    const whole = (await readFile(file, 'utf8')).split('\n');
    await writeFile(
      file,
      whole
        .slice(0, lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    assert.equal(await cache.read('one'), undefined, `${lines} lines`);
  }
});

test('the values of an earlier state of the data go when a later one is kept, and those of other data stay', async (t) => {
  const { directory, origin, names } = await folders(t);
  const other = path.join(directory, 'other.csv');
  await writeFile(other, 'id\n1\n');
  const cache = createIndexCache(directory, origin);
  await createIndexCache(directory, other).write('of other data', kept('Cid'));
  await cache.write('one', kept('Ann'));
  await cache.write('two', kept('Bob'));
  assert.equal((await names()).length, 2);
  assert.equal(await cache.read('one'), undefined);
  assert.deepEqual(await cache.read('two'), kept('Bob'));
});

test('the values of data that is gone go with the next look, those of data that is there stay', async (t) => {
  const { directory, origin, names } = await folders(t);
  const other = path.join(directory, 'other.csv');
  await writeFile(other, 'id\n1\n');
  await createIndexCache(directory, origin).write('one', kept('Ann'));
  const cache = createIndexCache(directory, other);
  await cache.sweep('of other data');
  assert.equal((await names()).length, 1);
  await rm(origin);
  await cache.sweep('of other data');
  assert.deepEqual(await names(), []);
});

test('what nobody finished goes after an hour', async (t) => {
  const { directory, origin, names } = await folders(t);
  const cache = createIndexCache(directory, origin);
  await cache.write('one', kept('Ann'));
  const [old, young] = ['old.part', 'young.part'].map((name) => path.join(directory, 'indexes', name));
  assert.ok(old && young);
  for (const file of [old, young]) await writeFile(file, 'Ann');
  const before = new Date(Date.now() - 7_200_000);
  await utimes(old, before, before);
  await cache.sweep('one');
  assert.deepEqual(
    (await names()).filter((name) => name.endsWith('.part')),
    ['young.part'],
  );
  assert.deepEqual(await cache.read('one'), kept('Ann'));
});
