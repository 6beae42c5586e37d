// Tokens: kept while they last, renewed early, asked for once.
// Not here: the request itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTokenSource } from '../../src/session/tokenSource.ts';
import { fakeClock } from '../support/fakeClock.ts';

function source(lifeMs = 6 * 3_600_000) {
  const clock = fakeClock();
  let asked = 0;
  const tokens = createTokenSource(async () => {
    asked += 1;
    return {
      token: `t${asked}`,
      member_id: 'm',
      organization_id: 'o',
      expires_at: new Date(clock.now() + lifeMs).toISOString(),
    };
  }, clock);
  return { clock, tokens, asked: () => asked };
}

test('many callers share one request', async () => {
  const { tokens, asked } = source();
  assert.deepEqual(await Promise.all([tokens.token(), tokens.token(), tokens.renewed('old')]), ['t1', 't1', 't1']);
  assert.equal(asked(), 1);
});

test('a token is renewed before it runs out', async () => {
  const { clock, tokens } = source();
  assert.equal(await tokens.token(), 't1');
  await clock.pass(6 * 3_600_000 - 5 * 60_000 - 1);
  assert.equal(await tokens.token(), 't1');
  await clock.pass(1);
  assert.equal(await tokens.token(), 't2');
});

test('a refused token is replaced, but not one that somebody replaced already', async () => {
  const { tokens, asked } = source();
  await tokens.token();
  assert.equal(await tokens.renewed('t1'), 't2');
  assert.equal(await tokens.renewed('t1'), 't2');
  assert.equal(asked(), 2);
});
