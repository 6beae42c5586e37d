// The short form of the load, with every test run; the full one is `npm run soak -- load`.
// Not here: what is proved (load.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveLoad } from './load.ts';
import { failureOf } from './proof.ts';

test('no event is lost or out of order when many sockets stream together', async (t) => {
  const report = await proveLoad({ sockets: 40, tokens: 14, seconds: 6, seed: Date.now() % 1_000_000 });
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  for (const check of report.checks) await t.test(check.name, () => assert.equal(failureOf(check), undefined));
});
