// The sliding windows with a clock turned by hand: whoever waits exactly as told succeeds.
// Not here: which route has which limit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../src/server/apiError.ts';
import { createLimiter, limits } from '../../src/server/limits.ts';

test('for every limit: one too many is told how long to wait, and succeeds after exactly that', () => {
  for (const [name, windows] of Object.entries(limits)) {
    let now = 5_000;
    const limiter = createLimiter(() => now);
    const bucket = [{ key: name, windows }];
    for (let refusals = 0; refusals < 20; ) {
      try {
        limiter.take(bucket);
        now += 1;
      } catch (error) {
        assert.ok(error instanceof ApiError && error.code === 'RATE_LIMIT' && error.retryAfterSeconds);
        refusals += 1;
        now += error.retryAfterSeconds * 1000;
        limiter.take(bucket);
      }
    }
  }
});

test('no window ever holds more than it allows', () => {
  let now = 0;
  const limiter = createLimiter(() => now);
  const taken: number[] = [];
  for (; now < 300_000; now += 137) {
    try {
      limiter.take([{ key: 'a', windows: limits.sendOnSocket }]);
      taken.push(now);
    } catch {
      assert.ok(taken.length > 0);
    }
  }
  for (const { requests, seconds } of limits.sendOnSocket) {
    for (const end of taken) assert.ok(taken.filter((at) => at > end - seconds * 1000 && at <= end).length <= requests);
  }
});

test('a refusal in one bucket takes no place in the others', () => {
  const limiter = createLimiter(() => 0);
  const one = { key: 'one', windows: [{ requests: 1, seconds: 10 }] };
  const two = { key: 'two', windows: [{ requests: 2, seconds: 10 }] };
  limiter.take([one]);
  assert.throws(() => limiter.take([one, two]));
  limiter.take([two]);
  limiter.take([two]);
  assert.throws(() => limiter.take([two]));
});
