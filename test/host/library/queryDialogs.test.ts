// Dialogs of the library when what they asked for fails: they come back with what was typed, and say why.
// Not here: how they look and are gone through (test/vscode/library.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SavedQuery } from '../../../src/protocol/trellis/rest.ts';
import { SessionError } from '../../../src/session/errors.ts';
import { installFakeVscode, person, script } from './fakeVscode.ts';

installFakeVscode();
const { askField, askNewQuery, askNote } = await import('../../../src/host/library/queryDialogs.ts');

const query: SavedQuery = {
  ...{ id: 'q', title: '[Sales](command:x)', prompt: 'P', sql: 'SELECT 1', description: '', keywords: [] },
  ...{ parameters: [], updatedAt: null, updatedBy: null, older: false },
};

/** Fails as often as there are reasons, then works. */
function failing<T>(...reasons: string[]) {
  const given: T[] = [];
  async function act(value: T) {
    given.push(value);
    const reason = reasons.shift();
    if (reason !== undefined) throw new SessionError('offline', reason);
    return value;
  }
  return { given, act };
}

test('a memory that could not be stored is asked for again, as it was typed, until it is', async () => {
  const { given, act } = failing<string>('Nothing is connected.', 'No [link](command:x).');
  script('I report in euro.', undefined, 'I report in dollars.');
  await askNote('memories', null, act);
  assert.deepEqual(given, ['I report in euro.', 'I report in euro.', 'I report in dollars.']);
  const [first, second, third] = person.asked;
  assert.equal(first?.value, '');
  assert.deepEqual([second?.prompt, second?.value], ['Nothing is connected.', 'I report in euro.']);
  assert.deepEqual([third?.prompt, third?.value], ['No [link]\u200B(command:x).', 'I report in euro.']);
});

test('Escape after a failure gives up without a further message', async () => {
  const { given, act } = failing<string>('Nothing is connected.');
  script('A rule', null);
  await askNote('rules', 'An older rule', act);
  assert.deepEqual(given, ['A rule']);
  assert.equal(person.asked.length, 2);
  assert.deepEqual(person.shown, []);
});

test('a new query keeps each of its texts', async () => {
  const { given, act } = failing<{ title: string; prompt: string; description: string }>('The title is taken.');
  script('Sales', 'How much?', 'All of it', 'Sales of 2025', undefined, undefined);
  const made = await askNewQuery({ title: '', prompt: null, sql: 'SELECT 1' }, act);
  assert.equal(given.length, 2);
  assert.deepEqual([made?.title, made?.prompt, made?.description], ['Sales of 2025', 'How much?', 'All of it']);
  const again = person.asked.slice(3);
  assert.deepEqual(
    again.map(({ value }) => value),
    ['Sales', 'How much?', 'All of it'],
  );
  assert.equal(again[0]?.prompt, 'The title is taken.');
});

test('an edited field comes back as it was typed, under a title without links', async () => {
  const { given, act } = failing<object>('It has changed meanwhile.');
  script('one, two', undefined);
  await askField(query, 'keywords', act);
  assert.deepEqual(given, [{ keywords: ['one', 'two'] }, { keywords: ['one', 'two'] }]);
  assert.deepEqual(person.asked[1], {
    title: 'Edit "[Sales]\u200B(command:x)"',
    prompt: 'It has changed meanwhile.',
    value: 'one, two',
  });
});
