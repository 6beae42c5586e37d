// How questions wait: too many at once, and a server that says "later"; in fake time.
// Not here: what the server counts (test/server/limits.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createLimiter, limits } from '../../src/server/limits.ts';
import { SessionError } from '../../src/session/errors.ts';
import { createPace } from '../../src/session/pace.ts';
import { retryAfterSeconds } from '../../src/session/retryAfter.ts';
import type { SessionOptions } from '../../src/session/trellisSession.ts';
import { heardSession } from '../support/heardSession.ts';
import { answerEvents, answerJson, httpPeer } from '../support/httpPeer.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

/** A socket that is ready, to a server that names chats. */
async function ready(t: TestContext, given: Partial<SessionOptions> = {}) {
  const line = memoryConnect();
  const heard = heardSession(t, 'http://x', { connect: line.connect, ...given });
  heard.session.start();
  await heard.clock.settle();
  line.last().say('authenticated');
  line.last().say('processing', { status: 'x', chat_id: 'elsewhere' });
  const asked = () => line.last().sent.flatMap(({ message }) => (message ? [String(message).slice(9)] : []));
  const held = (key: string) =>
    heard.updates.flatMap((update) =>
      update.key === key && update.kind === 'held' ? [[update.until - start, update.why]] : [],
    );
  const start = heard.clock.now();
  const askMany = (...keys: string[]) => {
    for (const key of keys) heard.ask(key, { chatId: key });
  };
  const refuse = (key: string, data: Record<string, unknown> = {}) =>
    line.last().say('error', { error: 'Slow down.', code: 'RATE_LIMIT', ...data, client_message_id: key });
  return { line, asked, held, askMany, refuse, ...heard };
}

test('a burst goes out in order, three in ten seconds, and each that is held is told until when', async (t) => {
  const { clock, asked, askMany, held } = await ready(t);
  askMany('a', 'b', 'c', 'd', 'e', 'f', 'g');
  assert.deepEqual(asked(), ['a', 'b', 'c']);
  assert.deepEqual(['d', 'f', 'g'].map(held), [[[10_500, 'pacing']], [[10_500, 'pacing']], [[21_000, 'pacing']]]);
  await clock.pass(10_499);
  assert.equal(asked().length, 3);
  await clock.pass(1);
  assert.deepEqual(asked(), ['a', 'b', 'c', 'd', 'e', 'f']);
  await clock.pass(10_500);
  assert.deepEqual(asked().at(-1), 'g');
  assert.equal(held('g').length, 1);
});

test('never more than 3 in 10 s and 10 a minute, whatever is asked when', () => {
  const pace = createPace();
  const times: number[] = [];
  for (let count = 0, now = 0; count < 200; count++) {
    now += (count * 7919) % 4_001;
    const [at = now] = pace.next(1, now);
    now = at;
    pace.take(at);
    times.push(at);
  }
  const most = (ms: number) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
  assert.deepEqual([most(10_000), most(60_000)], [3, 10]);
});

test('a server that counts as ours does refuses nothing, on a line that is uneven by half a second', () => {
  const pace = createPace();
  let arrives = 0;
  const limiter = createLimiter(() => arrives);
  for (let count = 0, now = 0; count < 500; count++) {
    const [at = now] = pace.next(1, now);
    now = at;
    pace.take(at);
    arrives = Math.max(arrives, at + ((count * 7919) % 501));
    limiter.take([{ key: 'socket', windows: limits.sendOnSocket }]);
  }
});

test('a held question that is stopped is lost at once, and those behind it move up', async (t) => {
  const { clock, asked, askMany, held, session, updates } = await ready(t);
  askMany('a', 'b', 'c', 'd', 'e', 'f', 'g');
  session.interrupt('d');
  const lost = updates.find((update) => update.kind === 'lost');
  assert.equal(lost?.kind === 'lost' && `${lost.key}: ${lost.reason.message}`, 'd: Stopped before it was sent.');
  assert.deepEqual(held('g').at(-1), [10_500, 'pacing']);
  await clock.pass(10_500);
  assert.deepEqual(asked(), ['a', 'b', 'c', 'e', 'f', 'g']);
});

test('each socket is counted by itself, and our own child does not count', async (t) => {
  const { line, clock, asked, askMany } = await ready(t);
  askMany('a', 'b', 'c', 'd');
  line.last().cut(1006);
  await clock.pass(250);
  line.last().say('authenticated');
  assert.deepEqual(asked(), ['d']);
  const unpaced = await ready(t, { paced: false });
  unpaced.askMany(...'abcdefghijklmnop');
  assert.equal(unpaced.asked().length, 16);
});

test('a question that is refused for now is kept, says until when, and goes again as it was', async (t) => {
  const { line, clock, asked, askMany, held, refuse, of } = await ready(t);
  askMany('a', 'b');
  refuse('b', { retry_after_seconds: 7 });
  assert.deepEqual(held('b'), [[7_000, 'rateLimit']]);
  askMany('c');
  assert.deepEqual(held('c'), [[7_000, 'rateLimit']]);
  await clock.pass(6_999);
  assert.deepEqual(asked(), ['a', 'b']);
  await clock.pass(1);
  assert.deepEqual(asked(), ['a', 'b', 'b', 'c']);
  assert.deepEqual(line.last().sent.at(-2), line.last().sent.at(-3));
  line.last().say('message', { content: 'x', id: 'm', chat_id: 'b' });
  assert.deepEqual(of('b'), ['held: rateLimit', 'message']);
});

