// Models that would go on for ever, and answers that end at a bound: requests, tokens, time, calls, length.
// Not here: failures that are mended (repairs.ts), lines that break (lines.ts).
import assert from 'node:assert/strict';
import { call, type Outcome, type Scenario, say, shown, sql } from './scenario.ts';
import { byRegion } from './repairs.ts';

const one = 'SELECT 1 AS one';
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
    world: 'hurried',
    asks: 'Revenue by region',
    says: [sql(byRegion), say('East leads with 33.')],
    ends: {
      text: 'East leads with 33.',
      shown: ['table'],
      also: (outcome) => assert.deepEqual(offered(outcome), [true, false]),
    },
  },
  {
    name: 'of a hundred calls at once the first ones run, and the others are told why not',
    asks: 'Count',
    says: [{ calls: Array.from({ length: 100 }, () => ({ name: 'run_sql', input: { sql: one } })) }, say('It is 1.')],
    ends: {
      text: 'It is 1.',
      also({ of, asked }) {
        const ran = of('tool_result').filter(({ error }) => error === undefined);
        assert.ok(ran.length >= 20 && ran.length <= 60, `${ran.length} ran`);
        assert.match(asked[1]?.results.at(-1) ?? '', /error.*calls/);
      },
    },
  },
  {
    name: 'an answer that grew too long is kept, and says so',
    asks: 'Tell me all',
    says: [{ text: 'East leads, and then', length: true }],
    ends: { text: /^East leads, and then\n\nThe model stopped here because its answer became too long\.$/ },
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
    says: [{ text: 'All is well with the data of this shop. '.repeat(5_000).trim(), piece: 60_000 }],
    ends: { also: ({ text }) => assert.equal(text.length, 5_000 * 40 - 1) },
  },
  {
    name: 'very long thoughts come whole, and are no part of the answer',
    asks: 'Think',
    says: [{ reasoning: 'Let me see what this may be. '.repeat(4_000), text: 'Nothing.', piece: 60_000 }],
    ends: { text: 'Nothing.', thought: 'Let me see what this may be. '.repeat(4_000) },
  },
];
