// The store's file: older versions open, a newer one is refused, a damaged one is set aside whole.
// Not here: what a server makes of it over HTTP (twoServers.test.ts, process.test.ts).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrations } from '../../../src/server/store/migrations.ts';
import { openStore } from '../../../src/server/store/store.ts';
import { temporaryFolder } from '../../support/testServer.ts';

const server = () => 'test';

/** A store as version `version` of the schema left it, with one chat of two messages in it. */
function oldStore(directory: string, version: number) {
  const database = new DatabaseSync(path.join(directory, 'trellis.db'));
  database.exec('PRAGMA journal_mode = WAL');
  for (const migration of migrations.slice(0, version)) database.exec(migration);
  database.exec(`PRAGMA user_version = ${version};
    INSERT INTO members (id, email, role, created_at) VALUES ('m1', 'you@localhost', 'admin', '2025-01-01T00:00:00.000Z');
    INSERT INTO chats (id, member_id, title, integration_id, created_at, active_at, activity)
      VALUES ('chat_1', 'm1', 'Old', NULL, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', 1);
    INSERT INTO messages (id, chat_id, role, content, created_at, metadata)
      VALUES ('msg_1', 'chat_1', 'user', 'How many?', '2025-01-01T00:00:00.000Z', '{}'),
             ('msg_2', 'chat_1', 'assistant', 'Seven.', '2025-01-01T00:00:01.000Z', '{"model":"planner"}');`);
  database.close();
}

for (let version = 1; version <= migrations.length; version++) {
  test(`a store of schema version ${version} opens with its chats and takes what is new`, (t) => {
    const directory = temporaryFolder(t);
    oldStore(directory, version);
    const store = openStore(directory, server);
    t.after(() => store.dispose());
    assert.equal(store.setAside, undefined);
    assert.deepEqual(
      store.messages('chat_1').map(({ role, content }) => [role, content]),
      [
        ['user', 'How many?'],
        ['assistant', 'Seven.'],
      ],
    );
    store.setFeedback('m1', 'msg_2', 'positive', 'good');
    assert.equal(store.messages('chat_1')[1]?.metadata.feedback, 'positive');
    assert.equal(store.memories.create('m1', 'I like bars').memberId, 'm1');
  });
}

test('a store of a newer version is refused with what to do, and not touched', (t) => {
  const directory = temporaryFolder(t);
  oldStore(directory, migrations.length);
  const database = new DatabaseSync(path.join(directory, 'trellis.db'));
  database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  database.close();
  const before = readFileSync(path.join(directory, 'trellis.db'));
  assert.throws(() => openStore(directory, server), /newer version of Trellis. Update Trellis/);
  assert.deepEqual(readFileSync(path.join(directory, 'trellis.db')), before);
});

test('a file that is no database is set aside byte for byte, and a new store begins', (t) => {
  const directory = temporaryFolder(t);
  const garbage = Buffer.from('this is not a database at all, but it may be all a person has'.repeat(100));
  writeFileSync(path.join(directory, 'trellis.db'), garbage);
  const store = openStore(directory, server);
  t.after(() => store.dispose());
  assert.ok(store.setAside?.includes('damaged'));
  assert.deepEqual(readFileSync(store.setAside ?? ''), garbage);
  assert.deepEqual(store.listChats('m1', 1).chats, []);
});

test('a database with a broken page is set aside with its log, and can be told from the new one', (t) => {
  const directory = temporaryFolder(t);
  oldStore(directory, migrations.length);
  const file = path.join(directory, 'trellis.db');
  const bytes = readFileSync(file);
  // Everything after the first page is overwritten, as a bad disk would.
  bytes.fill(0xab, 4096);
  writeFileSync(file, bytes);
  writeFileSync(`${file}-wal`, 'a log that belongs to it');
  const store = openStore(directory, server);
  t.after(() => store.dispose());
  assert.deepEqual(readFileSync(store.setAside ?? ''), bytes);
  assert.match(path.basename(store.setAside ?? ''), /^trellis\.db\.damaged-[\dT-]+Z$/);
  assert.equal(readFileSync(`${store.setAside}-wal`, 'utf8'), 'a log that belongs to it');
  store.memberFor('you@localhost');
});

test('an empty file is a new store, not a damaged one', (t) => {
  const directory = temporaryFolder(t);
  writeFileSync(path.join(directory, 'trellis.db'), '');
  const store = openStore(directory, server);
  t.after(() => store.dispose());
  assert.equal(store.setAside, undefined);
});

test('two stores on one file write in turns: every message of both is there', async (t) => {
  const directory = temporaryFolder(t);
  const [left, right] = [openStore(directory, () => 'left'), openStore(directory, () => 'right')];
  t.after(() => {
    left.dispose();
    right.dispose();
  });
  const member = left.memberFor('you@localhost').id;
  const anything = { title: null, integrationId: null, capped: true };
  for (let count = 0; count < 50; count++) {
    for (const store of [left, right]) store.createChat(member, anything, () => undefined);
    assert.equal(right.listChats(member, 1).total, left.listChats(member, 1).total);
  }
  assert.equal(left.listChats(member, 1).total, 100);
});
