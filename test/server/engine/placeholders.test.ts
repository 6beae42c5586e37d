// The `{{name}}` of saved queries: which are found, what they become, and that no value can become anything but a value.
// Not here: statements with values from elsewhere (parameters.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { DuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Cell, ParameterValue } from '../../../src/server/engine/engine.ts';
import { bindPlaceholders, PlaceholderError, placeholdersOf } from '../../../src/server/engine/placeholders.ts';
import { csvFolder, engineOver, suiteCleanup } from './support.ts';

/** SQL, the names in it, and what it becomes. */
const forms: [sql: string, names: string[], bound: string][] = [
  ['SELECT {{a}}, {{ b }}, {{\ta}}', ['a', 'b'], 'SELECT $1, $2, $1'],
  ["SELECT '{{year}}'", ['year'], 'SELECT $1'],
  ["LIKE '%{{a}}%'", ['a'], "LIKE ('%' || CAST($1 AS VARCHAR) || '%')"],
  ["'{{a}}{{b}}'", ['a', 'b'], '(CAST($1 AS VARCHAR) || CAST($2 AS VARCHAR))'],
  ["'it''s {{a}}''' || 'x'", ['a'], "('it''s ' || CAST($1 AS VARCHAR) || '''') || 'x'"],
  ["'a\\' || {{a}}", ['a'], "'a\\' || $1"],
  ["E'a\\'{{a}}'", ['a'], "(E'a\\'' || CAST($1 AS VARCHAR))"],
  ["e'{{a}}'", ['a'], '$1'],
  ["E'\\{{a}}'", [], "E'\\{{a}}'"],
  ["DATE '{{a}}'", ['a'], 'CAST($1 AS DATE)'],
  ['d > date /* of */ {{a}}', ['a'], 'd > CAST($1 AS DATE)'],
  ["INTERVAL '{{a}} days'", ['a'], "CAST((CAST($1 AS VARCHAR) || ' days') AS INTERVAL)"],
  ['INTERVAL {{a}} DAY', ['a'], 'INTERVAL ($1) DAY'],
  ["interval '{{a}}' -- so many\nmonths", ['a'], 'interval ($1) -- so many\nmonths'],
  ['x{{a}}5{{b}}y', ['a', 'b'], 'x $1 5 $2 y'],
  ['{{a}}{{a}}', ['a'], '$1 $1'],
  ["{{a}}DATE'{{b}}'", ['a', 'b'], '$1 CAST($2 AS DATE)'],
  ["x'{{a}}", [], "x'{{a}}"],
  ['-- {{a}}\r{{b}}', ['b'], '-- {{a}}\r$1'],
  ['/* {{a}} /* {{a}} */ {{a}} */ {{b}} -- {{c}}', ['b'], '/* {{a}} /* {{a}} */ {{a}} */ $1 -- {{c}}'],
  ['1 - -{{a}} */* {{b}} */ 2', ['a'], '1 - -$1 */* {{b}} */ 2'],
  ['{{ }} {{1x}} {{a b}} {{a} {a}} {{}}', [], '{{ }} {{1x}} {{a b}} {{a} {a}} {{}}'],
  [`{{${'a'.repeat(65)}}}`, [], `{{${'a'.repeat(65)}}}`],
  ['{{{a}}}', ['a'], '{$1}'],
  ['a$1$b, c$$', [], 'a$1$b, c$$'],
  ['$t$ it\'s $$ "$t$ {{a}}', ['a'], '$t$ it\'s $$ "$t$ $1'],
  ['{{constructor}} {{__proto__}}', ['constructor', '__proto__'], '$1 $2'],
  ['"a""b" {{a}} ""', ['a'], '"a""b" $1 ""'],
];
const anyValue: Record<string, ParameterValue> = JSON.parse(
  '{"a":1,"b":2,"c":3,"year":4,"constructor":5,"__proto__":6}',
);

/** SQL and the sentence of its refusal. */
const refused: [sql: string, sentence: RegExp][] = [
  ['SELECT "{{a}}"', /cannot name a table or column/],
  ['FROM "x {{a}}"', /cannot name a table or column/],
  ['SELECT $${{a}}$$', /cannot name a table or column/],
  ['SELECT $x$ {{a}} $x$', /cannot name a table or column/],
  ["SELECT x'{{a}}'", /cannot name a table or column/],
  ['SELECT $1', /write \{\{name\}\} instead of \$1/],
  ['SELECT 1$1', /instead of \$1/],
  ['SELECT $name, {{a}}', /instead of \$name/],
  ['SELECT ?', /instead of \?/],
  ['SELECT {{missing}}', /no value for \{\{missing\}\}/],
  ['SELECT {{toString}}', /no value for \{\{toString\}\}/],
];

