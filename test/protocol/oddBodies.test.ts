// One odd item of a REST answer never takes its list along, and an odd optional field never its item.
// Not here: the requests a server judges, which stay strict (test/server).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type * as v from 'valibot';
import { decodeWith } from '../../src/protocol/decoded.ts';
import { integrationsSchema, schemaSchema } from '../../src/protocol/trellis/integrations.ts';
import { modelsSchema } from '../../src/protocol/trellis/models.ts';
import {
  chatListSchema,
  chatSchema,
  createChatRequestSchema,
  createdChatSchema,
  errorBodySchema,
  feedbackRequestSchema,
  memoriesSchema,
  savedQueriesSchema,
} from '../../src/protocol/trellis/rest.ts';

function taken<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const decoded = decodeWith(schema, value);
  assert.ok(decoded.kind === 'valid', JSON.stringify(decoded));
  return decoded.value;
}

test('a list of chats is shown without what is no chat, and with a chat that has no title', () => {
  const { chats } = taken(chatListSchema, {
    chats: [
      { id: 'a', title: null, preview: 5, timestamp: 7, metadata: 'x' },
      5,
      { title: 'no id' },
      { id: 'b', title: 'B' },
    ],
    has_more: 'yes',
    total: 'many',
  });
  assert.deepEqual(
    chats.map(({ id, title }) => [id, title]),
    [
      ['a', 'Untitled chat'],
      ['b', 'B'],
    ],
  );
});

test('ids that every object answers to, and ids as we give them, are no chats', () => {
  const ids = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'local:1', '', 'x'.repeat(1_001), 'c'];
  const { chats } = taken(chatListSchema, { chats: ids.map((id) => ({ id, title: id })) });
  assert.deepEqual(
    chats.map(({ id }) => id),
    ['c'],
  );
  for (const id of ids.slice(0, -1)) assert.equal(decodeWith(createdChatSchema, { id }).kind, 'malformed', id);
});

describe('a stored chat', () => {
  const answer = (metadata: unknown) => ({ id: 'a', role: 'assistant', content: 'x', metadata });
  const metadataOf = (metadata: unknown) =>
    taken(chatSchema, { id: 'c', title: 'T', messages: [answer(metadata)] }).messages[0]?.metadata;

  test('is shown without what is no message, and with a message that says nothing', () => {
    const messages = [5, null, { role: 'user' }, { id: 'q', role: 'user', content: null, timestamp: 5 }, answer('odd')];
    const chat = taken(chatSchema, { id: 'c', title: 5, messages, running: true, metadata: 'x' });
    assert.deepEqual(
      chat.messages.map(({ id, content }) => [id, content]),
      [
        ['q', ''],
        ['a', 'x'],
      ],
    );
    assert.equal(chat.title, 'Untitled chat');
  });
  test('keeps its answers when feedback, uploads or anything beside them is odd', () => {
    const odd = { feedback: 'neutral', uploads: 'none', reading: 5, interrupted: 'no', clarification: {}, error: 0 };
    for (const value of Object.values(metadataOf(odd) ?? {})) assert.equal(value, null);
  });
  test('keeps the other visualizations beside an odd one', () => {
    const table = { id: 't', type: 'table', headers: ['a'], rows: [[{ x: 1 }]] };
    const shown = metadataOf({ visualizations: [{ id: 'm', type: 'map' }, 5, table] })?.visualizations;
    assert.deepEqual(shown, [{ id: 'm' }, { ...table, rows: [['{"x":1}']] }]);
  });
  test('says that an answer failed, however the failure is written', () => {
    assert.equal(metadataOf({ error: 'No.' })?.error?.error, 'No.');
    assert.match(metadataOf({ error: { code: 'INTERNAL' } })?.error?.error ?? '', /did not say why/);
  });
});

test('saved queries, memories, integrations, models and tables are shown without the odd ones', () => {
  const { queries } = taken(savedQueriesSchema, {
    queries: [{ id: 'q', title: null, keywords: 'x', parameters: [5, 'year'] }, { title: 'no id' }],
  });
  assert.deepEqual(
    queries.map(({ title, keywords, parameters }) => ({ title, keywords, parameters })),
    [{ title: 'Untitled query', keywords: [], parameters: ['year'] }],
  );
  const notes = taken(memoriesSchema, { user_memories: [{ id: 'm', content: 'x', updated_at: 5 }, { id: 'n' }, null] });
  assert.deepEqual(
    notes.user_memories.map(({ id }) => id),
    ['m'],
  );
  const { integrations } = taken(integrationsSchema, { integrations: [{ id: 'i', warnings: 'x' }, 'odd'] });
  assert.deepEqual(
    integrations.map(({ id, display_name }) => [id, display_name]),
    [['i', 'i']],
  );
  const { models } = taken(modelsSchema, { models: ['a', 5, { model_id: 'b', display_name: 5 }, {}], default: 5 });
  assert.deepEqual(
    models.map(({ display_name }) => display_name),
    ['a', 'b'],
  );
  const columns = [{ name: 'x', type: null }, 5];
  const { tables } = taken(schemaSchema, { suggestions: 'x', tables: [{ name: 't', columns }, { name: 5 }] });
  assert.deepEqual(
    tables.map(({ name, columns: [column] }) => [name, column?.type]),
    [['t', '']],
  );
});

test('the reason of a refusal is told whatever stands beside it, and shortly', () => {
  assert.equal(taken(errorBodySchema, { detail: 'No.', code: 5, debug_id: {} }).detail, 'No.');
  assert.equal(taken(errorBodySchema, { detail: [{ msg: 'a' }, 5, { msg: 'b' }] }).detail, 'a; b');
  assert.equal(taken(errorBodySchema, { detail: 'x'.repeat(100_000) }).detail.length, 4_000);
});

test('titles and names are cut, and what a person may edit is not', () => {
  const long = 'x'.repeat(100_000);
  const [chat] = taken(chatListSchema, { chats: [{ id: 'c', title: `\u202E${long}`, preview: long }] }).chats;
  assert.deepEqual([chat?.title.length, chat?.preview?.length], [500, 1_000]);
  const [note] = taken(memoriesSchema, { user_memories: [{ id: 'm', content: long }] }).user_memories;
  assert.equal(note?.content, long);
});

test('requests are judged as strictly as before', () => {
  assert.equal(decodeWith(createChatRequestSchema, { integration_id: 5 }).kind, 'malformed');
  assert.equal(decodeWith(feedbackRequestSchema, { feedback: 'neutral' }).kind, 'malformed');
});
