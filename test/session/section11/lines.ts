// Section 11, rows about the socket and its limits: signing in, close codes, heartbeats, rates.
// Not here: what is said on it (chats.ts, lists.ts), transports, tokens and statuses (transports.ts).
import assert from 'node:assert/strict';
import { SessionError } from '../../../src/session/errors.ts';
import { person } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, embedded } from './servers.ts';

const withSockets = ['current', 'previous'] as const;
const ways = ['socket', 'sse'] as const;

row('WS auth', 'a socket is signed in to by header or first frame', { revisions: withSockets }, async (t, server) => {
  const me = await (await person(t, server)).connected();
  assert.deepEqual(me.session.state, { phase: 'ready', transport: 'socket' });
  const frames = me.sent.map((text) => JSON.parse(text).action).filter((action) => action === 'authenticate');
  assert.equal(frames.length, server.revision === 'previous' ? 1 : 0);
});

row('WS auth', 'no URL ever holds a token', {}, async (t, server) => {
  for (const way of ways) {
    const me = await (await person(t, server, { way })).connected();
    await me.asked(countQuestion);
    const token = await me.tokens.token();
    const urls = [...me.upgrades, ...(server.peer?.requests.map(({ url }) => url) ?? [])];
    assert.ok(urls.every((url) => !url.includes(token) && !/token/i.test(url)));
    assert.ok(me.logged.every((text) => !text.includes(token)));
  }
  const upgrades = server.peer?.requests.filter(({ route }) => route === 'upgrade') ?? [];
  assert.ok(upgrades.every(({ headers }) => /^Bearer token_\d+$/.test(headers.authorization?.toString() ?? '')));
});

row(
  'WS auth',
  'a token that ran out (4001) is replaced once; a dead one ends in one message',
  { against: ['scripted'], revisions: ['current'] },
  async (t, server) => {
    const { peer } = server;
    const me = await (await person(t, server)).connected();
    peer?.fail({ at: 'socket', do: { kind: 'close', code: 4001 } });
    peer?.cutAll();
    await me.until(() => me.session.state.phase === 'waiting');
    await me.waitOver();
    await me.until(me.isReady);
    assert.equal(peer?.count('POST /v1/authenticate'), 2);
    assert.deepEqual(me.session.state, { phase: 'ready', transport: 'socket' });
    await me.asked(countQuestion);
    await me.idle(65);
    peer?.fail({ at: 'socket', times: 99, do: { kind: 'close', code: 4001 } });
    peer?.cutAll();
    await me.until(() => me.session.state.phase === 'waiting');
    await me.waitOver();
    await me.until(() => me.session.state.phase === 'failed');
    const before = peer?.requests.length;
    await me.clock.pass(600_000);
    assert.equal(peer?.requests.length, before);
    assert.equal(peer?.count('POST /v1/authenticate'), 3);
  },
);

row(
  'WS auth',
  'a token that is refused is replaced once',
  { against: ['embedded'], revisions: ['current'] },
  async (t, server) => {
    const me = await person(t, { ...server, apiKey: 'not-the-key' });
    me.session.start();
    const state = await me.until(() => me.session.state.phase === 'failed' && me.session.state);
    assert.ok(state && state.phase === 'failed' && state.reason.kind === 'unauthorized');
  },
);

row(
  'WS close codes',
  '4429: it goes on over HTTP, and no other socket is tried for a minute',
  { against: ['scripted'], revisions: ['current'] },
  async (t, server) => {
    server.peer?.fail({ at: 'socket', do: { kind: 'close', code: 4429 } });
    const me = await (await person(t, server)).connected();
    assert.deepEqual(me.session.state, { phase: 'ready', transport: 'sse' });
    await me.asked(countQuestion);
    assert.deepEqual(me.texts(), [countQuestion, countAnswer]);
    await me.clock.pass(50_000);
    assert.equal(server.peer?.count('upgrade'), 1);
    await me.clock.pass(15_000);
    await me.until(() => me.session.state.phase === 'ready' && me.session.state.transport === 'socket');
  },
);

row(
  'WS close codes',
  '4429: the fourth socket of a token is not tried again at once',
  { against: ['embedded'], revisions: ['current'] },
  async (t) => {
    const server = await embedded(t, 'current', { limits: true });
    const me = await person(t, server);
    const headers = { Authorization: `Bearer ${await me.tokens.token()}` };
    for (let count = 0; count < 3; count++) await (await server.real?.socket({ headers }))?.until('authenticated');
    await me.connected();
    assert.deepEqual(me.session.state, { phase: 'ready', transport: 'sse' });
    assert.equal(me.upgrades.length, 1);
    const answer = await me.asked(countQuestion);
    assert.equal(answer?.content, countAnswer);
  },
);

