// What of a chat and its person takes part: what was said before, edits, SQL of the editor, files, memories, rules, saved queries.
// Not here: pictures, mood and the web, which come over the assistant API (assistant.ts).
import assert from 'node:assert/strict';
import { byRegion } from './repairs.ts';
import { type Exchange, type Outcome, type Scenario, type Stage, say, shown, sql } from './scenario.ts';

const count = 'SELECT count(*) AS n FROM sales';
const instructions = ({ asked }: Outcome) => asked[0]?.instructions ?? '';
const said = ({ asked }: Outcome) => asked[0]?.messages.map(({ role, text }) => `${role}: ${text}`) ?? [];
const first: Exchange = {
  asks: 'How many sales are there?',
  says: [sql(count), say('There are 7 sales.')],
  ends: { text: 'There are 7 sales.' },
};

async function keep({ server }: Stage, path: string, body: unknown): Promise<undefined> {
  const { status } = await server.call('POST', path, body);
  assert.equal(status, 201);
}

async function upload({ server, chatId }: Stage, name: string, content: string) {
  const form = new FormData();
  form.append('chat_id', chatId);
  form.append('files', new Blob([content], { type: 'text/csv' }), name);
  const headers = { Authorization: `Bearer ${server.token}` };
  const response = await fetch(`${server.url}/v1/chats/uploads`, { method: 'POST', headers, body: form });
  assert.equal(response.status, 201);
  const { uploads } = (await response.json()) as { uploads: { id: string }[] };
  return { upload_ids: uploads.map(({ id }) => id) };
}

