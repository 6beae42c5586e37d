// Which ids name a chat: they become keys and parts of paths.
// Not here: chats themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { decodeAssistantEvent } from '../../src/protocol/assistant/events.ts';
import { chatIdSchema, listOf, orNumber } from '../../src/protocol/lenient.ts';

const isId = (id: unknown) => v.safeParse(chatIdSchema, id).success;

test('what cannot stand in a path or would be another place is no id', () => {
  for (const id of ['a', 'default:web:00000001', '...', 'a/../b', 'ünï', '😀']) assert.ok(isId(id), id);
  for (const id of ['', '.', '..', '\ud800', 'a\udfff', 'local:x', '__proto__', 7, null]) assert.ok(!isId(id), `${id}`);
});

test('where numbers are taken they are their decimal text, if they are exact', () => {
  const schema = orNumber(chatIdSchema);
  assert.equal(v.parse(schema, 7), '7');
  assert.equal(v.parse(schema, 'x'), 'x');
  for (const id of [2 ** 60, 1.5, Number.NaN, '..', true]) assert.ok(!v.safeParse(schema, id).success, `${id}`);
});

test('the beginning and the end of an answer name their conversation by a number, too', () => {
  for (const name of ['meta', 'done']) {
    const decoded = decodeAssistantEvent(name, { conversation_id: 12 });
    assert.ok(decoded.kind === 'valid' && 'conversation_id' in decoded.value.data);
    assert.equal(decoded.value.data.conversation_id, '12');
  }
});

test('a list is not looked at beyond its end', () => {
  assert.deepEqual(v.parse(listOf(v.string(), 2), ['a', 1, 'b', 'c']), ['a', 'b']);
});
