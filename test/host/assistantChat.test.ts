// Chats at an assistant server, without VS Code: what is chosen and attached goes along with each question, edits and stops are honest.
// Not here: what the session makes of the server's odd answers (test/session/assistant), dialogs (questionEditing.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureMimeOf } from '../../src/host/pictures.ts';
import { memento } from '../support/chatSetting.ts';
import { assistantSetting as setting } from './assistantSetting.ts';

const options = { mood: 'friendly', web: true } as const;

test('mood and web go along: asked, queued, asked again, and in an edit as chosen now', async (t) => {
  const { peer, store, memory, conversation, chatId, ask, answered } = await setting(t);
  ask('one', { options, model: 'claude' });
  ask('two', { chatId: store.state.openChatId, options: { mood: null, web: false } });
  await answered(2);
  const said = () => peer.posts().map(({ body }) => [body.text, body.provider, body.mood, body.web]);
  assert.deepEqual(said(), [
    ['one', 'claude', 'friendly', true],
    ['two', 'default', undefined, false],
  ]);
  memory.setUi(chatId(), { ...memory.ui(chatId()), choice: { model: 'google', options } });
  const [, , second] = store.state.chats[chatId()]?.messages ?? [];
  assert.ok(second);
  assert.equal(await conversation.canReplace(chatId(), second.id), 'yes');
  assert.equal(conversation.edit(chatId(), second.id, 'second'), true);
  await answered(2);
  assert.deepEqual(said().at(-1), ['second', 'google', 'friendly', true]);
});

test('what was chosen for a question that waits is remembered with it', async (t) => {
  const kept = memento();
  const { peer, memory, store, ask, until } = await setting(t, {}, kept);
  peer.fail({ at: 'store', do: { kind: 'hold', name: 'answer' } });
  ask('one');
  await until(() => store.state.openChatId?.startsWith('default:'));
  ask('two', { options });
  assert.deepEqual(
    Object.values(memory.pending()).flatMap(({ content, options: chosen, queued }) =>
      queued ? [[content, chosen]] : [],
    ),
    [['two', options]],
  );
  peer.release('answer');
});

test('a stopped answer stays as far as it was heard, until the server has stored the whole', async (t) => {
  const { peer, clock, store, conversation, chatId, shown, ask, answered, until } = await setting(t);
  peer.fail({ at: 'store', do: { kind: 'hold', name: 'end' } });
  ask('one');
  await until(() => /^= .+ \(running\)$/s.test(shown()[1] ?? ''));
  const read = new Promise<void>((resolve) =>
    store.onChange(({ action }) => action.type === 'chatLoaded' && resolve()),
  );
  conversation.stop(chatId());
  const answer = store.state.chats[chatId()]?.messages.at(-1);
  assert.equal(answer?.role === 'assistant' && answer.mayGoOn, true);
  await read;
  await clock.settle();
  assert.match(shown()[1] ?? '', /^= .+ \(interrupted\)$/s);
  peer.release('end');
  await until(() => peer.only().rows.length === 2);
  await clock.pass(1_000);
  await answered(1);
  assert.equal(shown().length, 2);
});

test('a title that comes late is that of the open chat, too, and folders come with the list', async (t) => {
  const { peer, store, conversation, chatId, ask, answered } = await setting(t);
  peer.store.folders.set('f1', { id: 'f1', name: 'Work', color: '#000', owner: 'default' });
  ask('one');
  await answered(1);
  const stored = peer.only();
  Object.assign(stored, { title: 'A better title', folder: 'f1' });
  await conversation.refreshList();
  assert.equal(store.state.chats[chatId()]?.title, 'A better title');
  assert.deepEqual(store.state.folders, [{ id: 'f1', name: 'Work' }]);
  assert.equal(store.state.list.items[0]?.folderId, 'f1');
});

test('a picture is known by its first bytes', () => {
  const bytes = (...given: number[]) => Uint8Array.from([...given, 0]);
  assert.equal(pictureMimeOf(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)), 'image/png');
  assert.equal(pictureMimeOf(bytes(0xff, 0xd8, 0xff)), 'image/jpeg');
  assert.equal(pictureMimeOf(Buffer.from('GIF89a')), 'image/gif');
  assert.equal(pictureMimeOf(Buffer.from('RIFF\u0001\u0002\u0003\u0004WEBPVP8 ')), 'image/webp');
  for (const other of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'a,b\n1,2\n', 'RIFF0000WAVEfmt '])
    assert.equal(pictureMimeOf(Buffer.from(other)), null);
});
