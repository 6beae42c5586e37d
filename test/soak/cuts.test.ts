// The short form of the cuts, with every test run; the full one is `npm run soak -- cuts`.
// Not here: what is proved (cuts.ts). A failure names its seed: `npm run soak -- cuts --cuts 1 --seed <it>` runs that round.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveCuts } from './cuts.ts';
import { failureOf } from './proof.ts';

test('no question is lost or stored twice, and what is shown is what is stored, however the line is cut', async (t) => {
  const report = await proveCuts({ cuts: 300, seed: Date.now() % 1_000_000 });
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  for (const check of report.checks) await t.test(check.name, () => assert.equal(failureOf(check), undefined));
});
