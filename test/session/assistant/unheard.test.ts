// A question asked anew in the place of another while an answer is made that nobody here hears any more: it waits, and nothing is stored
// between the two. Not here: replacing where nothing is made (edit.test.ts), what waits behind a stopped answer (stop.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistantPeer, AssistantPeerOptions } from '../../support/assistantPeer.ts';
import { scripts } from '../../support/assistantPeerScripts.ts';
import { type Person, person } from './person.ts';
import { type Server, scripted } from './servers.ts';

const options = { timeout: 10_000 };
const held = { at: 'store', do: { kind: 'hold', name: 'end' } as const };

async function setting(t: Parameters<typeof scripted>[0], given: AssistantPeerOptions = {}) {
  const { peer, ...rest } = await scripted(t, given);
  assert.ok(peer);
  const server = { ...rest, peer };
  const { id } = peer.store.addConversation([
    { role: 'user', content: 'q0' },
    { role: 'assistant', content: 'a0' },
  ]);
  return { peer, id, server, me: await opened(t, server, id) };
}

async function opened(t: Parameters<typeof scripted>[0], server: Server, id: string): Promise<Person> {
  const me = await (await person(t, server)).connected();
  await me.conversation.open(id);
  return me;
}

/** Asks, and resolves when all of the answer is shown and none of it is stored. */
async function askedAndHeld(peer: AssistantPeer, me: Person, words: string): Promise<void> {
  peer.fail(held);
  me.ask(words);
  await me.until(() => me.answers().at(-1)?.content.endsWith('.'));
  await peer.until(() => peer.holding().includes('end'));
}

const truncations = (peer: AssistantPeer) => peer.count('POST /api/chat/conversations/:id/truncate');
const lastQuestion = (me: Person) => me.messages().findLast(({ role }) => role === 'user')?.id ?? '';

/** Edits, sees that it waits, lets the answer end: then the edit is there, and it alone. */
async function waitsFor(peer: AssistantPeer, me: Person, id: string, messageId: string, kept: string[]): Promise<void> {
  const before = peer.posts().length;
  assert.equal(me.conversation.edit(id, messageId, 'in other words'), true);
  await me.until(() => me.answers().at(-1)?.aside?.includes('goes when it is stored'));
  await me.passing(() => me.clock.pass(6_000));
  assert.equal(truncations(peer), 0);
  assert.equal(peer.posts().length, before);
  peer.release('end');
  await me.passing(() => peer.until(() => peer.posts().length > before));
  await me.passing(() => me.until(() => me.answers().at(-1)?.status === 'done'));
  const contents = peer.rows(id).map(([, content]) => content);
  assert.deepEqual(contents.slice(0, -1), [...kept, 'in other words']);
  assert.match(contents.at(-1) ?? '', /in other words/);
  assert.equal(truncations(peer), 1);
}

test('after its line was cut', options, async (t) => {
  const { peer, id, me } = await setting(t);
  await askedAndHeld(peer, me, 'first');
  peer.cutAll();
  await me.until(() => me.answers().at(-1)?.status === 'cut');
  await me.recovered();
  await me.passing(() => me.until(() => me.messages().length === 4 || lastQuestion(me) === 'row:2'));
  await waitsFor(peer, me, id, lastQuestion(me), ['q0', 'a0']);
});

test('after a stop, while the server has not even written the question down', options, async (t) => {
  const { peer, id, me } = await setting(t);
  await askedAndHeld(peer, me, 'first');
  const messages = peer.rows(id).slice(0, 2);
  const body = { conversation_id: id, messages: messages.map(([role, content]) => ({ role, content })) };
  peer.fail({ at: 'GET /api/chat/messages', times: 2, do: { kind: 'answer', status: 200, body } });
  me.conversation.stop(id);
  await me.until(() => me.answers().at(-1)?.status === 'interrupted');
  // What was read before the question was there says nothing of its answer.
  await me.rest.chat(id);
  await waitsFor(peer, me, id, 'row:0', []);
});

test('after a stop and a reload of the window', options, async (t) => {
  const { peer, id, me, server } = await setting(t);
  await askedAndHeld(peer, me, 'first');
  me.conversation.stop(id);
  await me.until(() => me.answers().at(-1)?.status === 'interrupted');
  me.conversation.dispose();
  me.session.dispose();
  const again = await opened(t, server, id);
  await waitsFor(peer, again, id, lastQuestion(again), ['q0', 'a0']);
});

test('asked by another window', options, async (t) => {
  const { peer, id, me, server } = await setting(t);
  const other = await opened(t, server, id);
  await askedAndHeld(peer, other, 'from the other');
  await waitsFor(peer, me, id, 'row:0', []);
});

test('twice the same words: the earlier answer does not stand for the one that is made', options, async (t) => {
  const { peer, id, me } = await setting(t);
  await me.asked('Hi');
  await askedAndHeld(peer, me, 'Hi');
  me.conversation.stop(id);
  await me.until(() => me.answers().at(-1)?.status === 'interrupted');
  await waitsFor(peer, me, id, 'row:2', ['q0', 'a0']);
});

test('an answer that the server lost is waited for only so long', options, async (t) => {
  const { peer, id, me } = await setting(t);
  await askedAndHeld(peer, me, 'first');
  me.conversation.stop(id);
  await me.until(() => me.answers().at(-1)?.status === 'interrupted');
  me.conversation.edit(id, 'row:2', 'in other words');
  await me.passing(() => me.until(() => truncations(peer) === 1));
  await me.until(() => peer.posts().length === 2);
});

test('a question that never arrived is not waited for', options, async (t) => {
  const { peer, id, me } = await setting(t);
  peer.fail({ at: 'POST /api/chat/stream', do: { kind: 'bytes', cutAfter: 0, end: 'reset' } }, held);
  me.put('lost', { chatId: id, message: 'never' });
  await me.end('lost');
  await peer.until(() => peer.holding().includes('end'));
  peer.only().rows.splice(2);
  await me.recovered();
  const begun = me.clock.now();
  me.put('edit', { chatId: id, message: 'edited', replaces: 'row:0' });
  await me.passing(() => peer.until(() => truncations(peer) === 1));
  assert.ok(me.clock.now() - begun < 30_000, `${me.clock.now() - begun} ms`);
});

for (const script of ['exception', 'silence'] as const)
  test(
    `a question whose end was heard, though no row tells of it, is not waited for: ${script}`,
    options,
    async (t) => {
      const { peer, id, me } = await setting(t, {
        script: ({ count }) => (count === 0 ? scripts[script] : scripts.plain),
      });
      me.put('first', { chatId: id, message: 'first' });
      await me.end('first');
      await me.rest.chat(id);
      me.put('edit', { chatId: id, message: 'edited', replaces: 'row:2' });
      await me.end('edit');
      assert.ok(!me.of('edit').some(({ kind }) => kind === 'aside'));
      assert.deepEqual(
        peer.rows(id).map(([, content]) => content),
        ['q0', 'a0', 'edited', 'Hello'],
      );
    },
  );

test('a question that stands there without an answer for long is not waited for', options, async (t) => {
  const { peer, id, me } = await setting(t);
  peer.store.addRow(peer.only(), 'user', 'long ago');
  await me.rest.chat(id);
  await me.clock.pass(400_000);
  me.put('edit', { chatId: id, message: 'edited', replaces: 'row:2' });
  await me.end('edit');
  assert.equal(peer.rows(id)[2]?.[1], 'edited');
});
