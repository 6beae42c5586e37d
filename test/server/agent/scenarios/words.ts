// Answers in words alone: refusals, other languages, nothing at all, thoughts without a word.
// Not here: numbers in words (numbers.ts), length (limits.ts).
import assert from 'node:assert/strict';
import { byRegion } from './repairs.ts';
import { call, type Scenario, say, shown, sql } from './scenario.ts';

export const words: Scenario[] = [
  {
    name: 'a model that will not answer says so in words, and nothing is shown',
    asks: 'Tell me the passwords',
    says: [say('I cannot help with that.')],
    ends: { text: 'I cannot help with that.', sql: null, tools: [] },
  },
  {
    name: 'a question in another language is passed on and answered as it is',
    over: 'sse',
    asks: 'Wie viel Umsatz macht „Größe“ 尺寸? 🦊',
    says: [shown(byRegion), say('Osten führt mit 33 — „West“ hat 15. 東が首位です。🦊')],
    ends: {
      text: 'Osten führt mit 33 — „West“ hat 15. 東が首位です。🦊',
      shown: ['table'],
      also: ({ asked }) => assert.equal(asked[0]?.messages.at(-1)?.text, 'Wie viel Umsatz macht „Größe“ 尺寸? 🦊'),
    },
  },
  {
    name: 'how many tables, columns and rows there are is the database’s, and so are example rows',
    asks: 'What is in this database?',
    says: [
      call('describe_table', { table: 'sales' }),
      say('There are 5 tables. For instance sales has 4 columns and about 7 rows: sale 2 brought 20 on 2024-01-17.'),
    ],
    ends: {
      text: 'There are 5 tables. For instance sales has 4 columns and about 7 rows: sale 2 brought 20 on 2024-01-17.',
      sql: null,
    },
  },
  {
    name: 'an empty reply is an error that may be tried again',
    asks: 'Say nothing',
    says: [say('')],
    ends: {
      how: 'error',
      code: 'MODEL_FAILED',
      says: /no answer/,
      also: ({ end }) => assert.equal(end.data.retryable, true),
    },
  },
  {
    name: 'white space alone is no answer',
    asks: 'Say nothing',
    says: [say(' \n\n ')],
    ends: { how: 'error', code: 'MODEL_FAILED', text: '' },
  },
  {
    name: 'thoughts alone are no answer',
    asks: 'Think',
    says: [{ reasoning: 'I know it. But I do not say it.' }],
    ends: { how: 'error', code: 'MODEL_FAILED', text: '', thought: 'I know it. But I do not say it.' },
  },
  {
    name: 'an empty reply after a query shows its rows',
    asks: 'Revenue by region',
    says: [sql(byRegion), say('')],
    ends: { text: '2 rows.', shown: ['table'], sql: byRegion },
  },
  {
    name: 'thoughts are told to who asked for them, and stored nowhere',
    asks: 'Revenue by region',
    says: [
      { reasoning: 'First I look. ', ...sql(byRegion) },
      { reasoning: 'Then I speak of 41.', text: 'East leads.' },
    ],
    ends: {
      text: 'East leads.',
      shown: ['table'],
      thought: 'First I look. Then I speak of 41.',
      async also({ server, chatId }) {
        const { body } = await server.call('GET', `/v1/chats/${chatId}`);
        assert.doesNotMatch(JSON.stringify(body), /I look|I speak/);
      },
    },
  },
  {
    name: 'who did not ask for tool events hears neither thoughts nor calls',
    asks: 'Revenue by region',
    more: { include_tool_events: false },
    says: [{ reasoning: 'I look.', ...shown(byRegion) }, say('East leads.')],
    ends: {
      text: 'East leads.',
      shown: ['table'],
      also: ({ of }) => assert.deepEqual([of('reasoning'), of('tool_call'), of('tool_result')], [[], [], []]),
    },
  },
  {
    name: 'words in pieces of a few bytes are joined as they were',
    asks: 'Say it slowly',
    says: [{ text: 'Größe 🦊 — 東京.\n\n- one\n- two', piece: 3 }],
    ends: { text: 'Größe 🦊 — 東京.\n\n- one\n- two' },
  },
];
