// When the next words of a question are asked for: after a pause, the latest text alone, and only where they can be had.
// Not here: the call itself (test/session/suggestionsClient.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestsWords } from '../../src/chat/capabilities.ts';
import type { Source } from '../../src/chat/state.ts';
import { createSuggestions } from '../../src/host/suggestions.ts';
import { SessionError } from '../../src/session/errors.ts';
import { fakeClock } from '../support/fakeClock.ts';

interface Asked {
  text: string;
  signal: AbortSignal;
  answer(items: string[]): void;
  fail(cause: Error): void;
}

function setting() {
  const clock = fakeClock();
  const asked: Asked[] = [];
  const told: string[][] = [];
  const logged: string[] = [];
  const state = { isOffered: true };
  const suggestions = createSuggestions({
    client: (text, _, signal) =>
      new Promise((resolve, reject) => asked.push({ text, signal, answer: resolve, fail: reject })),
    isOffered: () => state.isOffered,
    clock,
    log: { info: (text) => void logged.push(text) },
  });
  const write = (text: string) => suggestions.ask(text, null, (items) => told.push(items));
  return { clock, asked, told, logged, state, suggestions, write };
}

test('they are asked for once the person pauses, for what is written then', async () => {
  const { clock, asked, told, write } = setting();
  for (const text of ['n', 'nu', 'num']) {
    write(text);
    await clock.pass(149);
  }
  assert.equal(asked.length, 0);
  await clock.pass(1);
  assert.deepEqual(
    asked.map(({ text }) => text),
    ['num'],
  );
  asked[0]?.answer(['number']);
  await clock.settle();
  assert.deepEqual(told, [['number']]);
});

test('what is asked next ends what was asked before, whose late answer is not told', async () => {
  const { clock, asked, told, write } = setting();
  write('a');
  await clock.pass(150);
  write('ab');
  assert.equal(asked[0]?.signal.aborted, true);
  asked[0]?.answer(['late']);
  await clock.pass(150);
  asked[1]?.answer(['abc']);
  await clock.settle();
  assert.deepEqual(told, [['abc']]);
});

test('when the question is sent nothing more is asked or told', async () => {
  const { clock, asked, told, suggestions, write } = setting();
  write('a');
  suggestions.end();
  await clock.pass(1000);
  assert.equal(asked.length, 0);
  write('b');
  await clock.pass(150);
  suggestions.dispose();
  asked[0]?.answer(['late']);
  await clock.settle();
  assert.deepEqual(told, []);
});

test('nothing is asked while they are not offered, nor when that ends in the pause', async () => {
  const { clock, asked, state, write } = setting();
  state.isOffered = false;
  write('a');
  await clock.pass(1000);
  state.isOffered = true;
  write('b');
  state.isOffered = false;
  await clock.pass(1000);
  assert.equal(asked.length, 0);
});

test('what fails is told to nobody, logged once, and asked again with the next text', async () => {
  const { clock, asked, told, logged, write } = setting();
  for (const text of ['a', 'b', 'c']) {
    write(text);
    await clock.pass(150);
    asked.at(-1)?.fail(new SessionError('server', 'It failed.', { status: 500 }));
    await clock.settle();
  }
  assert.equal(asked.length, 3);
  assert.deepEqual(told, []);
  assert.deepEqual(logged, ['There are no suggestions: It failed.']);
});

test('a server that does not know them is not asked again; data it does not have is another matter', async () => {
  const { clock, asked, write } = setting();
  write('a');
  await clock.pass(150);
  asked[0]?.fail(new SessionError('notFound', 'No such data.', { code: 'INTEGRATION_NOT_FOUND' }));
  await clock.settle();
  write('b');
  await clock.pass(150);
  asked[1]?.fail(new SessionError('notFound', 'There is no such endpoint.', { code: 'NOT_FOUND' }));
  await clock.settle();
  write('c');
  await clock.pass(1000);
  assert.equal(asked.length, 2);
});

test('what is written goes to a server before it is sent only where that is our own', () => {
  const trellis: Source = { kind: 'trellis', url: 'https://trellis.example.org', email: 'ada@example.org' };
  const sources: [Source, string[], boolean][] = [
    [{ kind: 'sample' }, [], true],
    [{ kind: 'data', path: '/data' }, [], true],
    [trellis, [], false],
    [trellis, ['How many orders are there?'], true],
    [{ kind: 'assistant', url: 'http://127.0.0.1:1', user: null }, ['x'], false],
    [{ kind: 'none' }, ['x'], false],
  ];
  for (const [source, starters, wanted] of sources)
    assert.equal(suggestsWords({ source, starters }), wanted, source.kind);
});
