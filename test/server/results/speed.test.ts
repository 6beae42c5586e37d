// Pages of a large result come fast in any order, and an export takes little memory: the bench, short, with room for a busy machine.
// Not here: the numbers for people (`npm run bench:results`).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchResults, type ResultTimes } from '../../bench/resultsBench.ts';

/** What is not as it should be, a sentence each. */
function shortOf({ pages, exports }: ResultTimes): string[] {
  const plain = pages[0]?.median ?? 0;
  const bar = Math.max(100, plain * 8);
  return [
    ...pages
      .filter(({ median }) => median >= bar)
      .map(({ name, median }) => `${name}: ${median} ms, plain ${plain} ms`),
    ...exports.filter(({ growthMb }) => growthMb >= 100).map(({ format, growthMb }) => `${format}: +${growthMb} MB`),
  ];
}

test('a page after a sort or a filter costs about what any page costs, and an export holds little of it', async (t) => {
  const first = shortOf(await benchResults(300_000, ['csv']));
  if (first.length === 0) return;
  // Others may have had the machine meanwhile; what is slow is slow twice.
  t.diagnostic(first.join('; '));
  assert.deepEqual(shortOf(await benchResults(300_000, ['csv'])), []);
});
