// Tokens: kept while they last, renewed early, asked for once.
// Not here: the request itself.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
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

test('a token that seems to have run out already is used until the server refuses it', async () => {
  const { clock, tokens, asked } = source(-3_600_000);
  assert.equal(await tokens.token(), 't1');
  await clock.pass(60_000);
  assert.equal(await tokens.token(), 't1');
  assert.equal(asked(), 1);
  assert.equal(await tokens.renewed('t1'), 't2');
  assert.equal(await tokens.token(), 't2');
});

test('a token that lives for minutes is renewed at half of its life, not at each use', async () => {
  const { clock, tokens } = source(4 * 60_000);
  assert.equal(await tokens.token(), 't1');
  await clock.pass(2 * 60_000 - 1);
  assert.equal(await tokens.token(), 't1');
  await clock.pass(1);
  assert.equal(await tokens.token(), 't2');
});

test('a key that is refused is tried once for all who need a token in that moment, and again later', async () => {
  const clock = fakeClock();
  let asked = 0;
  const tokens = createTokenSource(async () => {
    asked += 1;
    throw new SessionError('unauthorized', 'Invalid API key', { status: 401 });
  }, clock);
  for (let time = 0; time < 5; time++) await assert.rejects(tokens.token(), /Invalid API key/);
  assert.equal(asked, 1);
  await clock.pass(5_000);
  await assert.rejects(tokens.token(), /Invalid API key/);
  assert.equal(asked, 2);
});

test('a failure that passes is not held against the next request', async () => {
  let asked = 0;
  const tokens = createTokenSource(async () => {
    asked += 1;
    if (asked === 1) throw new SessionError('offline', 'No answer');
    return { token: 't', member_id: 'm', organization_id: 'o', expires_at: '2999-01-01T00:00:00Z' };
  }, fakeClock());
  await assert.rejects(tokens.token(), /No answer/);
  assert.equal(await tokens.token(), 't');
});

describe('of an account that can be signed out', () => {
  function watched() {
    const clock = fakeClock();
    let id: string | null = 'first';
    let asked = 0;
    const tokens = createTokenSource(
      async () => {
        asked += 1;
        return { token: `${id}${asked}`, member_id: 'm', organization_id: 'o', expires_at: '2999-01-01T00:00:00Z' };
      },
      clock,
      async () => {
        if (id === null) throw new SessionError('unauthorized', 'Signed out');
        return id;
      },
    );
    const signIn = (given: string | null) => {
      id = given;
    };
    return { tokens, asked: () => asked, signIn };
  }

  test('a token that is still good is not handed out once the account is gone', async () => {
    const { tokens, asked, signIn } = watched();
    assert.equal(await tokens.token(), 'first1');
    signIn(null);
    await assert.rejects(tokens.token(), /Signed out/);
    await assert.rejects(tokens.renewed('first1'), /Signed out/);
    assert.equal(asked(), 1);
  });

  test('who signs in anew gets a new token, also after a refused key', async () => {
    const { tokens, signIn } = watched();
    assert.equal(await tokens.token(), 'first1');
    signIn('second');
    assert.equal(await tokens.token(), 'second2');
    assert.equal(await tokens.token(), 'second2');
  });
});
