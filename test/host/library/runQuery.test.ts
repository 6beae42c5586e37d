// What a run of a saved query asks, by what the query has and its server knows; and which question an answer's SQL came from.
// Not here: sending it (test/host/conversation.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppState, AssistantMessage, Chat, Message } from '../../../src/chat/state.ts';
import { initialState } from '../../../src/chat/state.ts';
import { cannotRun, neededBy, questionBehind, runOf } from '../../../src/host/library/runQuery.ts';
import type { SavedQuery } from '../../../src/protocol/trellis/rest.ts';

const query: SavedQuery = {
  ...{ id: 'q', title: 'Sales', prompt: 'Sales in {{year}}?', sql: 'SELECT {{year}}, {{region}}', description: '' },
  ...{ keywords: [], parameters: ['year', 'region'], updatedAt: null, updatedBy: null, older: false },
};
const values = { year: '2025', region: null };

test('with SQL the server runs it, with a value for each of its parameters', () => {
  assert.deepEqual(neededBy(query), ['year', 'region']);
  assert.deepEqual(runOf(query, values), {
    question: 'Sales in 2025? (region: no value)',
    context: [],
    savedQuery: { id: 'q', parameters: values },
  });
});

test('without SQL the prompt is asked like any question', () => {
  const bare = { ...query, sql: null, parameters: [] };
  assert.deepEqual(neededBy(bare), ['year']);
  assert.deepEqual(runOf(bare, { year: '2025' }), { question: 'Sales in 2025?', context: [] });
});

test('an older server gets the SQL as context, and none that needs values', () => {
  const old = { ...query, older: true, parameters: [], prompt: 'Sales?', sql: 'SELECT 1' };
  assert.equal(cannotRun(old), null);
  assert.deepEqual(runOf(old, {}), {
    question: 'Sales?',
    context: [{ language: 'sql', path: 'Sales.sql', text: 'SELECT 1' }],
  });
  assert.match(cannotRun({ ...old, sql: 'SELECT {{year}}' }) ?? '', /older revision/);
  assert.equal(cannotRun(query), null);
});

test('the question is found behind the SQL of its answer, without what went along', () => {
  const answer = (sql: string | null, shown?: string): Message => {
    const visualizations = shown
      ? [{ id: 'v', type: 'table', headers: [], rows: [], sql: shown } as AssistantMessage['visualizations'][number]]
      : [];
    return { role: 'assistant', sql, visualizations } as Partial<AssistantMessage> as AssistantMessage;
  };
  const asked = (content: string) => ({ role: 'user', content }) as Message;
  const messages = [
    asked('First?'),
    answer('SELECT 1'),
    asked('Second?\n\nContext: sql, a.sql\n```sql\nSELECT 9\n```'),
    answer(null, 'SELECT 2'),
  ];
  const chats = { c: { id: 'c', messages } as Partial<Chat> as Chat };
  const state: AppState = { ...initialState, openChatId: 'c', chats };
  assert.equal(questionBehind('SELECT 1', state), 'First?');
  assert.equal(questionBehind('SELECT 2', state), 'Second?');
  assert.equal(questionBehind('SELECT 3', state), null);
  assert.equal(questionBehind('SELECT 1', initialState), null);
});
