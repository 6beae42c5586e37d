// The short form of the spoiled frames, with every test run; the full one is `npm run soak -- frames`.
// Not here: what is proved (frames.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveFrames } from './frames.ts';
import { failureOf } from './proof.ts';

test('frames that are spoiled in any way break nothing', async (t) => {
  const report = await proveFrames({ frames: 20_000, seed: Date.now() % 1_000_000 });
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  for (const check of report.checks) await t.test(check.name, () => assert.equal(failureOf(check), undefined));
});
