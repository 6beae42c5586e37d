// The list of chats as it is read, over what has changed in the meantime.
// Not here: reading one chat (settling.test.ts), titles that come late (assistantChat.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChatListsParts, createChatLists } from '../../src/host/chatLists.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import type { RestClient } from '../../src/session/restClient.ts';

const unused = async () => assert.fail('not scripted');

function setting(source: ChatListsParts['connection']['source']) {
  const store = createChatStore();
  const answers: ((title: string) => void)[] = [];
  const rest: RestClient = {
    ...{ models: unused, integrations: unused, schema: unused, chat: unused, createChat: unused, renameChat: unused },
    ...{ deleteChat: unused, deleteChats: unused, deleteMessage: unused, giveFeedback: unused },
    folders: async () => [],
    listChats: () =>
      new Promise((resolve) => {
        answers.push((title) => resolve({ chats: [{ id: 'c', title }], has_more: false }));
      }),
  };
  store.dispatch({ type: 'sourceChanged', source });
  const chat = { id: 'c', title: 'old', messages: [], load: 'loaded', integrationId: null, model: null } as const;
  store.dispatch({ type: 'chatLoaded', chat: { ...chat, messages: [] } });
  const log = { warn: () => undefined };
  const lists = createChatLists({
    connection: { rest, source },
    ...{ store, dispatch: store.dispatch, warn: () => undefined, log },
  });
  return { store, lists, answer: (title: string) => answers.shift()?.(title) };
}

test('a chat that is renamed while the list is read keeps its new title', async () => {
  const { store, lists, answer } = setting({ kind: 'trellis', url: 'https://trellis.example', email: 'a@b.example' });
  const reading = lists.refresh();
  store.dispatch({ type: 'chatRenamed', chatId: 'c', title: 'new' });
  answer('old');
  await reading;
  assert.equal(store.state.chats.c?.title, 'new');
});

test('where nobody can rename a chat, its title is the one that is listed', async () => {
  const { store, lists, answer } = setting({ kind: 'assistant', url: 'http://127.0.0.1:1', user: null });
  const reading = lists.refresh();
  answer('A better title');
  await reading;
  assert.equal(store.state.chats.c?.title, 'A better title');
});
