// Stopping an answer where nobody can be told to stop: the line is cut once, the server goes on and stores, the next question waits.
// Not here: one stop against our own server (pitfallsAround.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { person } from './person.ts';
import { scripted } from './servers.ts';

const held = (at: string, name: string) => ({ at, do: { kind: 'hold', name } as const });
const options = { timeout: 10_000 };

test('stop cuts the line once; what the server stores all the same is shown when it is there', options, async (t) => {
  const { peer, ...server } = await scripted(t, { faults: [held('store', 'end')] });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.ask('Hi');
  await me.until(() => me.answers().at(-1)?.content !== '' && me.chatId().includes(':web:') && me.answers().length > 0);
  const chatId = me.chatId();
  me.conversation.stop(chatId);
  await me.until(() => me.answers().at(-1)?.status === 'interrupted');
  assert.equal(me.answers().at(-1)?.mayGoOn, true);
  await peer.until(() => peer.posts().every(({ aborted }) => aborted));
  await me.clock.pass(2_000);
  assert.deepEqual(me.texts().slice(0, 1), ['Hi']);
  peer.release('end');
  await peer.until(() => peer.rows(chatId).length === 2);
  const [, answer] = peer.rows(chatId);
  await me.passing(() => me.becomes(['Hi (sent)', `= ${answer?.[1]} (done)`]));
  assert.equal(peer.posts().length, 1);
});

test(
  'a question behind a stopped one waits in its conversation, and both answers are right in the end',
  options,
  async (t) => {
    const { peer, ...server } = await scripted(t, { faults: [held('store', 'end')] });
    assert.ok(peer);
    const me = await (await person(t, { ...server, peer })).connected();
    me.put('one', { message: 'first' });
    await me.until(() => me.of('one').some(({ kind }) => kind === 'text'));
    const { id } = peer.only();
    me.session.interrupt(id);
    assert.equal((await me.end('one')).kind, 'stopped');
    me.put('two', { chatId: id, message: 'second' });
    await me.until(() => me.of('two').some((update) => update.kind === 'event'));
    const isSaid = (kind: string) => me.of('two').some((update) => update.kind === kind);
    assert.ok(!isSaid('text') && !isSaid('lost'), 'nothing but that the server has it');
    peer.release('end');
    const end = await me.end('two');
    assert.ok(end.kind === 'event' && end.event.event === 'message');
    assert.match(end.event.data.content, /second/);
    const { messages } = await me.rest.chat(id);
    assert.deepEqual(
      messages.map(({ content }) => content),
      peer.rows(id).map(([, content]) => content),
    );
    assert.equal(messages.length, 4);
    assert.deepEqual(
      peer.posts().map(({ aborted }) => aborted),
      [true, false],
    );
  },
);

test('stop before the server has said anything', options, async (t) => {
  const { peer, ...server } = await scripted(t, { faults: [held('POST /api/chat/stream', 'door')] });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.put('q');
  await peer.until(() => peer.holding().includes('door'));
  me.session.interrupt(null, 'q');
  const end = await me.end('q');
  assert.ok(end.kind === 'stopped' && !end.acknowledged, end.kind);
  await peer.until(() => peer.posts()[0]?.aborted);
  peer.release('door');
  await peer.until(() => [...peer.store.conversations.values()].some(({ rows }) => rows.length === 2));
  await me.clock.pass(60_000);
  assert.equal(me.of('q').filter(({ kind }) => kind === 'stopped').length, 1);
  assert.equal(peer.posts().length, 1);
});

test('stop before `meta`, in the panel: the question is kept and not sent again', options, async (t) => {
  const { peer, ...server } = await scripted(t, { faults: [held('event meta', 'meta')] });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.ask('Hi');
  await peer.until(() => peer.holding().includes('meta'));
  me.conversation.stop(me.chatId());
  await me.until(() => me.answers().at(-1)?.status !== 'running');
  await peer.until(() => peer.posts()[0]?.aborted);
  peer.release('meta');
  await me.clock.pass(60_000);
  assert.deepEqual(me.texts()[0], 'Hi');
  assert.equal(peer.posts().length, 1);
});

test('stop twice, and of what has ended, does nothing more', options, async (t) => {
  const { peer, ...server } = await scripted(t, { faults: [held('event done', 'end')] });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.put('q');
  await me.until(() => me.of('q').some(({ kind }) => kind === 'text'));
  const { id } = peer.only();
  for (let time = 0; time < 3; time++) me.session.interrupt(id, 'q');
  await me.end('q');
  me.session.interrupt(id, 'q');
  me.session.interrupt(id);
  peer.release('end');
  await peer.until(() => peer.rows(id).length === 2);
  await me.clock.pass(60_000);
  assert.equal(me.of('q').filter(({ kind }) => kind === 'stopped').length, 1);
  assert.equal(peer.requests.filter(({ method }) => method === 'POST').length, 1);
});

test('nothing of a stopped answer is heard any more', options, async (t) => {
  const { peer, ...server } = await scripted(t);
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  const seen = me.session.onTurn((update) => {
    if (update.kind === 'text') me.session.interrupt(null, 'q');
  });
  me.put('q');
  await me.end('q');
  seen.dispose();
  await peer.until(() => [...peer.store.conversations.values()].some(({ rows }) => rows.length === 2));
  await me.clock.settle();
  assert.equal(me.of('q').at(-1)?.kind, 'stopped');
});