test('a server that does not say when is asked after 10 s, then twice that, five times in all', async (t) => {
  const { line, clock, asked, askMany, refuse, of, held } = await ready(t);
  askMany('a');
  for (const wait of [10_000, 20_000, 40_000, 80_000, 160_000]) {
    const before = asked().length;
    refuse('a', { retry_after_seconds: -1 });
    // A line that lives.
    for (let passed = 0; passed < wait - 10_000; passed += 10_000) {
      await clock.pass(10_000);
      line.last().say('heartbeat');
    }
    await clock.pass(9_999);
    assert.equal(asked().length, before);
    await clock.pass(1);
    assert.equal(asked().length, before + 1);
  }
  refuse('a');
  assert.equal(of('a').at(-1), 'error');
  assert.equal(held('a').length, 5);
  await clock.pass(30_000);
  assert.equal(asked().length, 6);
});

test('a server that names neither chat nor question refuses the one that came last, and waits an hour at most', async (t) => {
  const { line, askMany, held, of } = await ready(t);
  askMany('a', 'b');
  line.last().say('processing', { status: 'thinking', chat_id: 'a' });
  line.last().say('error', { error: 'Slow down.', code: 'RATE_LIMIT', retry_after_seconds: 1e300 });
  assert.deepEqual([of('a'), held('b')], [['processing'], [[3_600_000, 'rateLimit']]]);
});

test('a limit that an answer runs into ends it as any error does', async (t) => {
  const { line, askMany, of } = await ready(t);
  askMany('a');
  line.last().say('processing', { status: 'thinking', chat_id: 'a' });
  line.last().say('error', { error: 'Slow down.', code: 'RATE_LIMIT', chat_id: 'a' });
  assert.deepEqual(of('a'), ['processing', 'error']);
});

test('a question that was stopped while it was on its way does not go again when it was refused', async (t) => {
  const { clock, askMany, refuse, session, of, asked } = await ready(t);
  askMany('a');
  session.interrupt('a');
  refuse('a', { retry_after_seconds: 1 });
  await clock.pass(5_000);
  assert.deepEqual([of('a'), asked()], [['lost'], ['a']]);
});

test('over SSE, too: a 429 keeps the question, with Retry-After as seconds, as a date, or left out', async (t) => {
  const peer = await httpPeer(t, (request) =>
    request.url === '/v1/models' ? answerJson(request, 200, { models: [] }) : false,
  );
  peer.refuseUpgrades = 404;
  const { session, clock, ask, event, until, updates, of, state } = heardSession(t, peer.url);
  session.start();
  await state('ready sse');
  ask('a');
  const now = 'Sun, 06 Nov 1994 08:49:30 GMT';
  for (const [headers, wait] of [
    [{ 'Retry-After': '2' }, 2_000],
    [{ 'Retry-After': 'Sun, 06 Nov 1994 08:49:37 GMT', Date: now }, 7_000],
    [{ 'Retry-After': 'soon' }, 40_000],
  ] as const) {
    const from = clock.now();
    const seen = updates.length;
    answerJson(await peer.next('POST', '/v1/chats'), 429, { detail: 'Slow down.' }, headers);
    await until(() => updates.length > seen);
    const last = updates.at(-1);
    assert.equal(last?.kind === 'held' && last.until - from, wait);
    await clock.pass(wait);
  }
  const { body, response } = await peer.next('POST', '/v1/chats');
  assert.equal(body?.client_message_id, 'a');
  answerEvents({ method: '', url: '', headers: {}, body, response }).say('message', { content: 'x', id: 'm' });
  await event('a', 'message');
  assert.equal(of('a').at(-1), 'message');
});

test('a sign-in and an upgrade that are refused for now are waited for, and a question does not hurry them', async (t) => {
  for (const where of ['token', 'upgrade']) {
    const line = memoryConnect();
    const limit = new SessionError('rateLimit', 'Slow down.', { status: 429, retryAfterSeconds: 42 });
    let asked = 0;
    const token = async () => {
      asked += 1;
      if (where === 'token' && asked === 1) throw limit;
      return 't';
    };
    if (where === 'upgrade') line.refuse(limit);
    const given = { connect: line.connect, tokens: { token, renewed: token } };
    const { session, clock, ask } = heardSession(t, 'http://x', given);
    session.start();
    await clock.settle();
    assert.equal(session.state.phase === 'waiting' && session.state.retryAt - clock.now(), 42_000);
    ask('a');
    session.pin('sse');
    session.pin('auto');
    await clock.pass(41_999);
    assert.equal(asked, 1);
    line.refuse(undefined);
    await clock.pass(1);
    line.last().say('authenticated');
    assert.equal(line.last().sent.length, 1);
  }
});

test('Retry-After in its forms', () => {
  const now = 'Sun, 06 Nov 1994 08:49:30 GMT';
  assert.deepEqual(
    ['7', ' 7 ', '0', '-3', '1e9', '99999999', '', 'x', 'Sun, 06 Nov 1994 08:49:37 GMT', now].map((text) =>
      retryAfterSeconds(text, now),
    ),
    [7, 7, null, null, null, 3_600, null, null, 7, null],
  );
  assert.equal(retryAfterSeconds(new Date(Date.now() + 5_000).toUTCString(), 'no date') !== null, true);
});
