// A token that ends, and a sign-out elsewhere, in a window that is connected: what is said, and what becomes of the question.
// Not here: the dialogs (assistantSignIn.test.ts), the same at Trellis (accountsQuestions.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import type { Source } from '../../src/chat/state.ts';
import { askAgainWhenSignedIn } from '../../src/host/accountsQuestions.ts';
import type { AssistantAccounts } from '../../src/host/assistantAccounts.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import { type ConnectionOptions, createConnection } from '../../src/host/connection.ts';
import { createConversation } from '../../src/host/conversation.ts';
import { createMemory } from '../../src/host/memory.ts';
import { assistantPeer } from '../support/assistantPeer.ts';
import { memento, transcript } from '../support/chatSetting.ts';

/** Signed in as `ada`, with one question answered. */
async function setting(t: TestContext) {
  const peer = await assistantPeer(t, { auth: 'login' });
  const ada = peer.store.users.get('ada') ?? assert.fail();
  const changes = new Emitter<void>();
  let kept: { token: string; id: string } | undefined = { token: peer.store.logIn(ada), id: 'first' };
  const assistants: AssistantAccounts = {
    ...{ list: async () => [], read: async () => kept, save: async () => assert.fail() },
    ...{ servers: () => [], remember: () => undefined, forget: () => undefined, keepServersIn: () => undefined },
    ...{ remove: async () => assert.fail(), onDidChange: changes.event, dispose: () => changes.dispose() },
  };
  const source: Source = { kind: 'assistant', url: peer.url, user: 'ada' };
  const [store, memory] = [createChatStore(), createMemory(memento())];
  store.dispatch({ type: 'sourceChanged', source });
  memory.setSource(source);
  const log = { info: () => undefined, warn: () => undefined, error: assert.fail };
  const connection = createConnection({ source, assistants, log } as unknown as ConnectionOptions);
  const { session } = connection;
  const conversation = createConversation({ connection, store, memory, log });
  const asking = askAgainWhenSignedIn({ session, store, conversation });
  t.after(() => {
    for (const part of [asking, conversation, connection]) part.dispose();
  });
  const until = (find: () => unknown) =>
    new Promise<void>((resolve) => {
      if (find()) return resolve();
      const listening = store.onChange(() => {
        if (!find()) return;
        listening.dispose();
        resolve();
      });
    });
  const shown = () => transcript(store.state.chats[store.state.openChatId ?? '']);
  const isShown = (at: number, text: RegExp) => until(() => text.test(shown()[at] ?? ''));
  const ask = (question: string) =>
    conversation.ask({
      ...{ chatId: store.state.openChatId, question, context: [], integrationId: null, model: null },
    });
  const failed = () => until(() => store.state.connection.phase === 'failed');
  session.start();
  await until(() => store.state.list.load === 'loaded');
  ask('one');
  await isShown(1, /\(done\)$/);
  return {
    ...{ peer, store, ask, shown, isShown, failed },
    signIn() {
      kept = { token: peer.store.logIn(ada), id: 'second' };
      changes.fire();
    },
    signOut() {
      kept = undefined;
      changes.fire();
    },
  };
}

test('a token that has ended: the question is kept, and asked by itself after signing in again, once', async (t) => {
  const { peer, store, ask, shown, isShown, failed, signIn } = await setting(t);
  peer.store.tokens.clear();
  ask('two');
  await failed();
  const { connection } = store.state;
  assert.equal(connection.phase === 'failed' && connection.action, 'signIn');
  await isShown(2, /two \(unsent\)/);
  const answer = store.state.chats[store.state.openChatId ?? '']?.messages.at(-1);
  assert.equal(answer?.role === 'assistant' && answer.error?.code, 'UNAUTHORIZED');
  signIn();
  await isShown(3, /\(done\)$/);
  assert.deepEqual([shown().length, shown()[2]], [4, 'two (sent)']);
  // Refused, then taken.
  assert.equal(peer.posts().filter(({ body }) => body.text === 'two').length, 2);
  assert.equal(peer.only().rows.length, 4);
});

test('signed out in another window, this one says so at once', async (t) => {
  const { store, failed, signOut } = await setting(t);
  signOut();
  await failed();
  const { connection } = store.state;
  assert.match(connection.phase === 'failed' ? connection.reason : '', /^ada is signed out of 127/);
});
