// Servers of the assistant API that give fewer rows than they have, ids that are none or that repeat, and lists without an end.
// Not here: what the usual servers do (edit.test.ts, chats.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { httpPeer, type PeerRequest } from '../../support/httpPeer.ts';
import { nameOf, person } from './person.ts';

const options = { timeout: 10_000 };

interface OddRow {
  role: string;
  content: string;
  id?: string;
}

interface Odd {
  rows: OddRow[];
  /** Rows that are given at once, whatever was asked for. */
  page?: number;
  /** What the list says of their number. */
  count?: (rows: readonly OddRow[]) => number | undefined;
  /** What is stored of a question. */
  stored?: (text: string) => string;
  id?: unknown;
  /** A path's answer instead. */
  bodies?: Record<string, unknown>;
  /** The status of deleting a chat. */
  deleting?: (chatId: string) => number;
}

/** A whole client at such a server. `rows` are those of its one conversation, as they are now. */
async function odd(t: TestContext, given: Odd) {
  const { page = 100, count = (rows) => rows.length, stored = (text) => text, id = 'c1', bodies = {} } = given;
  let { rows } = given;
  const posts: unknown[] = [];
  const deleted: string[] = [];
  function answer({ method, url, body, response }: PeerRequest): boolean {
    const path = url.replace(/\?.*$/, '').replace(/^\/api/, '');
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
      return true;
    };
    if (method === 'GET' && Object.hasOwn(bodies, path)) return json(bodies[path]);
    const conversations = rows.length > 0 ? [{ id, title: 'T', message_count: count(rows) }] : [];
    if (method === 'DELETE') {
      const chatId = path.split('/').at(-1) ?? '';
      deleted.push(chatId);
      return json({ detail: 'It is locked' }, given.deleting?.(chatId) ?? 200);
    }
    if (path === '/health') return json({ status: 'ok', app: 'Asta' });
    if (path === '/auth/me') return json({ id: 'u', username: 'u' });
    if (path === '/chat/conversations') return json({ conversations });
    if (path === '/chat/messages') return json({ messages: rows.slice(-page) });
    if (path.endsWith('/truncate')) {
      rows = rows.slice(0, Number(body?.keep_count));
      return json({ ok: true });
    }
    if (method !== 'POST') return json({ detail: 'Not Found' }, 404);
    posts.push(body?.conversation_id);
    rows.push({ role: 'user', content: stored(String(body?.text)) }, { role: 'assistant', content: 'Yes.' });
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const event of ['meta', 'done'])
      response.write(`event: ${event}\ndata: ${JSON.stringify({ conversation_id: id, reply: 'Yes.' })}\n\n`);
    response.end();
    return true;
  }
  const { url } = await httpPeer(t, answer);
  const me = await (await person(t, { url, token: null, rows: async () => [], ids: async () => [] })).connected();
  return { me, posts, deleted, contents: () => rows.map(({ content }) => content) };
}

/** Questions and answers by turns. */
function talk(count: number, id?: (at: number) => string): OddRow[] {
  return Array.from({ length: count }, (_, at) => ({
    role: at % 2 === 0 ? 'user' : 'assistant',
    content: `row ${at}`,
    ...(id ? { id: id(at) } : {}),
  }));
}

test(
  'of a server that gives fewer rows than were asked for, the place is counted from the beginning',
  options,
  async (t) => {
    const { me, contents } = await odd(t, { rows: talk(120), page: 50 });
    const { messages } = await me.rest.chat('c1');
    assert.deepEqual([messages[0]?.id, messages.at(-2)?.id], ['row:70', 'row:118']);
    me.put('edit', { chatId: 'c1', message: 'in other words', replaces: 'row:118' });
    assert.equal(nameOf(await me.end('edit')), 'message');
    assert.deepEqual(contents().slice(116), ['row 116', 'row 117', 'in other words', 'Yes.']);
  },
);

for (const [name, count] of [
  ['too few', () => 3],
  ['no whole number', () => 6.5],
] as const)
  test(`where the list's number of rows cannot be theirs, none is replaced: ${name}`, options, async (t) => {
    const { me, posts, contents } = await odd(t, { rows: talk(6), count });
    const { messages } = await me.rest.chat('c1');
    assert.equal(await me.session.canReplace('c1', messages[4]?.id ?? ''), 'no');
    me.put('edit', { chatId: 'c1', replaces: 'row:4' });
    assert.equal((await me.end('edit')).kind, 'lost');
    assert.deepEqual([posts.length, contents().length], [0, 6]);
  });