describe('placeholders', () => {
  for (const [sql, names, bound] of forms) {
    test(`of ${JSON.stringify(sql)}`, () => {
      assert.deepEqual(placeholdersOf(sql), names);
      const parameters = names.map((name) => Object.entries(anyValue).find(([key]) => key === name)?.[1]);
      assert.deepEqual(bindPlaceholders(sql, anyValue), { sql: bound, parameters });
    });
  }
  for (const [sql, sentence] of refused) {
    test(`that cannot be: ${sql}`, () => {
      assert.throws(
        () => bindPlaceholders(sql, anyValue),
        (cause) => cause instanceof PlaceholderError && sentence.test(cause.message),
      );
    });
  }

  test('are found in time that grows with the text and not faster', () => {
    const parts = ["'", "E'", '/*', '$a', '{{ ', '-', '$$a', 'u&"', "''", "E'\\", "'{{a}}x'", '{{a}}', '{{a', ' ', '"'];
    for (const part of parts) {
      const sql = part.repeat(Math.ceil(100_000 / part.length));
      const started = performance.now();
      placeholdersOf(sql);
      assert.ok(performance.now() - started < 2000, `${part} took ${performance.now() - started} ms`);
    }
  });
});

describe('a value', () => {
  let engine: DuckdbEngine;
  const suite = suiteCleanup();
  before(async () => {
    engine = await engineOver(suite, { kind: 'path', path: await csvFolder(suite) });
  });

  const run = async (sql: string, values: Record<string, ParameterValue>): Promise<Cell[][]> => {
    const { sql: bound, parameters } = bindPlaceholders(sql, values);
    return (await engine.queryUntrusted(bound, { parameters })).rows;
  };

  const hostile: ParameterValue[] = [
    "O'Brien",
    "'; DROP TABLE items; --",
    "' OR '1'='1",
    '{{other}} {{value}}',
    '$1 $2 ? $$',
    'back\\slash \\\' \\"',
    '"quoted"',
    '/* comment */ -- to the end',
    'line\nbreak\r\ttab',
    'Gr\u00fc\u00dfe \u4f60\u597d \ud83d\ude00 \u202e',
    'zero\u0000byte',
    '%_',
    '',
    ' ',
    'x'.repeat(100_000).slice(0, 3000),
    0,
    -1.5,
    9007199254740991,
    1e300,
    true,
    false,
    null,
  ];
  for (const value of hostile) {
    test(`stays what it is: ${JSON.stringify(value).slice(0, 60)}`, async () => {
      assert.deepEqual(await run('SELECT {{value}}, {{ value }} IS NULL', { value }), [[value, value === null]]);
      const [around] = await run("SELECT '<{{value}}>', '{{value}}', E'\\'{{value}}'", { value });
      const text = await run('SELECT CAST({{value}} AS VARCHAR)', { value });
      const shown = text[0]?.[0];
      assert.deepEqual(around, shown === null ? [null, value, null] : [`<${shown}>`, value, `'${shown}`]);
      const names = await run('SELECT count(*) FROM items WHERE name = CAST({{value}} AS VARCHAR)', { value });
      assert.deepEqual(names, [[0]]);
      assert.deepEqual(await run('SELECT count(*) FROM items', {}), [[3]]);
    });
  }

  test('compares like a literal of its column, also when it came as text', async () => {
    const values = { id: '2', day: '2024-02-29', low: '1.5', part: 'n', n: '2', unit: 'month' };
    assert.deepEqual(await run('SELECT name FROM items WHERE id = {{id}} LIMIT {{n}}', values), [['Ink']]);
    assert.deepEqual(await run("SELECT name FROM items WHERE price > '{{low}}' ORDER BY id", values), [
      ['Ink'],
      ['Pad'],
    ]);
    assert.deepEqual(await run("SELECT name FROM items WHERE name LIKE '%{{part}}' ORDER BY id", values), [['Pen']]);
    assert.deepEqual(await run("SELECT DATE '{{day}}' + INTERVAL {{n}} DAY, DATE {{day}} > {{day}}", values), [
      ['2024-03-02 00:00:00', false],
    ]);
    assert.deepEqual(await run('SELECT date_trunc({{unit}}, {{day}}::DATE)', values), [['2024-02-01 00:00:00']]);
  });
});
