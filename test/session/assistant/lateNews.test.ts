// When a chat is worth reading again although nobody says so: not while somebody reads it anyhow, and not when nobody wants to.
// Not here: what is read then (stop.test.ts, panel.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLateNews } from '../../../src/session/assistant/lateNews.ts';
import { fakeClock } from '../../support/fakeClock.ts';

function setting({ isOpen = true, rows = 1 } = {}) {
  const clock = fakeClock();
  const running = new Set<string>();
  const state = { told: 0, isOpen };
  const read = () => late.read('chat', true, rows);
  const late = createLateNews(
    clock,
    (chatId) => running.has(chatId),
    () => {
      state.told += 1;
      if (state.isOpen) read();
    },
  );
  return { clock, late, state, running, read };
}

test('a chat that ends with a question is read every 8 s, for 10 minutes', async () => {
  const { clock, state, read } = setting();
  read();
  await clock.pass(80_000);
  assert.equal(state.told, 10);
  await clock.pass(3_600_000);
  assert.equal(state.told, 74);
});

test('while somebody reads it anyhow, it is left to them', async () => {
  const { clock, state, read } = setting();
  for (let time = 0; time < 20; time++) {
    read();
    await clock.pass(5_000);
  }
  assert.equal(state.told, 0);
  await clock.pass(16_000);
  assert.ok(state.told > 0);
});

test('a chat that nobody reads when told of it is not told of again, until somebody does', async () => {
  const { clock, state, read } = setting({ isOpen: false });
  read();
  await clock.pass(300_000);
  assert.equal(state.told, 1);
  state.isOpen = true;
  read();
  await clock.pass(17_000);
  assert.ok(state.told > 1);
});

test('what subagents report behind an answer is looked for, while the chat is looked at', async () => {
  const { clock, state, late } = setting({ isOpen: false });
  late.turnEnded('chat', true);
  await clock.pass(60_000);
  // Once for a title, once for the chat.
  assert.equal(state.told, 2);
  late.read('chat', false, 4);
  state.isOpen = true;
  await clock.pass(20_000);
  assert.ok(state.told > 2);
});

test('nothing is looked for behind an answer, in a chat where a turn runs, or that was forgotten', async () => {
  const { clock, state, late, running, read } = setting();
  read();
  late.read('chat', false, 2);
  await clock.pass(60_000);
  read();
  running.add('chat');
  await clock.pass(60_000);
  late.forget('chat');
  running.clear();
  await clock.pass(60_000);
  assert.equal(state.told, 0);
});
