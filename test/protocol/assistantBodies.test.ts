// What other servers of the assistant API answer, taken as far as it goes: odd items, missing fields, times, errors of every shape.
// Not here: events (assistantEvents.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as v from 'valibot';
import {
  assistantErrorSchema,
  conversationsSchema,
  healthSchema,
  loginSchema,
  meSchema,
  providerFlowSchema,
  providersSchema,
  replySchema,
  rowsSchema,
  utcTime,
} from '../../src/protocol/assistant/bodies.ts';
import { decodeWith } from '../../src/protocol/decoded.ts';

function taken<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const decoded = decodeWith(schema, value);
  assert.ok(decoded.kind === 'valid', JSON.stringify(decoded));
  return decoded.value;
}

const isRefused = (schema: v.GenericSchema<unknown, unknown>, value: unknown) =>
  assert.equal(decodeWith(schema, value).kind, 'malformed', JSON.stringify(value));

test('a time without a zone is UTC, and one with a zone is what it says', () => {
  assert.equal(utcTime('2026-03-01 10:20:30'), '2026-03-01T10:20:30.000Z');
  assert.equal(utcTime('2026-03-01T10:20:30.5'), '2026-03-01T10:20:30.500Z');
  assert.equal(utcTime('2026-03-01T10:20:30+02:00'), '2026-03-01T08:20:30.000Z');
  for (const none of ['', 'soon', '2026-13-45 10:20:30', null, undefined]) assert.equal(utcTime(none), null);
});

test('of a conversation only its id is needed', () => {
  const { conversations } = taken(conversationsSchema, {
    conversations: [{ id: 'a', title: 5, message_count: 'many', last_active: 7 }, { title: 'no id' }, 'odd'],
  });
  assert.deepEqual(
    conversations.map(({ id, title, message_count, last_active }) => [id, title, message_count, last_active]),
    [['a', null, null, null]],
  );
});

test('a row that cannot be understood keeps its place', () => {
  const { messages } = taken(rowsSchema, {
    messages: [{ role: 'user', content: 'Hi' }, 5, null, { role: 'assistant', content: [] }, { content: 'x' }],
  });
  assert.deepEqual(
    messages.map(({ role, content }) => [role, content]),
    [
      ['user', 'Hi'],
      ['', ''],
      ['', ''],
      ['assistant', ''],
      ['', 'x'],
    ],
  );
});

test('what our server says of a row is taken, and what is odd of it is left out', () => {
  const [row] = taken(rowsSchema, {
    messages: [
      {
        ...{
          role: 'assistant',
          content: 'Error: no',
          id: 'm',
          created_at: '2026-03-01T10:20:30Z',
          provider: 'planner',
        },
        ...{ text: 5, sql: 'select 1', interrupted: 'yes', visualizations: [{ id: 'v', type: 'odd' }] },
        error: { error: 'no', code: 'NOT_UNDERSTOOD', retryable: false, suggestions: ['a', 5] },
      },
    ],
  }).messages;
  assert.ok(row);
  assert.deepEqual([row.id, row.created_at, row.text, row.sql], ['m', '2026-03-01T10:20:30.000Z', null, 'select 1']);
  assert.deepEqual(row.visualizations, [{ id: 'v' }]);
  assert.deepEqual(row.error?.suggestions, ['a']);
  assert.equal(row.interrupted, null);
});

test('an error says what is wrong, in whichever shape', () => {
  const sentence = (body: unknown) => taken(assistantErrorSchema, body).detail;
  assert.equal(sentence({ detail: 'Unauthorized' }), 'Unauthorized');
  assert.equal(sentence({ error: 'Invalid mood' }), 'Invalid mood');
  assert.equal(sentence({ detail: { message: 'Too fast', code: 'x' } }), 'Too fast');
  const problems = [
    { type: 'missing', loc: ['body', 'text'], msg: 'Field required', input: {} },
    { msg: 'Broken', loc: 5 },
    'odd',
  ];
  assert.equal(sentence({ detail: problems }), 'text: Field required; Broken');
  assert.equal(taken(assistantErrorSchema, { detail: 'No.', code: 'RATE_LIMIT' }).code, 'RATE_LIMIT');
  for (const nothing of [{}, { detail: '' }, { detail: [] }, { detail: 5 }, 'Internal Server Error', undefined])
    isRefused(assistantErrorSchema, nothing);
});

test('who is there, who one is, and what one may choose', () => {
  assert.equal(taken(healthSchema, { status: 'ok', app: 'Asta', version: '1.4.8' }).app, 'Asta');
  isRefused(healthSchema, undefined);
  assert.equal(taken(meSchema, { id: 'default', username: 'admin', role: 'admin' }).username, 'admin');
  isRefused(meSchema, { detail: 'Not Found' });
  assert.equal(taken(loginSchema, { access_token: 't', user: 5 }).access_token, 't');
  isRefused(loginSchema, { access_token: '' });
  assert.deepEqual(taken(providersSchema, { providers: ['claude', 5, ''] }).providers, ['claude']);
  const flow = taken(providerFlowSchema, { default_provider: 5, providers: [{ provider: 'google' }, { label: 'x' }] });
  assert.deepEqual(
    flow.providers.map(({ provider }) => provider),
    ['google'],
  );
});

test('a complete reply needs its text alone', () => {
  assert.deepEqual(taken(replySchema, { reply: 'Hi', provider: 5 }), { reply: 'Hi', provider: null });
  isRefused(replySchema, { error: 'no' });
});