for (const [code, phase] of [
  [1006, 'waiting'],
  [1011, 'waiting'],
  [1001, 'waiting'],
  [4002, 'failed'],
] as const)
  row(
    'WS close codes',
    `${code}: ${phase === 'waiting' ? 'it connects again by itself' : 'it gives up and says so'}`,
    { against: ['scripted'], revisions: ['current', 'previous'] },
    async (t, server) => {
      const me = await (await person(t, server)).connected();
      const end = 'event message';
      server.peer?.fail({ at: end, do: { kind: 'hold', name: 'end' } }, { at: end, do: { kind: 'close', code } });
      me.ask(countQuestion);
      await me.until(() => me.messages().some((message) => message.role === 'user' && message.delivery === 'sent'));
      server.peer?.release('end');
      await me.until(() => me.session.state.phase === phase);
      if (phase === 'failed') return;
      await me.connectedAgain();
      // What was answered meanwhile is read, not asked again.
      await me.until(() => me.answers().at(-1)?.content === countAnswer && me.answers().at(-1)?.status === 'done');
      assert.deepEqual(await server.stored(me.store.state.openChatId ?? ''), [countQuestion, countAnswer]);
    },
  );

row(
  'WS heartbeat',
  'events nobody knows, and heartbeats, change nothing',
  { against: ['scripted'], revisions: withSockets },
  async (t, server) => {
    const frames = [
      '{"event":"heartbeat","data":{}}',
      '{"event":"heartbeat"}',
      '{"event":"telepathy","data":{"content":"x"}}',
    ];
    for (const text of frames) server.peer?.fail({ at: 'event message', do: { kind: 'raw', text } });
    const me = await (await person(t, server)).connected();
    await me.asked(countQuestion);
    assert.ok(frames.every((text) => me.heard.includes(text)));
    assert.deepEqual(me.texts(), [countQuestion, countAnswer]);
    assert.ok(me.isReady());
  },
);

for (const { name, where } of [
  { name: 'an idle line is pinged, and stays', where: { revisions: ['previous'] } },
  { name: 'an idle line is pinged, and stays', where: { against: ['embedded'], revisions: ['current'] } },
  {
    name: 'a line that says "authenticated" with the upgrade itself is pinged, and stays',
    where: {
      against: ['scripted'],
      revisions: ['current'],
    },
  },
] as const)
  row('WS heartbeat', name, where, async (t, server) => {
    const me = await (await person(t, server)).connected();
    await me.idle(120);
    assert.deepEqual(me.session.state, { phase: 'ready', transport: 'socket' });
    assert.ok(me.named(me.sent, 'action', 'ping') >= 4);
    assert.match(me.upgrades[0] ?? '', /[?&]heartbeat=1/);
  });

row('limits', 'Retry-After of a call is said in seconds', { against: ['scripted'] }, async (t, server) => {
  const me = await person(t, server);
  server.peer?.fail({ at: 'GET /v1/chats', do: { kind: 'answer', status: 429, retryAfter: 7 } });
  await assert.rejects(me.rest.listChats(1), (error) => {
    assert.ok(error instanceof SessionError);
    assert.deepEqual([error.kind, error.retryAfterSeconds], ['rateLimit', 7]);
    return true;
  });
});

for (const way of ways)
  row(
    'limits',
    `a question refused for its rate is kept and goes once the time is over, over ${way}`,
    { against: ['scripted'], revisions: ['current'] },
    async (t, server) => {
      const { peer } = server;
      const error = { error: 'Too fast.', code: 'RATE_LIMIT', retryable: true, retry_after_seconds: 7 };
      const body = { detail: 'Too fast.', code: 'RATE_LIMIT' };
      if (way === 'sse') peer?.fail({ at: 'POST /v1/chats', do: { kind: 'answer', status: 429, retryAfter: 7, body } });
      else
        peer?.fail({ at: 'send_message', do: { kind: 'raw', text: JSON.stringify({ event: 'error', data: error }) } });
      const me = await (await person(t, server, { way })).connected();
      me.ask(countQuestion);
      await me.until(() => me.updates.some((update) => update.kind === 'held' && update.why === 'rateLimit'));
      const onSocket = () => peer?.frames.filter(({ action }) => action === 'send_message').length ?? 0;
      const asked = () => onSocket() + (peer?.count('POST /v1/chats') ?? 0);
      await me.clock.pass(6_500);
      assert.equal(asked(), 1);
      await me.clock.pass(2_000);
      await me.settled(1);
      assert.equal(asked(), 2);
      assert.deepEqual(me.texts(), [countQuestion, countAnswer]);
      assert.deepEqual(await server.stored(me.store.state.openChatId ?? ''), me.texts());
    },
  );

row(
  'limits',
  'three questions in 10 s go out on a socket, the fourth waits',
  { against: ['scripted'], revisions: ['current'] },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    const asked = () => server.peer?.frames.filter(({ action }) => action === 'send_message').length;
    for (let count = 0; count < 3; count++) await me.asked(countQuestion);
    me.ask(countQuestion);
    await me.until(() => me.updates.some((update) => update.kind === 'held' && update.why === 'pacing'));
    assert.equal(asked(), 3);
    await me.clock.pass(11_000);
    await me.settled(4);
    assert.equal(asked(), 4);
  },
);

row(
  'limits',
  'the fourth question of a burst waits instead of being refused',
  { against: ['embedded'], revisions: ['current'] },
  async (t) => {
    const server = await embedded(t, 'current', { limits: true });
    const me = await (await person(t, server)).connected();
    for (let count = 0; count < 3; count++) await me.asked(countQuestion);
    me.ask(countQuestion);
    await me.until(() => me.updates.some((update) => update.kind === 'held'));
    assert.ok(me.answers().every(({ status }) => status !== 'failed'));
    assert.equal((await server.stored(me.store.state.openChatId ?? '')).length, 6);
  },
);
