// Models that would go on for ever, and answers that end at a bound: requests, tokens, time, calls, length.
// Not here: failures that are mended (repairs.ts), lines that break (lines.ts).
import assert from 'node:assert/strict';
import { byRegion } from './repairs.ts';
import { call, chart, type Outcome, type Scenario, say, shown, sql } from './scenario.ts';

const one = 'SELECT 1 AS one';
const long = `${'wörtchen'.repeat(25)} and so on. `.repeat(940).trim();
const now = performance.now.bind(performance);
/** Whether each request offered tools. */
const offered = ({ asked }: Outcome) => asked.map(({ tools, toolChoice }) => tools.length > 0 && toolChoice !== 'none');

export const limits: Scenario[] = [
  {
    name: 'a model that calls for ever is asked twelve times, in the end without tools, and its last result is shown',
    asks: 'Count',
    says: () => sql(one),
    ends: {
      requests: 12,
      text: '1 row.',
      shown: ['table'],
      sql: one,
      also: (outcome) => assert.deepEqual(offered(outcome), [...Array(11).fill(true), false]),
    },
  },
  {
    name: 'what a model says without tools ends the loop',
    wire: 'claude',
    asks: 'Count',
    says: (_, number) => (number === 11 ? say('It is 1.') : sql(one)),
    ends: { requests: 12, text: 'It is 1.' },
  },
  {
    name: 'looking at tables for ever ends without an answer',
    asks: 'Count',
    says: () => call('list_tables', {}),
    ends: { how: 'error', code: 'MODEL_FAILED', requests: 12 },
  },
  {
    name: 'speaking beside every call keeps what was said',
    asks: 'Count',
    says: () => ({ text: 'I go on.', ...call('list_tables', {}) }),
    ends: { requests: 12, text: Array(12).fill('I go on.').join('\n\n') },
  },
  {
    name: 'when the tokens are used up the model has to come to its end',
    world: 'sparing',
    asks: 'Revenue by region',
    says: [sql(one), sql(byRegion), say('East leads with 33.')],
    ends: {
      text: 'East leads with 33.',
      shown: ['table'],
      sql: byRegion,
      also: (outcome) => assert.deepEqual(offered(outcome), [true, true, false]),
    },
  },
  {
    name: 'when the time is over the model has to come to its end',
    asks: 'Revenue by region',
    says: (_, number) => {
      // The first reply takes 200 s, by the clock of the server.
      performance.now = number === 0 ? () => now() + 200_000 : now;
      return number === 0 ? sql(byRegion) : say('East leads with 33.');
    },
    ends: {
      requests: 2,
      text: 'East leads with 33.',
      shown: ['table'],
      also: (outcome) => assert.deepEqual(offered(outcome), [true, false]),
    },
  },
  {
    name: 'results fill no small window: they are cut, and then there are no tools any more',
    wire: 'editor',
    asks: 'Read all',
    says: ({ tools }) =>
      tools.length > 0 ? sql(`SELECT range AS n, repeat('x', 290) AS x FROM range(50)`) : say('I read some.'),
    ends: {
      text: 'I read some.',
      shown: ['table'],
      also({ asked }) {
        const sizes = asked.map(({ instructions, body }) => instructions.length + JSON.stringify(body).length);
        assert.ok(Math.max(...sizes) < 8_000 * 3, sizes.join());
        assert.ok(asked.length > 3 && asked.length < 12, `${asked.length} requests`);
      },
    },
  },
  {
    name: 'of a hundred calls at once the first forty run, and the others are told why they do not',
    asks: 'Count',
    says: [{ calls: Array.from({ length: 100 }, () => ({ name: 'run_sql', input: { sql: one } })) }, say('It is 1.')],
    ends: {
      text: 'It is 1.',
      also({ of, asked }) {
        assert.equal(of('tool_result').length, 100);
        const told = asked[1]?.results.map((result) => JSON.parse(result)) ?? [];
        assert.deepEqual(
          told.map(({ result, error = '' }) => result ?? /too many calls/.test(error)),
          Array.from({ length: 100 }, (_, at) => (at < 40 ? `r${at + 1}` : true)),
        );
      },
    },
  },
  {
    name: 'of very many tables and charts the first eight are shown, and the model is told that it is enough',
    asks: 'Show all',
    says: [
      { calls: Array.from({ length: 10 }, () => ({ name: 'run_sql', input: { sql: byRegion, show: true } })) },
      chart('r10', 'bar', 'region', 'revenue'),
      say('See.'),
    ],
    ends: { text: 'See.', shown: Array(8).fill('table'), told: { 2: [/Enough is shown/] } },
  },
  {
    name: 'an answer that grew too long is kept, and says so',
    asks: 'Tell me all',
    says: [{ text: 'East leads, and then', length: true }],
    ends: { text: /^East leads, and then\n\nThe answer ends here because it became too long, or took too long\.$/ },
  },
  {
    name: 'thoughts that used up the length are no answer',
    asks: 'Tell me all',
    says: [{ reasoning: 'I think, and think,', length: true }],
    ends: { how: 'error', code: 'MODEL_FAILED', thought: 'I think, and think,' },
  },
  {
    name: 'a shown table stands where the length ended the words',
    asks: 'Revenue by region',
    says: [shown(byRegion), { text: 'East', length: true }],
    ends: { text: /^East\n\n.*too long/, shown: ['table'], sql: byRegion },
  },
  {
    name: '200 KB of text come whole',
    asks: 'Tell me all',
    says: [{ text: long, piece: 60_000 }],
    ends: { text: long },
  },
  {
    name: 'very long thoughts come whole, and are no part of the answer',
    asks: 'Think',
    says: [{ reasoning: 'Let me see what this may be. '.repeat(1_500), text: 'Nothing.', piece: 60_000 }],
    ends: { text: 'Nothing.', thought: 'Let me see what this may be. '.repeat(1_500) },
  },
];
