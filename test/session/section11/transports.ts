// Section 11, rows about ways around a socket: SSE, redirects, tokens of several clients, statuses.
// Not here: the socket itself and its limits (lines.ts).
import assert from 'node:assert/strict';
import { SessionError } from '../../../src/session/errors.ts';
import { person } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, scripted } from './servers.ts';

row('transport list', 'where there is no socket, questions go over SSE', {}, async (t, server) => {
  const me = await (await person(t, server, { way: 'sse' })).connected();
  assert.deepEqual(me.session.state, { phase: 'ready', transport: 'sse' });
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
});

for (const status of [403, 404, 426, 503, 302, 307, 500])
  row(
    'transport list',
    `an upgrade that is answered ${status} leaves SSE`,
    { against: ['scripted'], revisions: ['current'] },
    async (t, server) => {
      server.peer?.fail({ at: 'upgrade', times: 99, do: { kind: 'answer', status } });
      const me = await person(t, server);
      me.session.start();
      // What may pass is tried again; what cannot is left at once.
      await me.until(() => me.isReady() || me.session.state.phase === 'waiting');
      for (let time = 0; time < 10 && !me.isReady(); time++) {
        await me.waitOver();
        await me.until(() => me.isReady() || me.session.state.phase === 'waiting');
      }
      assert.deepEqual(me.session.state, { phase: 'ready', transport: 'sse' });
      assert.equal((await me.asked(countQuestion))?.content, countAnswer);
    },
  );

for (const status of [301, 302, 307, 308])
  row(
    'transport list',
    `an upgrade that is redirected (${status}) takes no token elsewhere`,
    { against: ['scripted'], revisions: ['current'] },
    async (t, server) => {
      const other = await scripted(t, 'current');
      const location = `${other.url}/v1/chats/ws`;
      server.peer?.fail({ at: 'upgrade', times: 99, do: { kind: 'answer', status, location } });
      const me = await person(t, server);
      me.session.start();
      await server.peer?.until(() => server.peer?.count('upgrade') === 1);
      await me.until(() => me.session.state.phase !== 'connecting');
      assert.deepEqual(other.peer?.requests, []);
    },
  );

for (const status of [301, 302, 303, 307, 308])
  row(
    'status codes',
    `a redirect (${status}) of the sign-in or of a question takes neither key nor token elsewhere`,
    { against: ['scripted'], revisions: ['current'] },
    async (t, server) => {
      const other = await scripted(t, 'current');
      const redirect = { kind: 'answer', status, location: `${other.url}/v1/chats` } as const;
      server.peer?.fail({ at: 'POST /v1/authenticate', do: redirect });
      const me = await person(t, server, { way: 'sse' });
      await assert.rejects(me.rest.models(), (error) => error instanceof SessionError && error.kind === 'protocol');
      await me.connected();
      server.peer?.fail({ at: 'POST /v1/chats', do: redirect });
      me.ask(countQuestion);
      await server.peer?.until(() => server.peer?.count('POST /v1/chats') === 1);
      await me.until(() => me.answers().some((answer) => answer.status !== 'running') || !me.isReady());
      assert.deepEqual(other.peer?.requests, []);
    },
  );

row('JWT', 'one person signs in once for everything; two have a token each', {}, async (t, server) => {
  const [one, other] = [await person(t, server), await person(t, server)];
  for (const me of [one, other]) {
    await me.connected();
    await Promise.all([me.rest.listChats(1), me.rest.models(), me.rest.integrations()]);
    await me.asked(countQuestion);
  }
  assert.notEqual(await one.tokens.token(), await other.tokens.token());
  if (server.peer) assert.equal(server.peer.count('POST /v1/authenticate'), 2);
  if (!server.real) return;
  const ids = await Promise.all([one, other].map(async (me) => jtiOf(await me.tokens.token())));
  assert.notEqual(ids[0], ids[1]);
});

function jtiOf(token: string): unknown {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { jti?: unknown }).jti;
}

for (const [status, kind] of [
  [400, 'request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'notFound'],
  [409, 'conflict'],
  [429, 'rateLimit'],
  [500, 'server'],
  [302, 'protocol'],
  [307, 'protocol'],
  [308, 'protocol'],
] as const)
  row('status codes', `${status} is ${kind}`, { against: ['scripted'] }, async (t, server) => {
    const me = await person(t, server);
    const location = status < 400 ? { location: `${server.url}/v1/models` } : {};
    server.peer?.fail({ at: 'GET /v1/chats/:id', times: 99, do: { kind: 'answer', status, ...location } });
    await assert.rejects(
      me.rest.chat('chat_1'),
      (error) => error instanceof SessionError && error.kind === kind && error.status === status,
    );
    // A refused token is renewed once; nothing else is tried again by itself.
    assert.equal(server.peer?.count('GET /v1/chats/:id'), status === 401 ? 2 : 1);
  });

row('status codes', 'what is missing is not found, and a success may have no body', {}, async (t, server) => {
  const me = await person(t, server);
  await assert.rejects(
    me.rest.chat('chat_of_nobody'),
    (error) => error instanceof SessionError && error.kind === 'notFound',
  );
  await me.connected();
  await me.asked(countQuestion);
  const chatId = me.store.state.openChatId ?? '';
  const { messages } = await me.rest.chat(chatId);
  await me.rest.deleteMessage(chatId, messages[0]?.id ?? '');
  assert.deepEqual(await server.stored(chatId), []);
});