test('an id that two rows have names neither: the newest question is the one that goes', options, async (t) => {
  const rows = talk(6, (at) => (at % 2 === 0 ? 'q' : 'a')).map((row) => ({ ...row, content: 'yes' }));
  const { me, contents } = await odd(t, { rows });
  const { messages } = await me.rest.chat('c1');
  assert.deepEqual(
    messages.map(({ id }) => id),
    [0, 1, 2, 3, 4, 5].map((at) => `row:${at}`),
  );
  me.put('edit', { chatId: 'c1', message: 'no', replaces: 'row:4' });
  await me.end('edit');
  assert.deepEqual(contents(), ['yes', 'yes', 'yes', 'yes', 'no', 'Yes.']);
});

test('an id that looks like a place is none, and a message that has moved is not replaced', options, async (t) => {
  const rows = talk(6, (at) => (at === 4 ? 'row:0' : `m${at}`));
  const { me } = await odd(t, { rows });
  const { messages } = await me.rest.chat('c1');
  assert.deepEqual([messages[0]?.id, messages[4]?.id], ['m0', 'row:4']);
  rows.splice(0, 2);
  assert.equal(await me.session.canReplace('c1', 'm2'), 'no');
});

for (const [name, stored] of [
  ['trimmed', (text: string) => text.trim()],
  ['with single blanks', (text: string) => text.replace(/\s+/g, ' ')],
] as const)
  test(`a question can be replaced at once, also where it is stored ${name}`, options, async (t) => {
    const { me } = await odd(t, { rows: [], stored });
    const words = ' what is  it\n\nthen? ';
    me.put('one', { message: words });
    await me.end('one');
    assert.equal(await me.session.canReplace('c1', 'row:0'), 'yes');
    assert.equal(await me.session.canReplace('c1', 'row:0', words), 'yes');
    assert.equal(await me.session.canReplace('c1', 'row:0', 'something else'), 'no');
  });

test('what was never read is read once for whoever shows its words', options, async (t) => {
  const { me } = await odd(t, { rows: talk(4) });
  assert.equal(await me.session.canReplace('c1', 'row:2'), 'no');
  assert.equal(await me.session.canReplace('c1', 'row:2', 'row 0'), 'no');
  assert.equal(await me.session.canReplace('c1', 'row:2', 'row 2'), 'yes');
});

test('an id that is a number is its text: the second question goes into the same conversation', options, async (t) => {
  const { me, posts } = await odd(t, { rows: [], id: 7 });
  await me.asked('one');
  await me.asked('two');
  assert.deepEqual(posts, [undefined, '7']);
  await me.conversation.refreshList();
  assert.deepEqual(
    me.store.state.list.items.map(({ id }) => id),
    ['7'],
  );
});

test('a server that names no conversation is told of in the log, once', options, async (t) => {
  const { me } = await odd(t, { rows: [], id: '..' });
  for (const key of ['one', 'two']) {
    me.put(key);
    await me.end(key);
  }
  assert.equal(me.logged.filter((line) => /names no conversation/.test(line)).length, 1);
});

test('lists have an end, and of two with one id the first counts', options, async (t) => {
  const many = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}${at}`);
  const { me } = await odd(t, {
    rows: [],
    bodies: {
      '/chat/conversations': { conversations: many(20_000, 'c').map((id) => ({ id })) },
      '/chat/folders': {
        folders: [{ id: 'f0', name: 'first' }, ...many(5_000, 'f').map((id) => ({ id, name: id }))],
      },
      '/providers': { providers: many(20_000, 'p') },
    },
  });
  const folders = await me.rest.folders();
  assert.deepEqual(folders[0], { id: 'f0', name: 'first' });
  assert.equal(folders.filter(({ id }) => id === 'f0').length, 1);
  assert.ok(folders.length <= 200, `${folders.length}`);
  assert.equal((await me.rest.listChats(1)).chats.length, 500);
  assert.equal((await me.rest.models()).models.length, 301);
});

test('of several chats each is deleted or told of, and one that is gone is no failure', options, async (t) => {
  const status = { b: 404, d: 500 } as Record<string, number>;
  const { me, deleted } = await odd(t, { rows: [], deleting: (chatId) => status[chatId] ?? 200 });
  const failed = await me.rest.deleteChats(['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(deleted, ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(
    [...failed].map(([id, { message }]) => [id, message]),
    [['d', 'It is locked']],
  );
});

test('who refuses the sign-in once is not asked for the rest', options, async (t) => {
  const { me, deleted } = await odd(t, { rows: [], deleting: (chatId) => (chatId === 'b' ? 401 : 200) });
  assert.deepEqual([...(await me.rest.deleteChats(['a', 'b', 'c'])).keys()], ['b', 'c']);
  assert.deepEqual(deleted, ['a', 'b']);
});
