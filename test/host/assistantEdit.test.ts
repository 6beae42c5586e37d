// Editing a question at an assistant server whose messages are called after their places, which shift.
// Not here: which rows are cut and how (test/session/assistant/edit.test.ts), who is asked what (questionEditing.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assistantSetting as setting } from './assistantSetting.ts';

const rows = (...contents: string[]) =>
  contents.map((content, at) => ({ role: at % 2 === 0 ? ('user' as const) : ('assistant' as const), content }));

test('a question that came to stand where the edited one was is not replaced', async (t) => {
  const { peer, store, conversation, until } = await setting(t);
  const { id } = peer.store.addConversation(rows('q0', 'a0', 'q1', 'a1'));
  await conversation.open(id);
  assert.equal(await conversation.canReplace(id, 'row:2', 'q1'), 'yes');
  Object.assign(peer.only(), { rows: rows('q0', 'a0', 'another', 'its answer') });
  // As any look at the chat does.
  await conversation.open(id);
  assert.equal(await conversation.canReplace(id, 'row:2', 'q1'), 'no');
  conversation.edit(id, 'row:2', 'q1 in other words', 'q1');
  await until(() =>
    store.state.chats[id]?.messages.some(({ role, ...rest }) => 'delivery' in rest && rest.delivery === 'unsent'),
  );
  assert.deepEqual([peer.posts().length, peer.rows(id).length], [0, 4]);
  assert.equal(conversation.askElsewhere(id, 'row:2', 'q1 in other words', 'q1'), true);
  await until(() => peer.posts().length === 1);
  assert.equal(peer.posts()[0]?.body.text, 'q1 in other words');
});

test('an edit that was not sent keeps the words it was made from, for when it is sent again', async (t) => {
  const { peer, store, conversation, until } = await setting(t);
  const { id } = peer.store.addConversation(rows('q0', 'a0'));
  await conversation.open(id);
  peer.fail({ at: 'POST /api/chat/conversations/:id/truncate', do: { kind: 'answer', status: 500, body: {} } });
  conversation.edit(id, 'row:0', 'q0 in other words', 'q0');
  const unsent = () =>
    store.state.chats[id]?.messages.find((message) => 'delivery' in message && message.delivery === 'unsent');
  await until(() => unsent() && store.state.chats[id]?.messages.some(({ content }) => content === 'a0'));
  Object.assign(peer.only(), { rows: rows('another', 'a0') });
  await conversation.open(id);
  conversation.askAgain(id, unsent()?.id ?? '');
  await until(() =>
    store.state.chats[id]?.messages.some((message) => message.role === 'assistant' && message.status === 'running'),
  );
  await until(unsent);
  assert.deepEqual([peer.posts().length, peer.rows(id).length], [0, 2]);
});
