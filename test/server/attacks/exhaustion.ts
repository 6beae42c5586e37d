// Questions that would take all the time or memory there is: they end, by themselves or when they are stopped, and others
// are answered meanwhile.
// Not here: SQL that wants what it may not (engine/attacks.test.ts).
import assert from 'node:assert/strict';
import process from 'node:process';
import { slowQuestion } from '../../support/testServer.ts';
import type { Attack } from './attack.ts';
import { othersAreAnswered } from './floods.ts';
import { parseSse } from './sse.ts';
import type { World } from './world.ts';

const run = (sql: string) => `run this\n\nContext: sql, x.sql\n\`\`\`sql\n${sql}\n\`\`\``;

/** Each ends on its own, with rows or with an error that says what it was. */
const heavy: readonly [string, string][] = [
  ['brackets in brackets, 14,000', `SELECT ${'('.repeat(14_000)}1${')'.repeat(14_000)}`],
  ['lists in lists, 14,000', `SELECT ${'['.repeat(14_000)}1${']'.repeat(14_000)}`],
  ['queries in queries, 1,500', `${'SELECT * FROM ('.repeat(1_500)}SELECT 1${')'.repeat(1_500)}`],
  ['NOT, 7,000 times', `SELECT ${'NOT '.repeat(7_000)}true`],
  ['minus, 14,000 times', `SELECT ${'- '.repeat(14_000)}1`],
  ['a sum of 14,000', `SELECT 1${'+1'.repeat(14_000)}`],
  ['unions, 1,000', `SELECT 1${' UNION ALL SELECT 1'.repeat(1_000)}`],
  [
    '1,000 columns of a megabyte',
    `SELECT ${Array.from({ length: 1_000 }, (_, at) => `repeat('x', 1000000) AS c${at}`).join(', ')}`
      .slice(0, 31_000)
      .replace(/,[^,]*$/, ''),
  ],
  ['a billion rows', 'SELECT * FROM range(1000000000)'],
  ['a slow pattern', `SELECT count(*) FROM range(1000) WHERE regexp_matches(repeat('a', 5000), '(a+)+$')`],
  ['a comment that never ends', `SELECT 1 /* ${'/*'.repeat(1_000)}`],
  ['a text that never ends', `SELECT '${'x'.repeat(30_000)}`],
];

/** Each takes minutes unless it is stopped. */
const endless: readonly [string, string][] = [
  ['a count of a product', slowQuestion],
  ['a recursion', run('WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t')],
];

const bomb = run('SELECT list(range(100000000)) FROM range(100)');

/** Questions of 31,000 characters that nothing but reading takes long for. */
const long: readonly [string, string][] = [
  ['one measure, thousands of times', 'amount '],
  ['one count, thousands of times', 'number of sales of '],
  ['one table, thousands of times', 'sales '],
  ['one condition, thousands of times', 'sales in East and West '],
  ['groups, thousands of times', 'sales by region '],
  ['rankings, thousands of times', 'top 5 '],
  ['dates, thousands of times', 'sales from 2024-01-01 to '],
  ['one letter, thousands of times', 'a '],
  ['one word of 31,000 letters', 'a'],
  ['quotes', '"'],
  ['fences', '\n```'],
  ['contexts', '\n\nContext: sql, x\n```sql\nSELECT 1\n```'],
  ['spaces', '                                 x'],
];
/** Of the thread that serves everybody, as its own time, so that a loaded machine does not count. */
const maxThreadMs = 1_500;

/** How long the thread of this process, and so of the server in it, was busy. */
async function threadMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

export function longQuestionAttacks(world: World): Attack[] {
  return long.map(([name, text]) => ({
    name: `a long question: ${name}`,
    async run() {
      const question = text.repeat(Math.floor(31_000 / text.length));
      const took = await threadMsOf(() => inNewChat(world, (chat) => lastEvent(world, chat, question)));
      assert.ok(took < maxThreadMs, `nobody else was answered for ${Math.round(took)} ms`);
    },
  }));
}

async function inNewChat<T>({ call, eve }: World, use: (chat: string) => Promise<T>): Promise<T> {
  const { id } = (await call(eve.token, 'POST', '/v1/chats/create', { title: 'x' })).body;
  try {
    return await use(id);
  } finally {
    await call(eve.token, 'DELETE', `/v1/chats/${id}`);
  }
}

async function lastEvent({ call, eve }: World, chat: string, message: string) {
  const { status, body } = await call(eve.token, 'POST', '/v1/chats', { chat_id: chat, message });
  assert.equal(status, 200, JSON.stringify(body));
  const events = parseSse(body);
  const last = events.at(-1);
  assert.ok(last);
  return { ...last, events };
}

export function exhaustionAttacks(world: World): Attack[] {
  const { call, eve } = world;
  return [
    ...heavy.map(([name, sql]) => ({
      name,
      run: () =>
        inNewChat(world, async (chat) => {
          const ending = lastEvent(world, chat, run(sql));
          await othersAreAnswered(world);
          const { event, data } = await ending;
          const isSaid = event === 'message' || (event === 'error' && String(data.code).startsWith('QUERY_'));
          assert.ok(isSaid, `${event} ${JSON.stringify(data).slice(0, 300)}`);
        }),
    })),
    ...endless.map(([name, message]) => ({
      name: `${name}, stopped`,
      run: () =>
        inNewChat(world, async (chat) => {
          const ending = lastEvent(world, chat, message);
          await othersAreAnswered(world);
          await othersAreAnswered(world);
          assert.equal((await call(eve.token, 'POST', `/v1/chats/${chat}/interrupt`)).status, 204);
          assert.equal((await ending).event, 'interrupted');
          assert.match((await lastEvent(world, chat, 'How many sales are there?')).data.content, /\b7\b/);
        }),
    })),
    {
      name: 'three endless questions of one member, and their chats deleted',
      async run() {
        const endings = endless.concat(endless.slice(0, 1)).map(([, message]) =>
          inNewChat(world, async (chat) => {
            const ending = lastEvent(world, chat, message);
            await othersAreAnswered(world);
            await call(eve.token, 'DELETE', `/v1/chats/${chat}`);
            return (await ending).event;
          }),
        );
        assert.deepEqual(await Promise.all(endings), ['interrupted', 'interrupted', 'interrupted']);
      },
    },
    {
      name: 'more memory than there is',
      run: () =>
        inNewChat(world, async (chat) => {
          const ending = lastEvent(world, chat, bomb);
          await othersAreAnswered(world);
          const { event, data } = await ending;
          assert.deepEqual([event, String(data.code).startsWith('QUERY_')], ['error', true], JSON.stringify(data));
          await othersAreAnswered(world);
        }),
    },
  ];
}
