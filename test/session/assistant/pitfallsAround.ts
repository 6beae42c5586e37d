// What trips clients of the assistant API up around an answer: sending twice, stopping, signing in, choosing, empty words.
// Not here: the rows (rows.ts), reading an answer (pitfalls.ts), every fault (faults.test.ts), every way to stop (stop.test.ts).
import assert from 'node:assert/strict';
import { probeAssistant } from '../../../src/session/assistant/assistantSignIn.ts';
import type { Fault } from '../../support/scriptedPeerFaults.ts';
import { person } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, scripted } from './servers.ts';

const stream = 'POST /api/chat/stream';
const failures: [name: string, fault: Fault][] = [
  ['401', { at: stream, do: { kind: 'answer', status: 401, body: { detail: 'Invalid or expired token' } } }],
  ['422', { at: stream, do: { kind: 'answer', status: 422, body: { detail: [{ loc: ['body'], msg: 'No' }] } } }],
  ['500', { at: stream, do: { kind: 'answer', status: 500, body: 'Internal Server Error' } }],
  ['a line that breaks before the answer', { at: stream, do: { kind: 'bytes', cutAfter: 1 } }],
  ['a line that breaks in the answer', { at: 'event assistant', do: { kind: 'cut' } }],
];
for (const [name, fault] of failures)
  row('pitfall: no second POST', `nothing is sent again by itself: ${name}`, { faults: [fault] }, async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.ask('once');
    await me.until(() => me.answers().at(-1)?.status !== 'running' && me.answers().length > 0);
    for (let minute = 0; minute < 5; minute++) await me.clock.pass(60_000);
    assert.equal(server.peer?.posts().length, 1);
    assert.equal(me.messages().filter(({ content }) => content === 'once').length, 1);
  });

row('pitfall: meta', 'the id of a new chat does not make the client read it in the middle', {}, async (t, server) => {
  server.peer?.fail({ at: 'event done', do: { kind: 'hold', name: 'end' } });
  const me = await (await person(t, server)).connected();
  me.ask(countQuestion);
  await me.until(() => me.chatId() !== '' && !me.chatId().startsWith('local:'));
  if (server.peer) {
    await me.until(() => me.answers().at(-1)?.content === countAnswer);
    assert.equal(server.peer.count('GET /api/chat/messages'), 0);
    server.peer.release('end');
  }
  await me.settled(1);
  assert.deepEqual(me.texts(), [countQuestion, countAnswer]);
  assert.deepEqual(await server.ids(), [me.chatId()]);
});

row('pitfall: stop', 'it ends the answer once', {}, async (t, server) => {
  server.peer?.fail({ at: 'event done', do: { kind: 'hold', name: 'end' } });
  const me = await (await person(t, server)).connected();
  me.put('q', { message: countQuestion });
  await me.until(() => me.of('q').some((update) => update.kind === 'event' && update.event.event === 'chat_metadata'));
  me.session.interrupt(null, 'q');
  me.session.interrupt(null, 'q');
  const end = await me.end('q');
  assert.ok(end.kind === 'stopped' && end.acknowledged, end.kind);
  if (server.peer) {
    await me.until(() => server.peer?.posts().every(({ aborted }) => aborted));
    server.peer.release('end');
  }
  const [id] = await server.ids();
  assert.ok(id);
  await me.clock.settle();
  assert.equal(me.of('q').filter(({ kind }) => kind === 'stopped').length, 1);
});

row('pitfall: 401', 'it is a sign-in that has ended, whatever is asked for', {}, async (t, server) => {
  const login = server.peer ? await scripted(t, { auth: 'login' }) : server;
  const me = await person(t, login, { token: async () => 'not-a-token' });
  for (const work of [me.rest.listChats(1), me.rest.models(), probeAssistant(login.url, 'not-a-token')])
    assert.equal((await me.failure(work)).kind, 'unauthorized');
  me.session.start();
  await me.until(() => me.session.state.phase === 'failed');
  assert.ok(me.session.state.phase === 'failed' && me.session.state.reason.kind === 'unauthorized');
  await me.clock.pass(10 * 60_000);
  assert.equal(me.session.state.phase, 'failed');
});

row(
  'pitfall: provider',
  'the one that is chosen is named, and the one that answers is shown',
  {},
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    const { models, default: usual } = await me.rest.models();
    assert.ok(models.length > 1);
    const name = server.peer ? 'ollama' : 'planner';
    assert.ok(
      models.some(({ model_id }) => model_id === name),
      models.map(({ model_id }) => model_id).join(),
    );
    assert.equal(usual, 'default');
    me.put('q', { message: countQuestion, model: name });
    const end = await me.end('q');
    assert.ok(end.kind === 'event' && end.event.event === 'message');
    assert.equal(end.event.data.model, name);
    if (server.peer) assert.equal(server.peer.posts()[0]?.body.provider, name);
  },
);

row(
  'pitfall: provider',
  'another one that answers in its place is the one that is shown',
  {
    only: 'scripted',
    script: () => ({ events: [{ event: 'done', data: { reply: 'Hello', provider: 'ollama' } }] }),
  },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.ask('Hi');
    await me.settled(1);
    assert.equal(me.answers().at(-1)?.model, 'ollama');
  },
);

row('pitfall: health', 'the server says what it is without a token', {}, async (t, server) => {
  const probe = await probeAssistant(server.url, server.token);
  assert.equal(probe.app, server.peer ? 'Asta' : 'Trellis');
  assert.ok(probe.version);
  // Nobody there: it fails, and that passes when somebody is.
  const me = await (await person(t, server)).connected();
  if (server.peer) assert.ok(server.peer.count('GET /api/health') > 0);
  assert.equal(me.session.state.phase, 'ready');
});

row('pitfall: empty text', 'a picture alone goes with a question of its own', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  me.put('q', { message: '', image: { mime: 'image/png', base64 } });
  await me.end('q');
  const [first] = await server.rows((await server.ids())[0] ?? '');
  assert.match(String(first?.content), /What's in this image\?$/);
  if (!server.peer) return;
  const [post] = server.peer.posts();
  assert.equal(post?.body.text, "What's in this image?");
  assert.deepEqual([post?.body.image_base64, post?.body.image_mime], [base64, 'image/png']);
});
