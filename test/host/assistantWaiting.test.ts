// How often a chat is read while a server that cannot say so may still be finishing its answer.
// Not here: what the session looks for by itself (test/session/assistant/lateNews.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { assistantSetting } from './assistantSetting.ts';

async function stopped(t: TestContext) {
  const given = await assistantSetting(t);
  const { peer, clock, conversation, chatId, shown, ask, until } = given;
  peer.fail({ at: 'store', do: { kind: 'hold', name: 'end' } });
  ask('one');
  await until(() => /^= .+ \(running\)$/s.test(shown()[1] ?? ''));
  const stoppedChat = chatId();
  conversation.stop(stoppedChat);
  /** Lets so much time pass that what is asked for in it is also answered; how often messages were read. */
  async function reads(seconds: number) {
    const before = peer.requests.length;
    for (let step = 0; step < seconds * 2; step++) {
      await clock.pass(500);
      for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return peer.requests.slice(before).filter(({ route }) => route === 'GET /api/chat/messages').length;
  }
  return { ...given, stoppedChat, reads };
}

test('a stopped answer is looked for soon, then ever less often', async (t) => {
  const { peer, answered, reads } = await stopped(t);
  const first = await reads(10);
  assert.ok(first >= 4 && first <= 8, `${first} in the first 10 s`);
  const later = await reads(30);
  assert.ok(later >= 3 && later <= 7, `${later} in the next 30 s`);
  peer.release('end');
  await Promise.all([reads(10), answered(1)]);
});

test('in a chat that is not open nobody looks, until it is opened again', async (t) => {
  const { peer, conversation, stoppedChat, answered, reads } = await stopped(t);
  await conversation.open(null);
  await reads(10);
  assert.equal(await reads(60), 0);
  void conversation.open(stoppedChat);
  peer.release('end');
  await Promise.all([reads(10), answered(1)]);
});
