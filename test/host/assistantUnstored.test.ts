// Questions that an assistant server has acknowledged and not stored: it says "meta" before a question waits its turn.
// Not here: questions of which nothing was heard (assistantChat.test.ts), answers that end early (test/session/assistant/stop.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayHaveArrived } from '../../src/chat/arrival.ts';
import type { AssistantPeerOptions } from '../support/assistantPeer.ts';
import { echo } from '../support/assistantPeerScripts.ts';
import { assistantSetting as setting } from './assistantSetting.ts';

type Setting = Awaited<ReturnType<typeof setting>>;

const options = { mood: 'friendly', web: true } as const;

/** `one` is stopped here while the server goes on with it; `two` is acknowledged and waits behind it. */
async function withOneThatWaits(given: Setting) {
  const { peer, conversation, session, chatId, shown, ask, until } = given;
  peer.fail({ at: 'store', do: { kind: 'hold', name: 'end' } });
  ask('one');
  await until(() => /^= .+ \(running\)$/s.test(shown()[1] ?? ''));
  conversation.stop(chatId());
  let heard = false;
  session.onTurn((update) => {
    heard ||= update.kind === 'event' && update.event.event === 'chat_metadata';
  });
  ask('two', { options });
  await until(() => heard);
  await until(() => shown()[2] === 'two (sent)');
}

/** Lets time pass until that is so. */
async function passing({ clock }: Setting, find: () => unknown) {
  for (let step = 0; !find(); step++) {
    assert.ok(step < 400, 'it does not come to be');
    await new Promise<void>((resolve) => setImmediate(resolve));
    await clock.pass(500);
  }
}

function errorOfLast({ store, chatId }: Setting) {
  const answer = store.state.chats[chatId()]?.messages.at(-1);
  return answer?.role === 'assistant' ? answer.error : null;
}

const pending = ({ memory }: Setting) => Object.values(memory.pending()).map(({ content }) => content);

test('when its line breaks it is kept, and may be sent again; once it is stored it is shown as sent', async (t) => {
  const given = await setting(t);
  const { peer, shown } = given;
  await withOneThatWaits(given);
  assert.deepEqual(pending(given), ['two']);
  peer.cutAll();
  await passing(given, () => shown()[2] === 'two (unsent)');
  await passing(given, () => given.session.state.phase === 'ready');
  assert.equal(errorOfLast(given)?.code, mayHaveArrived);
  assert.equal(shown().length, 4);
  peer.release('end');
  await passing(given, () => shown()[2] === 'two (sent)' && shown()[3]?.endsWith('(done)'));
  assert.deepEqual([pending(given), shown().length], [[], 4]);
});

test('sent again it goes with all that was chosen for it', async (t) => {
  const given = await setting(t);
  const { peer, store, conversation, chatId, shown } = given;
  await withOneThatWaits(given);
  peer.cutAll();
  await passing(given, () => shown()[2] === 'two (unsent)' && given.session.state.phase === 'ready');
  const posts = peer.posts().length;
  conversation.askAgain(chatId(), store.state.chats[chatId()]?.messages[2]?.id ?? '');
  await given.until(() => peer.posts().length > posts);
  const body = peer.posts().at(-1)?.body;
  assert.deepEqual([body?.text, body?.mood, body?.web], ['two', 'friendly', true]);
  peer.release('end');
});

test('when the person stops it, it is kept too, and the server may still come to it', async (t) => {
  const given = await setting(t);
  const { peer, clock, conversation, chatId, shown } = given;
  await withOneThatWaits(given);
  conversation.stop(chatId());
  await passing(given, () => shown()[2] === 'two (unsent)');
  await clock.pass(2_000);
  assert.match(errorOfLast(given)?.message ?? '', /stopped.+may have arrived/i);
  peer.release('end');
  await passing(given, () => shown()[2] === 'two (sent)' && shown()[3]?.endsWith('(done)'));
  assert.deepEqual([pending(given), shown().length], [[], 4]);
});

test('a server that fails it before it has stored it has not lost it: it is kept, with what the server said', async (t) => {
  const script: NonNullable<AssistantPeerOptions['script']> = ({ text, conversation }) => {
    if (text !== 'two') return echo(text);
    conversation.rows.pop();
    return { events: [{ event: 'error', data: { error: 'Error: The server is closing.' } }] };
  };
  const given = await setting(t, { script });
  const { peer, shown, ask, answered } = given;
  ask('one');
  await answered(1);
  ask('two');
  await passing(given, () => shown()[2] === 'two (unsent)');
  assert.equal(errorOfLast(given)?.message, 'The server is closing.');
  assert.deepEqual([pending(given), shown().length], [['two'], 4]);
  const reads = () => peer.requests.filter(({ route }) => route === 'GET /api/chat/messages').length;
  const before = reads();
  await given.clock.pass(2_000);
  assert.equal(reads(), before);
});

test('it is with the server for sure as soon as anything comes of it', async (t) => {
  const given = await setting(t);
  const { peer, shown, until } = given;
  await withOneThatWaits(given);
  assert.deepEqual(pending(given), ['two']);
  peer.release('end');
  await until(() => /^= .+ \(\w+\)$/s.test(shown()[3] ?? ''));
  assert.deepEqual(pending(given), []);
});

test('where a server answers with one reply, a stop keeps its note when the question turns out to be stored', async (t) => {
  const given = await setting(t, { streaming: 'never' });
  const { peer, store, conversation, chatId, shown, ask, answered } = given;
  ask('one');
  await answered(1);
  peer.fail({ at: 'store', do: { kind: 'hold', name: 'end' } });
  ask('two');
  await passing(given, () => peer.only().rows.length === 3);
  conversation.stop(chatId());
  await passing(given, () => shown()[2] === 'two (sent)');
  const answer = () => store.state.chats[chatId()]?.messages[3];
  const notes = () => {
    const found = answer();
    return found?.role === 'assistant' && [found.status, found.mayGoOn];
  };
  assert.deepEqual(notes(), ['interrupted', true]);
  await given.clock.pass(3_000);
  assert.deepEqual(notes(), ['interrupted', true]);
  peer.release('end');
  await passing(given, () => shown()[3]?.endsWith('(done)'));
  assert.deepEqual([pending(given), shown().length], [[], 4]);
});
