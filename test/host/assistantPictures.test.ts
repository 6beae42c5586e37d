// Pictures at an assistant server, which keeps none: they go again with the very question they went with, and with no other.
// Not here: what is a picture (pictures.test.ts), how one is attached (attachmentsPanel.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageOf, assistantSetting as setting } from './assistantSetting.ts';

const picture = { id: 'p1', name: 'chart.png', size: 9 };
const image = imageOf(picture.name);

test('a picture goes with its question, and with the same question asked again', async (t) => {
  const { peer, store, conversation, chatId, ask, answered, until } = await setting(t);
  ask('What is it?', { files: [picture] });
  await answered(1);
  const images = () => peer.posts().map(({ body }) => [body.image_base64, body.image_mime]);
  assert.deepEqual(images(), [[image.base64, image.mime]]);
  const [question] = store.state.chats[chatId()]?.messages ?? [];
  conversation.askAgain(chatId(), question?.id ?? '');
  await until(() => peer.posts().length === 2);
  assert.deepEqual(images().at(-1), [image.base64, image.mime]);
});

test('a question of another chat at the same place goes without it', async (t) => {
  const { peer, store, conversation, chatId, ask, answered, until } = await setting(t);
  ask('What is it?', { files: [picture] });
  await answered(1);
  const first = chatId();
  await conversation.open(null);
  ask('no picture here', { chatId: null });
  await until(() => chatId() !== first);
  await answered(1);
  const [question] = store.state.chats[chatId()]?.messages ?? [];
  assert.equal(question?.id, store.state.chats[first]?.messages[0]?.id);
  conversation.edit(chatId(), question?.id ?? '', 'in other words');
  await until(() => peer.posts().length === 3);
  assert.equal(peer.posts().at(-1)?.body.image_base64, undefined);
  await answered(1);
  conversation.edit(first, question?.id ?? '', 'What is this?');
  await until(() => peer.posts().length === 4);
  assert.equal(peer.posts().at(-1)?.body.image_base64, image.base64);
});

test('a question that took the place of one with a picture has its own picture, or none', async (t) => {
  const { peer, store, conversation, chatId, ask, answered, until } = await setting(t);
  ask('What is it?', { files: [picture] });
  await answered(1);
  // Another window has put another question there.
  Object.assign(peer.only(), {
    rows: [
      { role: 'user', content: 'something else' },
      { role: 'assistant', content: 'Yes.' },
    ],
  });
  await conversation.open(chatId());
  const [question] = store.state.chats[chatId()]?.messages ?? [];
  assert.equal(question?.content, 'something else');
  conversation.askAgain(chatId(), question?.id ?? '');
  await until(() => peer.posts().length === 2);
  assert.equal(peer.posts().at(-1)?.body.image_base64, undefined);
});
