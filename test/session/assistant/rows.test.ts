// Every row of the two tables of the assistant API, through the real client, against the scripted server and against our own.
// Not here: the tests; this file runs and counts them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from '../../support/testServer.ts';
import './differences.ts';
import './differencesLists.ts';
import './pitfalls.ts';
import './pitfallsAround.ts';
import { type Row, rows, tests } from './rows.ts';
import { memberOf, scripted } from './servers.ts';

test('every row has a test against every server it is about', (t) => {
  const names = Object.keys(rows) as Row[];
  for (const name of names)
    for (const against of rows[name])
      assert.ok(
        tests.some((each) => each.row === name && each.against === against),
        `"${name}" has no test against the ${against} server`,
      );
  t.diagnostic(`assistant API: ${names.length} rows, ${tests.length} checks`);
});

test('against the scripted server', async (t) => {
  for (const { against, name, options, work } of tests)
    if (against === 'scripted')
      await t.test(name, { timeout: 10_000 }, async (t) => work(t, await scripted(t, options)));
});

test('against our own server', async (t) => {
  const real = await testServer(t);
  for (const [at, { against, name, work }] of tests.entries())
    if (against === 'embedded')
      await t.test(name, { timeout: 10_000 }, async (t) => work(t, await memberOf(real, `row${at}@localhost`)));
});
