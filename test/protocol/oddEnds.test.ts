// What ends a turn ends it, and what is shown is short and plain, whatever a server makes of its fields.
// Not here: one fixture per odd field (test/fixtures/wire/valid), what the state makes of it (test/chat).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeEvent, type EventName, eventSchemas } from '../../src/protocol/trellis/events.ts';

const oddValues = [null, undefined, 5, true, '', 'text', [], [1], {}, { a: 1 }, [null], [{}], -1, '\u0000'];

function dataOf(name: EventName, data: unknown): Record<string, unknown> {
  const decoded = decodeEvent(name, data);
  assert.ok(decoded.kind === 'valid', decoded.kind === 'malformed' ? decoded.reason : name);
  return { ...decoded.value.data };
}

for (const name of ['message', 'interrupted', 'error'] as const) {
  test(`${name} is valid with any value in any field`, () => {
    const fields = Object.keys(eventSchemas[name].entries);
    for (const field of fields) for (const value of oddValues) dataOf(name, { [field]: value });
    for (const value of oddValues) dataOf(name, Object.fromEntries(fields.map((field) => [field, value])));
  });
  test(`${name} is valid whatever its data is`, () => {
    for (const value of oddValues) dataOf(name, value);
  });
}

test('a visualization is never malformed', () => {
  for (const value of oddValues) dataOf('visualization', value);
  for (const type of ['chart', 'table', 'map', 5, null])
    for (const value of oddValues)
      dataOf('visualization', { id: value, type, data: value, headers: value, rows: value, title: value });
});

test('what cannot be shown has an id to be named by', () => {
  assert.deepEqual(dataOf('visualization', { type: 'map' }), { id: 'without an id' });
  assert.deepEqual(dataOf('visualization', { type: 'map', id: 7 }), { id: '7' });
});

test('an odd cell is shown as its JSON, and odd fields beside the rows leave the table whole', () => {
  const table = { id: 'v', type: 'table', headers: ['a', 5], rows: [[{ x: [1] }, null]], columns: 'none', sql: 5 };
  const { headers, rows, columns, sql } = dataOf('visualization', table);
  assert.deepEqual([headers, rows, columns, sql], [['a', '5'], [['{"x":[1]}', null]], null, null]);
});

describe('a long text is cut with an ellipsis', () => {
  const long = 'x'.repeat(1_000_000);
  const cases: [EventName, string, number][] = [
    ['error', 'error', 4_000],
    ['error', 'debug_id', 200],
    ['message', 'reading', 2_000],
    ['message', 'model', 500],
    ['tool_result', 'error', 4_000],
    ['processing', 'status', 500],
  ];
  for (const [name, field, max] of cases)
    test(`${name}: ${field}`, () => {
      const said = String(dataOf(name, { id: 't', name: 'n', [field]: long })[field]);
      assert.deepEqual([said.length, said.endsWith('x…')], [max, true]);
    });
  test('suggestions, and there are twenty at most', () => {
    const { suggestions } = dataOf('error', { error: 'x', suggestions: Array.from({ length: 100 }, () => long) });
    assert.ok(Array.isArray(suggestions));
    assert.deepEqual([suggestions.length, suggestions[0].length], [20, 500]);
  });
  test('never in the middle of a character', () => {
    const said = String(dataOf('error', { error: `x${'😀'.repeat(5_000)}` }).error);
    assert.ok(said.isWellFormed());
  });
  test('but not the content of an answer', () => {
    assert.equal(dataOf('message', { content: long, id: 'm' }).content, long);
  });
});

test('what would make a name read otherwise than it is, is dropped; line ends and tabs stay', () => {
  const { suggestions, clarification } = {
    ...dataOf('error', { error: 'x', suggestions: ['\u202Egpj.\u2066exe\u2069\u0000\u001B[31m\n\tend\u0085'] }),
    ...dataOf('message', { content: 'x', clarification: [{ label: '\u202Alabel\u0007', message: 'Sales' }] }),
  };
  assert.deepEqual(suggestions, ['gpj.exe[31m\n\tend']);
  assert.deepEqual(clarification, [{ label: 'label', message: 'Sales' }]);
});
