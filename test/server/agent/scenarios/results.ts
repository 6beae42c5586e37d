// What the person sees of results: huge ones, odd cells, the last one where none was shown; and what the model reads of them.
// Not here: charts (charts.ts).
import assert from 'node:assert/strict';
import { byRegion } from './repairs.ts';
import { type Outcome, type Scenario, say, shown, sql } from './scenario.ts';

const million = 'SELECT range AS n, range * 2 AS twice FROM range(1000000) ORDER BY n';
const told = ({ asked }: Outcome, number = 1) => JSON.parse(asked[number]?.results[0] ?? '');

export const results: Scenario[] = [
  {
    name: 'of a million rows the model reads fifty, and the person has two hundred and the count',
    asks: 'Count up',
    says: [shown(million, 'Numbers'), say('There are 1,000,000 rows, or 1 million.')],
    ends: {
      text: 'There are 1,000,000 rows, or 1 million.',
      shown: ['table'],
      sql: million,
      also(outcome) {
        const { rows, row_count, truncated } = told(outcome);
        assert.deepEqual([rows.length, row_count], [50, 1_000_000]);
        assert.match(truncated, /Only the first 50 of 1000000 rows/);
        const [{ rows: inline, row_count: count, truncated: cut }] = outcome.of('visualization');
        assert.deepEqual([inline.length, count, cut], [200, 1_000_000, true]);
        const [{ row_count: toldCount, truncated: toldCut }] = outcome.of('tool_result');
        assert.deepEqual([toldCount, toldCut], [1_000_000, true]);
      },
    },
  },
  {
    name: 'cells of a megabyte are cut for the model and for the person',
    asks: 'Long',
    says: [shown("SELECT repeat('x', 1000000) AS a, repeat('y', 1000000) AS b FROM range(100)"), say('Long.')],
    ends: {
      text: 'Long.',
      shown: ['table'],
      also(outcome) {
        assert.ok(JSON.stringify(told(outcome)).length < 15_000);
        assert.ok(JSON.stringify(outcome.of('visualization')).length < 2_000_000);
      },
    },
  },
  {
    name: 'NULL, lists, structs, truth and times come as they are',
    asks: 'All types',
    says: [
      shown(
        "SELECT NULL AS nothing, [1, 2] AS list, {'a': 1} AS struct, true AS yes, DATE '2024-02-29' AS day, 1.50::DECIMAL(9,2) AS price",
      ),
      say('Done.'),
    ],
    ends: {
      text: 'Done.',
      shown: ['table'],
      also: (outcome) => assert.equal(told(outcome).rows[0][0], null),
    },
  },
  {
    name: 'two columns of one name are both shown',
    asks: 'Twice',
    says: [shown('SELECT 1 AS a, 2 AS a'), say('1 and 2.')],
    ends: {
      text: '1 and 2.',
      shown: ['table'],
      also: ({ of }) => assert.deepEqual(of('visualization')[0]?.rows, [['1', '2']]),
    },
  },
  {
    name: 'an empty result is shown as a table without rows',
    asks: 'Sales of the North',
    says: [shown("SELECT sale_id, amount FROM sales WHERE region = 'North'"), say('There are none.')],
    ends: {
      text: 'There are none.',
      shown: ['table'],
      also: ({ of }) => assert.deepEqual(of('visualization')[0]?.rows, []),
    },
  },
  {
    name: 'where nothing was shown the last result is',
    over: 'sse',
    asks: 'Revenue by region',
    says: [sql('SELECT min(sold_on), max(sold_on) FROM sales'), sql(byRegion), say('East leads.')],
    ends: { text: 'East leads.', shown: ['table'], sql: byRegion },
  },
  {
    name: 'a single cell that is said need not be shown',
    asks: 'How many?',
    says: [sql('SELECT count(*) AS n FROM sales'), say('There are 7 sales.')],
    ends: { text: 'There are 7 sales.', sql: 'SELECT count(*) AS n FROM sales' },
  },
  {
    name: 'a single cell that nobody said is shown',
    asks: 'How many?',
    says: [sql('SELECT count(*) AS n FROM sales'), say('')],
    ends: { text: '1 row.', shown: ['table'] },
  },
  {
    name: 'several results are shown where the model shows several',
    asks: 'All of it',
    says: [
      {
        calls: [byRegion, 'SELECT count(*) AS n FROM sales'].map((text) => ({
          name: 'run_sql',
          input: { sql: text, show: true },
        })),
      },
      say('See both.'),
    ],
    ends: { text: 'See both.', shown: ['table', 'table'], sql: 'SELECT count(*) AS n FROM sales' },
  },
  {
    name: 'what was shown stands before what is said of it',
    asks: 'Revenue by region',
    says: [{ text: 'I add up.', ...shown(byRegion) }, say('East leads.')],
    ends: {
      text: 'I add up.\n\nEast leads.',
      shown: ['table'],
      also({ heard }) {
        const names = heard.map(({ event }) => event);
        const at = names.indexOf('visualization');
        assert.ok(names.indexOf('text_delta') < at && at < names.lastIndexOf('text_delta'));
      },
    },
  },
  {
    name: 'a result in a comment of the statement, or with a semicolon behind it, is one statement',
    asks: 'How many?',
    says: [sql('-- all; of them\nSELECT count(*) AS n FROM sales; -- done'), say('7.')],
    ends: { text: '7.', tools: ['run_sql'] },
  },
];
