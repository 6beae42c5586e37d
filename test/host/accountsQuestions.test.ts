// Questions that a refused account kept from being sent: they go out when somebody has signed in again, once, in their order.
// Not here: signing in (accounts.test.ts), the line (accountsLine.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAgainWhenSignedIn } from '../../src/host/accountsQuestions.ts';
import { SessionError } from '../../src/session/errors.ts';
import { chatSetting } from '../support/chatSetting.ts';

/** One question is answered, then the account is refused. */
async function refused() {
  const setting = chatSetting();
  const { clock, peer, server, session, store, conversation, connect, ask } = setting;
  const asking = askAgainWhenSignedIn({ session, store, conversation });
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one', chat_id: 'c1' });
  peer.last().say('message', { id: 'a-one', content: 'first', chat_id: 'c1' });
  server.chats.set('c1', [{ id: 'one', answer: 'first' }]);
  peer.refuse(new SessionError('unauthorized', 'Invalid API key', { status: 401 }));
  peer.last().cut(4001);
  await clock.settle();
  assert.equal(session.state.phase, 'failed');
  return {
    ...setting,
    asking,
    async signIn() {
      peer.refuse(undefined);
      session.retryNow();
      await clock.settle();
      await setting.ready();
    },
  };
}

test('a question asked while signed out is kept, and asked after the sign-in, once', async () => {
  const { clock, peer, ask, sent, shown, signIn } = await refused();
  ask('two', 'c1');
  await clock.settle();
  assert.deepEqual(shown('c1').slice(2), ['two (unsent)', '=  (failed)']);
  assert.equal(sent().length, 1);
  await signIn();
  assert.deepEqual(shown('c1').slice(2), ['two (sending)', '=  (running)']);
  assert.equal(sent().length, 2);
  peer.last().say('message', { id: 'a2', content: 'second', chat_id: 'c1' });
  await clock.settle();
  assert.deepEqual(shown('c1').slice(2), ['two (sent)', '= second (done)']);
  assert.equal(sent().length, 2);
});

test('several in one chat go one after the other, in their order', async () => {
  const { clock, peer, ask, sent, signIn } = await refused();
  for (const question of ['two', 'three', 'four']) {
    ask(question, 'c1');
    await clock.settle();
  }
  await signIn();
  for (const answer of ['a2', 'a3', 'a4']) {
    peer.last().say('message', { id: answer, content: answer, chat_id: 'c1' });
    await clock.settle();
  }
  assert.deepEqual(
    sent().map(({ message }) => message),
    ['one', 'two', 'three', 'four'],
  );
});

test('one that had arrived after all is not asked again', async () => {
  const { clock, memory, server, ask, sent, shown, signIn } = await refused();
  ask('two', 'c1');
  await clock.settle();
  const [clientId = ''] = Object.keys(memory.pending());
  server.chats.set('c1', [
    { id: 'one', answer: 'first' },
    { id: 'two', clientId, answer: 'second' },
  ]);
  await signIn();
  await clock.settle();
  assert.deepEqual(shown('c1').slice(2), ['two (sent)', '= second (done)']);
  assert.equal(sent().length, 1);
});

test('what failed for another reason waits for the person', async () => {
  const { clock, peer, store, ask, sent, signIn } = await refused();
  ask('two', 'c1');
  await clock.settle();
  const [question, answer] = store.state.chats.c1?.messages.slice(2) ?? [];
  assert.ok(question && answer);
  const error = { code: 'OFFLINE', message: 'away', retryable: true, debugId: null, suggestions: [] };
  store.dispatch({ type: 'questionUnsent', chatId: 'c1', messageId: question.id, answerId: answer.id, error });
  await signIn();
  await clock.settle();
  assert.equal(peer.lines.length > 1, true);
  assert.equal(sent().length, 1);
});

test('nothing is asked for who has left', async () => {
  const { clock, asking, ask, sent, signIn } = await refused();
  ask('two', 'c1');
  await clock.settle();
  asking.dispose();
  await signIn();
  assert.equal(sent().length, 1);
});
