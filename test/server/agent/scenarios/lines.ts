// Lines to models that fail in the middle, and persons who stop an answer: what was shown is kept, and query and model are told to end.
// Not here: every fault of every wire (models/providers*.test.ts).
import assert from 'node:assert/strict';
import { byRegion } from './repairs.ts';
import { chart, type Exchange, type Scenario, say, shown, sql, type Underway } from './scenario.ts';

const slow = 'SELECT count(*) AS n FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3';
const stop = ({ socket, chatId }: Underway) => socket.send({ action: 'interrupt', chat_id: chatId });
const usual = {
  asks: 'Revenue by region',
  says: [shown(byRegion), say('East has 33.')],
  ends: { text: 'East has 33.', shown: ['table'] },
} as const;

const stopped: Exchange = {
  asks: 'Count them all',
  says: [sql(slow)],
  async during(underway) {
    await underway.until('tool_call');
    stop(underway);
  },
  ends: { how: 'interrupted', text: '', requests: 1 },
};

export const lines: Scenario[] = [
  {
    name: 'a second request that is refused for its rate waits as long as it was told, and goes on',
    asks: 'Revenue by region',
    says: [shown(byRegion), { fault: 'rateLimit', retryAfter: 1 }, say('East has 33.')],
    ends: {
      text: 'East has 33.',
      shown: ['table'],
      also: ({ of }) => assert.ok(of('processing').some(({ status }) => status === 'processing')),
    },
  },
  {
    name: 'a chart that was shown is kept when the model breaks off',
    asks: 'Revenue by region',
    says: [sql(byRegion), chart('r1', 'bar', 'region', 'revenue'), { text: 'East has', fault: 'cut' }],
    ends: { how: 'error', code: 'MODEL_FAILED', text: 'East has', shown: ['bar'] },
    next: [{ ...usual, says: [...usual.says] }],
  },
  {
    name: 'a model that cannot be reached before it said anything leaves the answer to the planner, which says so',
    asks: 'Show me sales by region as a bar chart',
    says: () => ({ fault: 'noModel' }),
    ends: {
      by: 'planner',
      requests: 1,
      text: /^OpenAI-compatible server \(m1\) is not there: choose another model\. The built-in planner answers instead\.\n\n/,
      shown: ['bar'],
      also: ({ of }) => assert.ok(of('visualization')[0]?.data.values.length === 2),
    },
  },
  {
    name: 'a query that was not shown yet leaves the answer to the planner, too',
    asks: 'How many sales are there?',
    says: [sql('SELECT count(*) AS n FROM sales'), { fault: 'badKey' }],
    ends: { by: 'planner', text: /refused the key.*\n\nThere are 7 sales\.$/s },
  },
  {
    name: 'a slow query that is stopped ends at once, in the database too, and the model is not asked again',
    ...stopped,
    // As many as run at once: the database answers because none of them does any more.
    next: [stopped, stopped, stopped, stopped, stopped, { ...usual, says: [...usual.says] }],
  },
  {
    name: 'an answer that is stopped while it streams keeps what was said, and the line to the model is closed',
    asks: 'Tell me all',
    says: [{ text: 'East leads, and West comes after it, as ever.', fault: 'silent' }],
    async during(underway) {
      await underway.until('text_delta');
      stop(underway);
      await underway.leftAt(0);
    },
    ends: { how: 'interrupted', text: /^East leads,/, requests: 1 },
    next: [{ ...usual, says: [...usual.says] }],
  },
  {
    name: 'a model that has not answered yet is left when the person stops',
    wire: 'claude',
    asks: 'Tell me all',
    says: [shown(byRegion), { fault: 'never' }],
    async during(underway) {
      await underway.until('visualization');
      await underway.until('processing');
      stop(underway);
      await underway.leftAt(1);
    },
    ends: { how: 'interrupted', text: '', shown: ['table'], requests: 2 },
  },
  {
    name: 'an answer that is stopped as soon as it is acknowledged asks no model',
    asks: 'Tell me all',
    says: () => say('All.'),
    async during(underway) {
      await underway.until('chat_metadata');
      stop(underway);
    },
    ends: { how: 'interrupted', text: '', also: ({ asked }) => assert.ok(asked.length <= 1) },
  },
  {
    name: 'a wait for a model that is over its rate ends when the person stops',
    asks: 'Tell me all',
    says: [{ fault: 'rateLimit', retryAfter: 15 }],
    async during(underway) {
      await underway.until('processing');
      for (let status = ''; status !== 'processing'; ) status = (await underway.until('processing')).data.status;
      stop(underway);
    },
    ends: { how: 'interrupted', text: '', requests: 1 },
  },
];
