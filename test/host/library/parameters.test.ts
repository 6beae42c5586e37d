// What typed values are sent as, what a run is shown as, what is remembered; and that the embedded server takes it like this.
// Not here: the form (test/vscode/library.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createValueMemory,
  hasPlaceholder,
  placeholdersIn,
  problemOf,
  questionOf,
  typedValue,
} from '../../../src/host/library/parameters.ts';
import { decodeWith } from '../../../src/protocol/decoded.ts';
import { parametersSchema } from '../../../src/protocol/trellis/actions.ts';
import type { ParameterValue } from '../../../src/session/turns.ts';
import { parseSse, testServer } from '../../support/testServer.ts';

describe('typed values', () => {
  const cases: [string, ParameterValue][] = [
    ['East', 'East'],
    ['2025', '2025'],
    ['01234', '01234'],
    ['-7', '-7'],
    ['2.5', 2.5],
    [' -0.25 ', -0.25],
    ['1.2.3', '1.2.3'],
    ['0.1234567890123', '0.1234567890123'],
    ['12345678901234567890.5', '12345678901234567890.5'],
    ['true', 'true'],
    ['2025-03-31', '2025-03-31'],
    ["'2.5'", '2.5'],
    ['"2.5"', '2.5'],
    ["''", ''],
    ["O'Neill", "O'Neill"],
    ["'; DROP TABLE x --", "'; DROP TABLE x --"],
    ['NULL', 'NULL'],
  ];
  for (const [typed, value] of cases) test(JSON.stringify(typed), () => assert.equal(typedValue(typed), value));

  test('each is one the API takes, and what is too long says so', () => {
    const values = Object.fromEntries(cases.map(([, value], at) => [`p${at}`, value]));
    assert.equal(decodeWith(parametersSchema, values).kind, 'valid');
    assert.equal(problemOf('x'.repeat(4_000)), null);
    assert.match(problemOf('x'.repeat(4_001)) ?? '', /4,000/);
  });

  test('the embedded server binds them as they are meant', async (t) => {
    const server = await testServer(t);
    const run = async (sql: string, typed: string) => {
      const { body } = await server.call('POST', '/v1/queries', { title: 'T', prompt: 'P', sql });
      const answer = await fetch(`${server.url}/v1/chats`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ...{ chat_id: await server.createChat(), message: 'P', saved_query_id: body.id },
          parameters: { v: typedValue(typed) },
        }),
      });
      return parseSse(await answer.text()).find(({ event }) => event === 'visualization')?.data.rows;
    };
    const over = 'SELECT count(*) FROM sales WHERE amount > {{v}}';
    // Amounts are whole: 10, 20, 5, 1, 7, 2, 3. The text "2.5" would be rounded to 3.
    assert.deepEqual(await run(over, '2.5'), [['5']]);
    assert.deepEqual(await run(over, '2'), [['5']]);
    assert.deepEqual(await run('SELECT count(*) FROM sales WHERE region = {{v}}', 'East'), [['4']]);
    assert.deepEqual(await run('SELECT count(*) FROM sales WHERE (amount > 5) = {{v}}', 'true'), [['3']]);
    const dates = "SELECT count(*) FROM sales WHERE DATE '2025-01-01' + sale_id::INT < {{v}}";
    assert.deepEqual(await run(dates, '2025-01-03'), [['1']]);
    assert.equal((await run('SELECT * FROM sales LIMIT {{v}}', '2')).length, 2);
    assert.deepEqual(await run("SELECT count(*) FROM sales WHERE '01234' = {{v}}", '01234'), [['7']]);
  });
});

describe('the question a run is shown as', () => {
  test('values stand where the prompt names them, the others behind it', () => {
    const query = { title: 'T', prompt: 'Sales in {{year}} and {{ year }}?' };
    assert.equal(questionOf(query, { year: '2025' }), 'Sales in 2025 and 2025?');
    const values = { year: '2025', region: 'East', note: null, more: '' };
    assert.equal(questionOf(query, values), 'Sales in 2025 and 2025? (region: East, note: no value, more: empty text)');
  });

  test('without a prompt it is the title; names nobody gave stay', () => {
    assert.equal(questionOf({ title: 'T', prompt: ' ' }, {}), 'T');
    assert.equal(questionOf({ title: 'T', prompt: '{{a}} {{toString}}' }, {}), '{{a}} {{toString}}');
  });

  test('names are found once each, in their order', () => {
    assert.deepEqual(placeholdersIn('{{b}} {{ a }} {{b}} {{1}} {{}} {a}'), ['b', 'a']);
    assert.ok(hasPlaceholder('x = {{a}}'));
    assert.ok(!hasPlaceholder('x = {a}'));
  });
});

describe('earlier values', () => {
  function memory() {
    const kept = new Map<string, unknown>();
    return createValueMemory({
      get: <T>(key: string) => kept.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
    });
  }

  test('the newest come first, each once, and not for ever', () => {
    const values = memory();
    for (const year of ['2023', '2024', '2025', '2024']) values.add({ year });
    assert.deepEqual(values.of('year'), ['2024', '2025', '2023']);
    for (let at = 0; at < 20; at++) values.add({ year: at });
    assert.equal(values.of('year').length, 8);
    assert.equal(values.of('year')[0], 19);
  });

  test('names that were not used for long are forgotten', () => {
    const values = memory();
    for (let at = 0; at < 120; at++) values.add({ [`p${at}`]: at });
    assert.deepEqual(values.of('p0'), []);
    assert.deepEqual(values.of('p119'), [119]);
    assert.deepEqual(values.of('toString'), []);
  });
});
