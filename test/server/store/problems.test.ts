// Errors of SQLite and of the system become sentences that say what to do; the others stay what they are.
// Not here: the sentences of rights and locks, which real processes bring about (storeLocks.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../../../src/server/store/database.ts';
import { explained, StoreProblem } from '../../../src/server/store/problems.ts';
import { temporaryFolder } from '../../support/testServer.ts';

test('a full disk is explained, and the transaction that met it is undone', (t) => {
  const directory = temporaryFolder(t);
  const database = openDatabase(directory);
  t.after(() => database.dispose());
  const pages = Number(database.get('PRAGMA page_count')?.page_count);
  database.get(`PRAGMA max_page_count = ${pages + 2}`);
  const add = 'INSERT INTO members (id, email, role, created_at) VALUES (?, ?, ?, ?)';
  assert.throws(
    () =>
      database.transaction(() => {
        for (let count = 0; count < 100; count++)
          database.run(add, `m${count}`, 'x'.repeat(1000) + count, 'member', 'now');
      }),
    (cause) => {
      const problem = explained(cause, directory);
      assert.ok(problem instanceof StoreProblem);
      assert.match(problem.message, /^There is no space left for the store .+\. Free some, or choose another folder/);
      assert.equal(problem.cause, cause);
      return true;
    },
  );
  assert.equal(database.get('SELECT count(*) AS n FROM members')?.n, 0);
});

test('an error that nobody can do anything about comes back as it is', () => {
  const cause = new TypeError('a fault of the program');
  assert.equal(explained(cause, '/store'), cause);
  assert.equal(explained('thrown text', '/store'), 'thrown text');
});

test('a sentence is not explained again', () => {
  const problem = new StoreProblem('Close it, then start again.');
  assert.equal(explained(problem, '/store'), problem);
});
