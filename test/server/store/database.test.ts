// The database as the rest of the store uses it: reading one state, statements kept, disposed twice.
// Not here: opening it (damagedStore.test.ts, storeLocks.test.ts).
import assert from 'node:assert/strict';
import { StatementSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { queryObjects } from 'node:v8';
import { openDatabase } from '../../../src/server/store/database.ts';
import { temporaryFolder } from '../../support/testServer.ts';

function open(t: TestContext, directory = temporaryFolder(t)) {
  const database = openDatabase(directory);
  t.after(() => database.dispose());
  return database;
}

const add = 'INSERT INTO members (id, email, role, created_at) VALUES (?, ?, ?, ?)';
const count = 'SELECT count(*) AS n FROM members';

test('what is read together is one state, whatever another server writes meanwhile', (t) => {
  const directory = temporaryFolder(t);
  const [here, there] = [open(t, directory), open(t, directory)];
  const [before, after] = here.read(() => {
    const first = here.get(count)?.n;
    there.run(add, 'm1', 'a', 'member', 'now');
    return [first, here.get(count)?.n];
  });
  assert.deepEqual([before, after, here.get(count)?.n], [0, 0, 1]);
});

test('reading inside reading or writing is part of it', (t) => {
  const database = open(t);
  const seen = database.transaction(() => {
    database.run(add, 'm1', 'a', 'member', 'now');
    return database.read(() => database.read(() => database.get(count)?.n));
  });
  assert.deepEqual([seen, database.get(count)?.n], [1, 1]);
});

test('an error while reading comes through, and the next transaction begins', (t) => {
  const database = open(t);
  assert.throws(
    () =>
      database.read(() => {
        throw new Error('found nothing');
      }),
    /found nothing/,
  );
  database.transaction(() => database.run(add, 'm1', 'a', 'member', 'now'));
  assert.equal(database.get(count)?.n, 1);
});

test('of ten thousand different texts few are kept', (t) => {
  const database = open(t);
  const kept = () => Number(queryObjects(StatementSync, { format: 'count' }));
  const before = kept();
  for (let value = 0; value < 10_000; value++) {
    assert.equal(database.get(`SELECT ${value} AS n`)?.n, value);
    assert.equal(database.get(count)?.n, 0);
  }
  assert.ok(kept() - before <= 300, `${kept() - before} statements are kept`);
});

test('disposing twice is fine', (t) => {
  const database = open(t);
  database.dispose();
  database.dispose();
});
