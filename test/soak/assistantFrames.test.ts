// The short form of the spoiled streams of the assistant API, with every test run; the full one is part of `npm run soak -- frames`.
// Not here: what is proved (assistantFrames.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveAssistantFrames } from './assistantFrames.ts';
import { failureOf } from './proof.ts';

test('streams of the assistant API that are spoiled in any way break nothing', async (t) => {
  const seed = Date.now() % 1_000_000;
  t.diagnostic(`seed: ${seed}`);
  const report = await proveAssistantFrames({ streams: 4_000, seed });
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  for (const check of report.checks) await t.test(check.name, () => assert.equal(failureOf(check), undefined));
});
