// Pages of a large result come fast in any order, and an export takes little memory: the bench, short, with room for a busy machine.
// Not here: the numbers for people (`npm run bench:results`).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchResults } from '../../bench/resultsBench.ts';

test('a page after a sort or a filter costs about what any page costs, and an export holds little of it', async () => {
  const { pages, exports } = await benchResults(300_000, ['csv']);
  const [plain, ...others] = pages;
  assert.ok(plain);
  for (const { name, median } of others) {
    assert.ok(median < Math.max(100, plain.median * 8), `${name}: ${median} ms, without an order ${plain.median} ms`);
  }
  for (const { format, growthMb } of exports) assert.ok(growthMb < 100, `${format}: ${growthMb} MB`);
});
