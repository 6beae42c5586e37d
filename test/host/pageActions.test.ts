// What the page is told and when: at once, but for texts that are told anew as a whole with each word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../../src/chat/actions.ts';
import { createPageActions, type PageActions } from '../../src/host/pageActions.ts';
import { fakeClock } from '../support/fakeClock.ts';

const text = (content: string, answerId = 'a'): Action => ({ type: 'textReplaced', chatId: 'c', answerId, content });
const processing: Action = { type: 'processing', chatId: 'c', answerId: 'a', status: 'thinking' };

function setting() {
  const clock = fakeClock();
  const told: Action[][] = [];
  const actions: PageActions = createPageActions(clock, () => told.push(actions.take()));
  return { clock, told, actions };
}

test('actions of one moment are told together, at once', async () => {
  const { clock, told, actions } = setting();
  actions.add(processing);
  actions.add(processing);
  await clock.pass(0);
  assert.deepEqual(told, [[processing, processing]]);
});

test('of a text that is told anew again and again the page hears the newest, twenty times a second', async () => {
  const { clock, told, actions } = setting();
  for (let word = 1; word <= 100; word++) {
    actions.add(text(`${word} words`));
    await clock.pass(1);
  }
  assert.deepEqual(told, [[text('50 words')], [text('100 words')]]);
});

test('texts of two answers take each their own place, and nothing overtakes another action', async () => {
  const { clock, told, actions } = setting();
  actions.add(text('one'));
  actions.add(text('other', 'b'));
  actions.add(text('one more'));
  actions.add(processing);
  actions.add(text('one more word'));
  await clock.pass(0);
  assert.deepEqual(told, [[text('one more'), text('other', 'b'), processing, text('one more word')]]);
  await clock.pass(1_000);
  assert.equal(told.length, 1);
});
