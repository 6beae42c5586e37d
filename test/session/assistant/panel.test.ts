// What the panel shows in the end where an edit was refused, an answer was stopped or another client was faster: what is stored, and
// the words that were not sent. Not here: what the session says of it (edit.test.ts, stop.test.ts), each fault (faults.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AssistantPeerOptions } from '../../support/assistantPeer.ts';
import { person } from './person.ts';
import { scripted } from './servers.ts';

const options = { timeout: 10_000 };

async function setting(t: Parameters<typeof scripted>[0], given: AssistantPeerOptions = {}) {
  const { peer, ...server } = await scripted(t, given);
  assert.ok(peer);
  const { id } = peer.store.addConversation(
    [0, 1, 2].flatMap((at) => [
      { role: 'user' as const, content: `question ${at}` },
      { role: 'assistant' as const, content: `answer ${at}` },
    ]),
  );
  const me = await (await person(t, { ...server, peer })).connected();
  await me.conversation.open(id);
  const stored = () =>
    peer.rows(id).map(([role, content]) => (role === 'user' ? `${content} (sent)` : `= ${content} (done)`));
  const edit = (at: number) => me.conversation.edit(id, me.messages()[at]?.id ?? '', 'in other words');
  return { peer, me, id, stored, edit };
}

const unsent = ['in other words (unsent)', '=  (failed)'];

describe('an edit that was refused leaves what is stored, and the words', () => {
  test('where the last rows are kept', options, async (t) => {
    const { peer, me, stored, edit } = await setting(t, { app: 'Trellis', truncate: 'last' });
    edit(2);
    await me.becomes([...stored(), ...unsent]);
    assert.equal(stored().length, 6);
    assert.deepEqual(peer.posts(), []);
  });

  test('where nobody knew it, and it was lost', options, async (t) => {
    const { peer, me, stored, edit } = await setting(t, { app: 'Another', truncate: 'last' });
    edit(2);
    await me.until(() => peer.requests.some(({ url }) => url.endsWith('/truncate')));
    await me.becomes([...stored(), ...unsent]);
    assert.deepEqual(stored(), ['question 2 (sent)', '= answer 2 (done)']);
    assert.match(me.answers().at(-1)?.error?.message ?? '', /oldest/);
    assert.deepEqual(peer.posts(), []);
  });

  for (const kind of ['refused', 'cut'] as const)
    test(`where the cut of the conversation failed: ${kind}`, options, async (t) => {
      const { peer, me, stored, edit } = await setting(t);
      const deed = kind === 'cut' ? ({ kind } as const) : ({ kind: 'answer', status: 500, body: 'Internal' } as const);
      peer.fail({ at: 'POST /api/chat/conversations/:id/truncate', do: deed });
      edit(2);
      await me.until(() => me.answers().at(-1)?.status === 'failed');
      await me.recovered();
      await me.becomes([...stored(), ...unsent]);
      assert.equal(stored().length, kind === 'cut' ? 2 : 6);
      assert.deepEqual(peer.posts(), []);
    });

  test('where somebody has changed it meanwhile', options, async (t) => {
    const { peer, me, stored, edit } = await setting(t);
    peer.only().rows.shift();
    edit(2);
    await me.becomes([...stored(), ...unsent]);
    assert.deepEqual(peer.posts(), []);
  });
});

test('an edit whose answer is cut is there in the end, and the rest is gone', options, async (t) => {
  const { peer, me, stored, edit } = await setting(t);
  peer.fail({ at: 'event done', do: { kind: 'drop' } });
  edit(2);
  await me.until(() => me.answers().at(-1)?.status === 'cut');
  await me.recovered();
  await peer.until(() => stored().length === 4);
  await me.becomes(stored());
  assert.equal(peer.posts().length, 1);
});

test(
  'an edit in a chat that is being read: what it takes the place of does not come back while it is answered',
  options,
  async (t) => {
    const { peer, me, id, edit } = await setting(t);
    peer.fail({ at: 'event done', do: { kind: 'hold', name: 'end' } });
    const reading = me.conversation.open(id);
    edit(4);
    await reading;
    await me.until(() => me.answers().at(-1)?.content.endsWith('.') && me.answers().at(-1)?.status === 'running');
    const shown = me.messages().map((message) => [message.id, message.content]);
    peer.release('end');
    await me.until(() => me.answers().every(({ status }) => status === 'done'));
    assert.deepEqual(
      shown.slice(0, 5).map(([, content]) => content),
      ['question 0', 'answer 0', 'question 1', 'answer 1', 'in other words'],
    );
    assert.equal(new Set(shown.map(([messageId]) => messageId)).size, shown.length);
  },
);

