// Chats at an assistant server, without VS Code: what is chosen and attached goes along with each question, edits and stops are honest.
// Not here: what the session makes of the server's odd answers (test/session/assistant), dialogs (questionEditing.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Source } from '../../src/chat/state.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import { createConversation } from '../../src/host/conversation.ts';
import { createMemory } from '../../src/host/memory.ts';
import { pictureMimeOf } from '../../src/host/pictures.ts';
import { createAssistantServer } from '../../src/session/assistant/assistantServer.ts';
import { type AssistantPeerOptions, assistantPeer } from '../support/assistantPeer.ts';
import { memento, transcript } from '../support/chatSetting.ts';
import { fakeClock } from '../support/fakeClock.ts';

const options = { mood: 'friendly', web: true } as const;
const picture = { id: 'p1', name: 'chart.png', size: 9 };
const image = { mime: 'image/png', base64: 'iVBORw0KGgo=' };

async function setting(t: TestContext, given: AssistantPeerOptions = {}, kept = memento()) {
  const peer = await assistantPeer(t, given);
  const clock = fakeClock(Date.now());
  const source: Source = { kind: 'assistant', url: peer.url, user: null };
  const [store, memory] = [createChatStore(), createMemory(kept)];
  const looks = new Set<() => void>();
  const look = () => [...looks].forEach((each) => void each());
  const log = { info: () => undefined, warn: () => undefined };
  const { session, rest } = createAssistantServer({
    ...{ url: peer.url, token: async () => null, clock, random: () => 0, log: () => undefined },
  });
  memory.setSource(source);
  store.dispatch({ type: 'sourceChanged', source });
  const readPicture = async () => image;
  const conversation = createConversation({
    ...{ connection: { rest, session, source }, store, memory, log, clock, readPicture },
  });
  store.onChange(look);
  session.onState(look);
  void peer.until(() => {
    look();
    return undefined;
  });
  t.after(() => {
    conversation.dispose();
    session.dispose();
  });
  /** Looked for whenever the state or the server has changed. */
  const until = (find: () => unknown) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!find()) return;
        looks.delete(check);
        resolve();
      };
      looks.add(check);
      check();
    });
  const chatId = () => store.state.openChatId ?? '';
  const shown = () => transcript(store.state.chats[chatId()]);
  const ask = (question: string, more: Partial<Parameters<typeof conversation.ask>[0]> = {}) =>
    conversation.ask({
      ...{ chatId: store.state.openChatId, question, context: [], integrationId: null, model: null },
      ...more,
    });
  const answered = (count: number) =>
    until(() => shown().filter((line) => line.startsWith('=') && line.endsWith('(done)')).length === count);
  session.start();
  await until(() => store.state.list.load === 'loaded');
  return { peer, clock, store, memory, session, conversation, until, chatId, shown, ask, answered };
}

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
    Object.values(memory.pending()).map(({ content, options: chosen, queued }) => [content, chosen, queued]),
    [['two', options, true]],
  );
  peer.release('answer');
});

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
