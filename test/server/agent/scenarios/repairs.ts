// Queries that fail and calls that do not fit: mended by the model, or given up within bounds.
// Not here: what is refused because it is no reading (hostile.ts), models that never end (limits.ts).
import assert from 'node:assert/strict';
import { call, type Scenario, say, shown, sql } from './scenario.ts';

export const byRegion = 'SELECT region, sum(amount) AS revenue FROM sales GROUP BY region ORDER BY revenue DESC';
const wrong = 'SELECT regoin, sum(amount) AS revenue FROM sales GROUP BY 1';
const count = 'SELECT count(*) AS n FROM sales';

export const repairs: Scenario[] = [
  {
    name: 'a wrong column is mended from the error',
    asks: 'Revenue by region',
    says: [sql(wrong), shown(byRegion, 'Revenue'), say('East leads with 33.')],
    ends: {
      text: 'East leads with 33.',
      shown: ['table'],
      sql: byRegion,
      tools: ['run_sql!', 'run_sql'],
      told: { 1: [/^\{"error":".*regoin.*region/s], 2: [/"result":"r1".*\["East",33\],\["West",15\]/] },
    },
  },
  {
    name: 'after the fourth failure there are no tools any more, and the model says so in words',
    over: 'sse',
    asks: 'Revenue by region',
    says: [sql(wrong), sql(wrong), sql(wrong), sql(wrong), say('I cannot find it.')],
    ends: {
      text: 'I cannot find it.',
      sql: null,
      tools: ['run_sql!', 'run_sql!', 'run_sql!', 'run_sql!'],
      also: ({ asked }) =>
        assert.deepEqual(
          asked.map(({ tools, toolChoice }) => tools.length > 0 && toolChoice !== 'none'),
          [true, true, true, true, false],
        ),
    },
  },
  {
    name: 'after the fourth failure a model that says nothing ends in the error of the query',
    asks: 'Revenue by region',
    says: [sql(wrong), sql(wrong), sql(wrong), sql(wrong), say('')],
    ends: { how: 'error', code: 'QUERY_FAILED', says: /regoin/ },
  },
  {
    name: 'after the fourth failure a model that calls all the same ends in the error of the query',
    asks: 'Revenue by region',
    says: () => sql(wrong),
    ends: { how: 'error', code: 'QUERY_FAILED', says: /regoin/, requests: 5 },
  },
  {
    name: 'a query that works begins the count of failures anew',
    asks: 'Revenue by region',
    says: [
      sql(wrong),
      sql(wrong),
      sql(wrong),
      sql(count),
      sql(wrong),
      sql(wrong),
      sql(wrong),
      shown(byRegion),
      say('East.'),
    ],
    ends: { text: 'East.', shown: ['table'], sql: byRegion },
  },
  {
    name: 'SQL that is none is told as such',
    asks: 'How many sales are there?',
    says: [sql('SELEC count(*) FROM sales'), sql(`${count};`), say('There are 7.')],
    ends: { text: 'There are 7.', sql: count, tools: ['run_sql!', 'run_sql'], told: { 1: [/not valid SQL/] } },
  },
  {
    name: 'a call of no tool of ours is answered, and the answer goes on',
    asks: 'How many sales are there?',
    says: [
      { calls: ['delete_rows', 'constructor', '__proto__'].map((name) => ({ name, input: {} })) },
      sql(count),
      say('There are 7.'),
    ],
    ends: {
      text: 'There are 7.',
      tools: ['delete_rows!', 'constructor!', '__proto__!', 'run_sql'],
      told: { 1: [/unavailable/, /unavailable/, /unavailable/] },
    },
  },
  {
    name: 'arguments that do not fit are answered with what is wrong, and nothing runs',
    wire: 'claude',
    asks: 'How many sales are there?',
    says: [
      {
        calls: [
          { name: 'run_sql', input: { query: count } },
          { name: 'run_sql', input: { sql: 7 } },
          { name: 'draw_chart', input: { result: 'r1', kind: 'radar', x: 'a', y: 'b' } },
        ],
      },
      sql(count),
      say('There are 7.'),
    ],
    ends: {
      text: 'There are 7.',
      tools: ['run_sql!', 'run_sql!', 'draw_chart!', 'run_sql'],
      told: { 1: [/sql/, /sql/, /kind/] },
    },
  },
  {
    name: 'arguments that are no object are answered, too',
    asks: 'How many sales are there?',
    says: [call('run_sql', count), call('run_sql', null), call('run_sql', [count]), sql(count), say('There are 7.')],
    ends: { text: 'There are 7.', tools: ['run_sql!', 'run_sql!', 'run_sql!', 'run_sql'] },
  },
  {
    name: 'null for what is left out is taken as left out',
    asks: 'Revenue by region',
    says: [
      call('list_tables', { search: null, offset: null }),
      call('describe_table', { table: 'sales', search: null }),
      sql(byRegion, { title: null, show: null }),
      call('draw_chart', { result: 'r1', kind: 'bar', x: 'region', y: 'revenue', series: null, title: null }),
      say('East leads.'),
    ],
    ends: { text: 'East leads.', shown: ['bar'], tools: ['list_tables', 'describe_table', 'run_sql', 'draw_chart'] },
  },
  {
    name: 'calls whose ids come again are told apart, and none has the outcome of another',
    wire: 'editor',
    asks: 'Revenue by region',
    says: [
      sql(count),
      call('run_sql', { query: count }),
      { calls: [count, wrong, byRegion].map((text) => ({ name: 'run_sql', input: { sql: text } })) },
      say('East leads.'),
    ],
    ends: {
      text: 'East leads.',
      shown: ['table'],
      tools: ['run_sql', 'run_sql!', 'run_sql', 'run_sql!', 'run_sql'],
    },
  },
  {
    name: 'two calls in one step are run in their order',
    asks: 'Revenue by region',
    says: [
      {
        text: 'I look.',
        calls: [
          { name: 'list_tables', input: {} },
          { name: 'describe_table', input: { table: 'sales' } },
        ],
      },
      { calls: [count, byRegion].map((text) => ({ name: 'run_sql', input: { sql: text } })) },
      call('draw_chart', { result: 'r2', kind: 'bar', x: 'region', y: 'revenue' }),
      say('East leads.'),
    ],
    ends: {
      text: 'I look.\n\nEast leads.',
      shown: ['bar'],
      sql: byRegion,
      told: {
        1: [/sales\(sale_id INTEGER key, region VARCHAR/, /Example rows:\n\[1,"East",10,"2024-01-05"\]/],
        2: [/"r1"/, /"r2"/],
        3: [/shown/],
      },
    },
  },
  {
    name: 'a query that fails beside one that works leaves the result of the other',
    asks: 'Revenue by region',
    says: [{ calls: [wrong, byRegion].map((text) => ({ name: 'run_sql', input: { sql: text } })) }, say('East leads.')],
    ends: { text: 'East leads.', shown: ['table'], sql: byRegion, tools: ['run_sql!', 'run_sql'] },
  },
  {
    name: 'a table that is not there is told as not there',
    asks: 'How many sales are there?',
    says: [
      call('describe_table', { table: 'orders' }),
      call('describe_table', { table: 'SALES' }),
      sql(count),
      say('7.'),
    ],
    ends: {
      text: '7.',
      tools: ['describe_table!', 'describe_table', 'run_sql'],
      told: { 1: [/no table \\"orders\\"/], 2: [/sale_id/] },
    },
  },
];
