// The short form of the kills, with every test run; the full one is `npm run soak -- kills`.
// Not here: what is proved (kills.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveKills } from './kills.ts';
import { failureOf } from './proof.ts';

test('nothing acknowledged is lost or stored twice when the server is killed under conversations', async (t) => {
  const report = await proveKills({ kills: 5, seed: Date.now() % 1_000_000 });
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  // Whether a question is cut between being stored and being acknowledged is chance; five kills may not hit it.
  const seldom = 'a duplicate is one that was sent before';
  for (const check of report.checks) {
    if (check.name === seldom && check.times === 0) continue;
    await t.test(check.name, () => assert.equal(failureOf(check), undefined));
  }
});