export const chats: Scenario[] = [
  {
    name: 'a follow-up knows what was said, and the SQL it was made with',
    ...first,
    next: [
      {
        asks: 'And in the East?',
        says: [sql("SELECT count(*) AS n FROM sales WHERE region = 'East'"), say('4 are in the East.')],
        ends: {
          text: '4 are in the East.',
          also(outcome) {
            assert.deepEqual(said(outcome), [
              'user: How many sales are there?',
              'assistant: There are 7 sales.',
              'user: And in the East?',
            ]);
            assert.ok(instructions(outcome).includes(count));
          },
        },
      },
    ],
  },
  {
    name: 'the planner answers on in a chat of a model, and the model knows what it said',
    ...first,
    next: [
      {
        asks: 'How many sales by region?',
        more: { model: 'planner' },
        says: [],
        ends: { by: 'planner', shown: ['table'], text: /East/ },
      },
      {
        asks: 'Thank you',
        says: [say('East leads with 4 of them.')],
        ends: {
          text: 'East leads with 4 of them.',
          also: (outcome) => assert.match(said(outcome)[3] ?? '', /^assistant: .*East/s),
        },
      },
    ],
  },
  {
    name: 'a question of 32,000 characters is asked whole',
    asks: `How many? ${'y'.repeat(31_900)}`,
    says: [say('Seven.')],
    ends: { text: 'Seven.', also: (outcome) => assert.equal(said(outcome)[0]?.length, 31_916) },
  },
  {
    name: 'an edited question takes what followed it out of the conversation',
    ...first,
    next: [
      {
        asks: 'And the weather?',
        says: [say('I do not know the weather.')],
        ends: { text: 'I do not know the weather.' },
      },
      {
        asks: 'And the revenue?',
        edits: true,
        says: [sql('SELECT sum(amount) AS revenue FROM sales'), say('It is 48.')],
        ends: {
          text: 'It is 48.',
          also: (outcome) =>
            assert.deepEqual(said(outcome), [
              'user: How many sales are there?',
              'assistant: There are 7 sales.',
              'user: And the revenue?',
            ]),
        },
      },
    ],
  },
  {
    name: 'deleted messages are not in the conversation, and their numbers are not known',
    asks: 'Tell me something',
    says: [shown('SELECT 4711 AS n, 1 AS m'), say('It is 4711.')],
    ends: { text: 'It is 4711.', shown: ['table'] },
    next: [
      {
        async before({ server, chatId }) {
          const { body } = await server.call('GET', `/v1/chats/${chatId}`);
          const { status } = await server.call('DELETE', `/v1/chats/${chatId}/messages/${body.messages[0].id}`);
          assert.equal(status, 204);
          return undefined;
        },
        asks: 'What was it?',
        says: [say('It was 4711.')],
        ends: { unverified: ['4711'], also: (outcome) => assert.deepEqual(said(outcome), ['user: What was it?']) },
      },
    ],
  },
  {
    name: 'an answer that failed or was empty is in the conversation as such',
    asks: 'Say nothing',
    says: [say('')],
    ends: { how: 'error', code: 'MODEL_FAILED' },
    next: [
      {
        asks: 'Why?',
        says: [say('I had nothing to say.')],
        ends: {
          text: 'I had nothing to say.',
          also: (outcome) => assert.match(said(outcome)[1] ?? '', /^assistant: \(Not answered: .*no answer/),
        },
      },
    ],
  },
  {
    name: 'of a long chat the newest exchanges that fit are told',
    asks: 'Speak long',
    says: [say('a'.repeat(9_000))],
    ends: {},
    next: [
      ...['b', 'c', 'd', 'e'].map(
        (letter): Exchange => ({ asks: letter, says: [say(letter.repeat(9_000))], ends: {} }),
      ),
      {
        asks: 'And now?',
        says: [say('Enough.')],
        ends: {
          text: 'Enough.',
          also(outcome) {
            const told = said(outcome);
            assert.ok(told.join('').length < 16_384 * 0.75 + 100, `${told.join('').length} characters`);
            assert.match(told.at(-2) ?? '', /^assistant: e{4000}…$/);
            assert.match(told[0] ?? '', /^user: /);
          },
        },
      },
    ],
  },
  {
    name: 'SQL of the editor is told with its path, apart from the question',
    asks: `What does this do?\n\nContext: sql, queries/top.sql, lines 3-4\n\`\`\`sql\n${byRegion}\n\`\`\``,
    says: [shown(byRegion), say('It adds up by region: East 33.')],
    ends: {
      text: 'It adds up by region: East 33.',
      shown: ['table'],
      also: (outcome) =>
        assert.deepEqual(said(outcome), [`user: What does this do?\n\nsql of queries/top.sql:\n${byRegion}`]),
    },
  },
  {
    name: 'a file of the chat is a table, joined with the data, and gone in another chat',
    before: (stage) => upload(stage, 'managers.csv', 'region,manager\nEast,Ann\nWest,Bob\n'),
    asks: 'Revenue by manager',
    says: [
      shown(
        'SELECT manager, sum(amount) AS revenue FROM sales JOIN uploads.managers USING (region) GROUP BY 1 ORDER BY 1',
      ),
      say('Ann has 33.'),
    ],
    ends: {
      text: 'Ann has 33.',
      shown: ['table'],
      also(outcome) {
        assert.match(instructions(outcome), /\nuploads\.managers\(region VARCHAR, manager VARCHAR\)/);
        assert.deepEqual(outcome.of('visualization')[0]?.rows, [
          ['Ann', '33'],
          ['Bob', '15'],
        ]);
      },
    },
  },
  {
    name: 'a chat without files knows none of another chat',
    asks: 'Revenue by manager',
    says: [sql('SELECT manager FROM uploads.managers'), say('There are no managers.')],
    ends: {
      text: 'There are no managers.',
      tools: ['run_sql!'],
      also: (outcome) => assert.doesNotMatch(instructions(outcome), /managers/),
    },
  },
  {
    name: 'memories and rules are told',
    world: 'office',
    async before(stage) {
      await keep(stage, '/v1/user-memories', { content: 'I live in the East.' });
      await keep(stage, '/v1/organization-rules', { content: 'Amounts are in thousand euros.' });
      return undefined;
    },
    ...first,
    ends: {
      text: 'There are 7 sales.',
      also: (outcome) =>
        assert.match(
          instructions(outcome),
          /remembered:\n- I live in the East\.\n\nRules of the organisation:\n- Amounts are in thousand euros\./,
        ),
    },
  },
  {
    name: 'a saved query whose keyword stands in the question is told, and no other',
    world: 'office',
    async before(stage) {
      const query = {
        title: 'Churn',
        prompt: 'Customers who left',
        sql: 'SELECT 1 AS churn',
        keywords: ['churn rate'],
      };
      await keep(stage, '/v1/queries', query);
      await keep(stage, '/v1/queries', { ...query, title: 'Growth', sql: 'SELECT 2 AS growth', keywords: ['growth'] });
      return undefined;
    },
    asks: 'What is our Churn-Rate?',
    says: [sql('SELECT 1 AS churn'), say('It is 1.')],
    ends: {
      text: 'It is 1.',
      also(outcome) {
        assert.match(instructions(outcome), /- Churn: Customers who left\n {2}SELECT 1 AS churn/);
        assert.doesNotMatch(instructions(outcome), /growth/);
      },
    },
  },
  {
    name: 'many long memories leave room for the tables and the question',
    world: 'office',
    async before(stage) {
      for (let at = 0; at < 12; at += 1)
        await keep(stage, '/v1/user-memories', { content: `${at} ${'m'.repeat(9_000)}` });
      return undefined;
    },
    ...first,
    ends: {
      text: 'There are 7 sales.',
      also(outcome) {
        assert.ok(instructions(outcome).length < 16_384 * 2, `${instructions(outcome).length} characters`);
        assert.match(instructions(outcome), /\nsales\(sale_id INTEGER key/);
      },
    },
  },
];
