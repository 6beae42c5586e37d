// The names that PostgreSQL's judge needs, asked once for all connections.
// Not here: which names those are (postgresRefused.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryError } from '../../../../src/server/engine/engine.ts';
import { createCatalogue, type Names } from '../../../../src/server/engine/network/drivers/postgres/guardCatalogue.ts';

const names: Names = { harmless: new Set(['lower']), functions: new Set(), columns: new Set() };

test('are asked once by all who wait for them', async () => {
  const catalogue = createCatalogue(() => 0);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return names;
  };
  assert.deepEqual(await Promise.all([catalogue.known(ask), catalogue.known(ask)]), [names, names]);
  assert.equal(asked, 1);
});

test('are asked again by who waited while the first was cancelled', async () => {
  const catalogue = createCatalogue(() => 0);
  const first = catalogue.known(() => Promise.reject(new QueryError('cancelled', 'The query was cancelled.')));
  const second = catalogue.known(async () => names);
  await assert.rejects(first, { kind: 'cancelled' });
  assert.equal(await second, names);
});