test('a stopped answer, a question behind it, and all of it right in the end', options, async (t) => {
  const { peer, me, id, stored } = await setting(t);
  peer.fail({ at: 'store', do: { kind: 'hold', name: 'end' } });
  me.ask('one');
  await me.until(() => me.answers().at(-1)?.content.includes('one'));
  me.conversation.stop(id);
  await me.until(() => me.answers().at(-1)?.status === 'interrupted');
  me.ask('two');
  await me.until(() => me.answers().length === 5 && peer.posts().length === 2);
  peer.release('end');
  await me.until(() => me.answers().length === 5 && me.answers().at(-1)?.status === 'done');
  await me.becomes(stored());
  assert.equal(stored().length, 10);
  assert.deepEqual(
    peer.posts().map(({ aborted }) => aborted),
    [true, false],
  );
});

for (const [name, fails] of [
  ['it is made', false],
  ['it is refused', true],
] as const)
  test(
    `stop while rows are cut off: the cut is seen, nothing is sent, and the words are kept: ${name}`,
    options,
    async (t) => {
      const { peer, me, id, stored, edit } = await setting(t);
      const route = 'POST /api/chat/conversations/:id/truncate';
      peer.fail({ at: route, do: { kind: 'hold', name: 'cut' } });
      if (fails) peer.fail({ at: route, do: { kind: 'answer', status: 500, body: 'Internal' } });
      edit(2);
      await me.until(() => peer.holding().includes('cut'));
      me.conversation.stop(id);
      peer.release('cut');
      await me.until(() => me.answers().at(-1)?.status === 'failed');
      await me.passing(() => me.becomes([...stored(), ...unsent]));
      assert.equal(stored().length, fails ? 6 : 2);
      assert.deepEqual(peer.posts(), []);
    },
  );

test('stop before the cut: nothing is cut off', options, async (t) => {
  const { peer, me, id, stored, edit } = await setting(t);
  peer.fail({ at: 'GET /api/chat/messages', do: { kind: 'hold', name: 'rows' } });
  edit(2);
  await me.until(() => peer.holding().includes('rows'));
  me.conversation.stop(id);
  peer.release('rows');
  await me.becomes([...stored(), ...unsent]);
  await peer.until(() => peer.requests.every(({ over }) => over));
  assert.equal(stored().length, 6);
  assert.equal(peer.count('POST /api/chat/conversations/:id/truncate'), 0);
});

test('an edit in one chat leaves another, whose rows have the same names, alone', options, async (t) => {
  const { peer, me, id, stored, edit } = await setting(t);
  const other = peer.store.addConversation([
    { role: 'user', content: 'question 0' },
    { role: 'assistant', content: 'another answer' },
  ]);
  await me.conversation.open(other.id);
  await me.conversation.open(id);
  edit(0);
  await me.until(() => me.messages().length === 2 && me.answers().at(-1)?.status === 'done');
  await me.becomes(stored());
  assert.deepEqual(
    peer.rows(other.id).map(([, content]) => content),
    ['question 0', 'another answer'],
  );
  assert.equal(peer.posts()[0]?.body.conversation_id, id);
});

test('what another client asks and what is added later is seen when the chat is opened again', options, async (t) => {
  const { peer, me, id, stored } = await setting(t);
  const conversation = peer.only();
  peer.store.addRow(conversation, 'user', 'from elsewhere');
  peer.store.addRow(conversation, 'assistant', 'answered there');
  await me.conversation.open(id);
  await me.becomes(stored());
  await me.asked('and here');
  await me.becomes(stored());
  assert.deepEqual(new Set(me.messages().map((message) => message.id)).size, 10);
});

test('a deleted chat is gone, here and when it was deleted elsewhere', options, async (t) => {
  const { peer, me, id } = await setting(t);
  await me.conversation.remove([id]);
  assert.equal(peer.store.conversations.size, 0);
  assert.equal(me.store.state.list.items.length, 0);
  const other = peer.store.addConversation([{ role: 'user', content: 'x' }]);
  await me.conversation.refreshList();
  await me.conversation.open(other.id);
  peer.store.conversations.delete(other.id);
  await me.conversation.open(other.id);
  await me.until(() => me.store.state.chats[other.id] === undefined);
});

test('after a reload of the window: what was asked is there once', options, async (t) => {
  const { peer, ...server } = await scripted(t, { faults: [{ at: 'store', do: { kind: 'hold', name: 'end' } }] });
  assert.ok(peer);
  const one = await (await person(t, { ...server, peer })).connected();
  one.ask('Hi');
  await one.until(() => one.answers().at(-1)?.content.endsWith('.'));
  const chatId = one.chatId();
  one.conversation.dispose();
  one.session.dispose();
  const two = await (await person(t, { ...server, peer })).connected();
  await two.conversation.open(chatId);
  assert.deepEqual(two.texts(), ['Hi']);
  peer.release('end');
  await peer.until(() => peer.rows(chatId).length === 2);
  await two.passing(() => two.until(() => two.messages().length === 2));
  assert.deepEqual(
    two.texts(),
    peer.rows(chatId).map(([, content]) => content),
  );
  assert.equal(peer.posts().length, 1);
});
