// Several servers on one store, as several windows of VS Code have: they open it one after the other and move nothing away
// from each other. Not here: what they then see of each other's chats (twoServers.test.ts).
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { openDatabase } from '../../../src/server/store/database.ts';
import { lockOpening } from '../../../src/server/store/locks.ts';
import { explained, StoreProblem } from '../../../src/server/store/problems.ts';
import { temporaryFolder } from '../../support/testServer.ts';
import { breakPages, filledStore, upload } from './damage.ts';
import { storeProcess } from './storeProcess.ts';

function open(t: TestContext, directory: string) {
  const database = openDatabase(directory);
  t.after(() => database.dispose());
  return database;
}

for (const round of [1, 2, 3]) {
  test(`three servers that start at once on a damaged store set it aside once and share the new one (${round})`, async (t) => {
    const directory = filledStore(temporaryFolder(t), 20_000);
    const file = path.join(directory, 'trellis.db');
    breakPages(file);
    const damaged = readFileSync(file);
    const servers = await Promise.all([1, 2, 3].map(() => storeProcess(t, directory)));
    for (const server of servers) server.tell('open');
    const answers = await Promise.all(servers.map((server) => server.answer()));
    assert.deepEqual(
      answers.filter(({ error }) => error !== undefined),
      [],
    );
    const asides = answers.flatMap(({ setAside }) => setAside ?? []);
    assert.equal(asides.length, 1);
    assert.deepEqual(readFileSync(asides[0] ?? ''), damaged);
    for (const [index, server] of servers.entries()) {
      server.tell(`write server${index}`);
      assert.deepEqual(await server.answer(), {});
    }
    const seen = open(t, directory).all('SELECT id FROM members ORDER BY id');
    assert.deepEqual(
      seen.map(({ id }) => id),
      ['server0', 'server1', 'server2'],
    );
  });
}

test('a damaged store that a living server has open is not moved: the sentence says to close that one', async (t) => {
  const directory = filledStore(temporaryFolder(t));
  const file = path.join(directory, 'trellis.db');
  upload(directory, 'chat_1', 'a,b\n1,2\n');
  const living = await storeProcess(t, directory);
  living.tell('open');
  assert.deepEqual(await living.answer(), {});
  breakPages(file);
  const [names, bytes] = [readdirSync(directory).sort(), readFileSync(file)];
  assert.throws(() => openDatabase(directory), {
    message: /damaged, and another Trellis still uses them, perhaps in another window\. Close it, then start again/,
  });
  assert.deepEqual(readdirSync(directory).sort(), names);
  assert.deepEqual(readFileSync(file), bytes);
  // The living one still writes, and it is the same file that it writes to.
  living.tell('write still-here');
  assert.deepEqual(await living.answer(), {});
  living.tell('close');
  assert.deepEqual(await living.answer(), {});
  assert.notEqual(open(t, directory).setAside, undefined);
  assert.equal(
    readdirSync(directory).some((name) => name.startsWith('uploads.damaged-')),
    true,
  );
});

test('a server that was killed keeps nobody from setting its damaged store aside', async (t) => {
  const directory = filledStore(temporaryFolder(t));
  const killed = await storeProcess(t, directory);
  killed.tell('open');
  assert.deepEqual(await killed.answer(), {});
  breakPages(path.join(directory, 'trellis.db'));
  await killed.kill();
  assert.notEqual(open(t, directory).setAside, undefined);
});

test('two stores of one process count as two servers, and disposing one twice lets go of its own share only', (t) => {
  const directory = filledStore(temporaryFolder(t));
  const [left, right] = [open(t, directory), open(t, directory)];
  left.dispose();
  left.dispose();
  breakPages(path.join(directory, 'trellis.db'));
  assert.throws(() => openDatabase(directory), /another Trellis still uses them/);
  right.dispose();
  assert.notEqual(open(t, directory).setAside, undefined);
});

test('who opens waits until the other has opened; one that was killed at it keeps nobody waiting', async (t) => {
  const directory = filledStore(temporaryFolder(t));
  const [first, second] = await Promise.all([storeProcess(t, directory), storeProcess(t, directory)]);
  first.tell('lockOpening');
  assert.deepEqual(await first.answer(), {});
  let opened = false;
  second.tell('open');
  const answer = second.answer().then((value) => {
    opened = true;
    return value;
  });
  // A round trip to a third process that opens another store takes longer than opening this one would.
  const third = await storeProcess(t, filledStore(temporaryFolder(t)));
  third.tell('open');
  await third.answer();
  assert.equal(opened, false);
  await first.kill();
  assert.deepEqual(await answer, {});
});

test('who has waited in vain is told who is in the way', async (t) => {
  const directory = filledStore(temporaryFolder(t));
  const holder = await storeProcess(t, directory);
  holder.tell('lockOpening');
  assert.deepEqual(await holder.answer(), {});
  try {
    lockOpening(directory, 1);
    assert.fail('Two hold the lock.');
  } catch (cause) {
    const problem = explained(cause, directory);
    assert.ok(problem instanceof StoreProblem);
    assert.match(
      problem.message,
      /keeps the store .+ locked; it may be another window that is still starting\. Close it/,
    );
  }
});

test('nothing is ever written into the lock files, and nothing is left beside them', (t) => {
  const directory = filledStore(temporaryFolder(t));
  open(t, directory);
  const locks = readdirSync(directory).filter((name) => name.includes('lock'));
  assert.deepEqual(locks, ['opening.lock', 'servers.lock']);
  for (const name of locks) assert.equal(statSync(path.join(directory, name)).size, 0);
});

test('a lock file that is damaged is named, with what to do', (t) => {
  const directory = temporaryFolder(t);
  writeFileSync(path.join(directory, 'opening.lock'), 'no lock file'.repeat(100));
  assert.throws(() => openDatabase(directory), /opening\.lock is damaged\. Close every Trellis, delete that file/);
});

test('a store that is no folder, and that cannot be made, says so and what to do', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'a file'), '');
  const sentence = /^The store .+ is no folder, and none can be made there\. Choose another folder for the store\.$/;
  assert.throws(() => openDatabase(path.join(folder, 'a file')), { message: sentence });
  assert.throws(() => openDatabase(path.join(folder, 'a file', 'store')), { message: sentence });
});

// Windows keeps no such right for folders.
const rights = { skip: process.platform === 'win32' };
for (const [what, folderMode, fileMode] of [
  ['folder', 0o555, 0o666],
  ['file', 0o777, 0o444],
] as const) {
  test(`a store whose ${what} cannot be written says so and what to do`, rights, async (t) => {
    const folder = temporaryFolder(t);
    const directory = filledStore(path.join(folder, 'store'));
    const server = await storeProcess(t, directory);
    chmodSync(folder, 0o755);
    chmodSync(path.join(directory, 'trellis.db'), fileMode);
    for (const name of readdirSync(directory).filter((name) => name.endsWith('.lock'))) {
      chmodSync(path.join(directory, name), 0o666);
    }
    chmodSync(directory, folderMode);
    server.tell('becomeNobody');
    assert.deepEqual(await server.answer(), {});
    server.tell('open');
    const { error = '' } = await server.answer();
    assert.match(error, /^The store .+ cannot be written\. Make the folder and its files writable, or choose another/);
    chmodSync(directory, 0o777);
  });
}
