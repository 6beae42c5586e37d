// A question asked anew in the place of another, on servers that cut a conversation off at either end: nothing is lost unasked.
// Not here: the first question, on both servers (differencesLists.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistantPeer, AssistantPeerOptions } from '../../support/assistantPeer.ts';
import type { PeerRow } from '../../support/assistantPeerStore.ts';
import { nameOf, person } from './person.ts';
import { scripted } from './servers.ts';

const options = { timeout: 10_000 };

/** So many questions with their answers, with a status line behind every so many of them. */
function talk(questions: number, statusEvery = 0): PeerRow[] {
  return Array.from({ length: questions }, (_, at): PeerRow[] => [
    { role: 'user', content: `question ${at}` },
    ...(statusEvery > 0 && at % statusEvery === 0
      ? [{ role: 'assistant' as const, content: '[[ASTA_STATUS]] thinking' }]
      : []),
    { role: 'assistant', content: `answer ${at}` },
  ]).flat();
}

async function setting(t: Parameters<typeof scripted>[0], rows: PeerRow[], given: AssistantPeerOptions = {}) {
  const { peer, ...server } = await scripted(t, given);
  assert.ok(peer);
  const { id } = peer.store.addConversation(rows);
  const me = await (await person(t, { ...server, peer })).connected();
  const { messages } = await me.rest.chat(id);
  const idOf = (content: string) => {
    const found = messages.find((message) => message.content === content);
    assert.ok(found, content);
    return found.id;
  };
  const edit = async (content: string, message = 'in other words') => {
    me.put('edit', { chatId: id, message, replaces: idOf(content) });
    return me.end('edit');
  };
  return { peer, me, id, idOf, edit };
}

const contents = (peer: AssistantPeer, id: string) => peer.rows(id).map(([, content]) => content);
const truncations = (peer: AssistantPeer) => peer.requests.filter(({ url }) => url.endsWith('/truncate'));

test('where the first are kept, the question and all after it go, and the new one follows', options, async (t) => {
  const { peer, me, id, idOf, edit } = await setting(t, talk(3));
  assert.equal(await me.session.canReplace(id, idOf('question 1')), 'yes');
  const end = await edit('question 1');
  assert.equal(nameOf(end), 'message');
  const [first, second, third] = contents(peer, id);
  assert.deepEqual([first, second, third], ['question 0', 'answer 0', 'in other words']);
  assert.equal(contents(peer, id).length, 4);
  assert.deepEqual(
    truncations(peer).map(({ text }) => text),
    ['{"keep_count":2}'],
  );
  const metadata = me.of('edit').find((update) => nameOf(update) === 'chat_metadata');
  assert.ok(metadata?.kind === 'event' && metadata.event.event === 'chat_metadata');
  assert.equal(metadata.event.data.user_message_id, 'row:2');
});

test('status lines count as rows', options, async (t) => {
  const { peer, id, edit, me } = await setting(t, talk(4, 2));
  assert.equal((await me.rest.chat(id)).messages.length, 8);
  await edit('question 2');
  assert.deepEqual(
    truncations(peer).map(({ text }) => text),
    ['{"keep_count":5}'],
  );
  assert.equal(contents(peer, id)[5], 'in other words');
});

test('where the last are kept, nothing is changed and nothing is asked', options, async (t) => {
  const { peer, me, id, idOf, edit } = await setting(t, talk(3), { app: 'Trellis', truncate: 'last' });
  assert.equal(await me.session.canReplace(id, idOf('question 2')), 'no');
  assert.equal(await me.session.canReplace(id, idOf('question 0')), 'yes');
  const end = await edit('question 2');
  assert.equal(end.kind, 'lost');
  assert.deepEqual(truncations(peer), []);
  assert.deepEqual(peer.posts(), []);
  assert.equal(contents(peer, id).length, 6);
});

for (const truncate of ['first', 'last'] as const)
  test(
    `where nobody knows it is risky; done all the same, it is seen what came of it: ${truncate}`,
    options,
    async (t) => {
      const { peer, me, id, idOf, edit } = await setting(t, talk(3), { app: 'Another', truncate });
      assert.equal(await me.session.canReplace(id, idOf('question 1')), 'risky');
      assert.equal(await me.session.canReplace(id, idOf('question 0')), 'yes');
      const end = await edit('question 1');
      assert.equal(truncations(peer).length, 1);
      if (truncate === 'first') {
        assert.equal(nameOf(end), 'message');
        assert.equal(peer.posts().length, 1);
        assert.equal(await me.session.canReplace(id, 'row:2'), 'yes');
        return;
      }
      assert.ok(end.kind === 'lost' && !end.acknowledged);
      assert.match(end.reason.message, /not sent/);
      assert.deepEqual(peer.posts(), []);
      await me.rest.chat(id);
      assert.equal(await me.session.canReplace(id, 'row:1'), 'no');
    },
  );

for (const [name, deed] of [
  ['refused', { kind: 'answer', status: 403, body: { detail: 'Access denied' } }],
  ['plain 500', { kind: 'answer', status: 500, body: 'Internal Server Error' }],
  ['line broken', { kind: 'cut' }],
] as const)
  test(`a cut of the conversation that fails posts nothing: ${name}`, options, async (t) => {
    const { peer, edit } = await setting(t, talk(2), {
      faults: [{ at: 'POST /api/chat/conversations/:id/truncate', do: deed }],
    });
    const end = await edit('question 1');
    assert.ok(end.kind === 'lost' && !end.acknowledged, nameOf(end));
    assert.deepEqual(peer.posts(), []);
    assert.equal(truncations(peer).length, 1);
  });

test(
  'of a conversation longer than what can be read at once, the place is counted from its beginning',
  options,
  async (t) => {
    const { peer, me, id, idOf, edit } = await setting(t, talk(80));
    assert.equal(peer.rows(id).length, 160);
    assert.equal(idOf('question 79'), 'row:158');
    assert.equal(await me.session.canReplace(id, idOf('question 79')), 'yes');
    await edit('question 79');
    assert.deepEqual(
      truncations(peer).map(({ text }) => text),
      ['{"keep_count":158}'],
    );
    assert.equal(contents(peer, id).length, 160);
    assert.equal(contents(peer, id)[157], 'answer 78');
  },
);

test('of rows whose place cannot be told, none is replaced', options, async (t) => {
  const conversations = [{ id: 'default:web:00000001', title: 'T' }];
  const { peer, me, id, idOf, edit } = await setting(t, talk(80), {
    faults: [
      {
        at: 'GET /api/chat/conversations',
        times: Number.POSITIVE_INFINITY,
        do: { kind: 'answer', status: 200, body: { conversations } },
      },
    ],
  });
  assert.equal(await me.session.canReplace(id, idOf('question 79')), 'no');
  assert.equal((await edit('question 79')).kind, 'lost');
  assert.deepEqual([truncations(peer).length, peer.posts().length], [0, 0]);
});

for (const [name, change] of [
  [
    'more rows at the end',
    (rows: PeerRow[]) => rows.push({ role: 'user', content: 'by another' }, { role: 'assistant', content: 'to it' }),
  ],
  ['a row gone from the beginning', (rows: PeerRow[]) => rows.shift()],
  ['all of it gone', (rows: PeerRow[]) => rows.splice(0)],
  [
    'other words in its place',
    (rows: PeerRow[]) => rows.splice(2, 1, { role: 'user', content: 'somebody edited this' }),
  ],
] as const)
  test(`rows that another client has changed meanwhile: ${name}`, options, async (t) => {
    const { peer, id, edit } = await setting(t, talk(3));
    change(peer.only().rows);
    const before = contents(peer, id);
    const end = await edit('question 1');
    if (name === 'more rows at the end') {
      assert.deepEqual(contents(peer, id).slice(0, 3), ['question 0', 'answer 0', 'in other words']);
      return;
    }
    assert.equal(end.kind, 'lost');
    assert.deepEqual(contents(peer, id), before);
    assert.deepEqual(peer.posts(), []);
  });

test('a message that is not what it was is not replaced, however often it is tried', options, async (t) => {
  const { peer, me, id, idOf, edit } = await setting(t, talk(3));
  peer.only().rows.splice(2, 1, { role: 'user', content: 'somebody edited this' });
  for (let time = 0; time < 2; time++) assert.equal(await me.session.canReplace(id, idOf('question 1')), 'no');
  assert.equal((await edit('question 1')).kind, 'lost');
  assert.deepEqual([truncations(peer).length, peer.posts().length], [0, 0]);
});

test('an answer cannot be replaced', options, async (t) => {
  const { me, id, idOf } = await setting(t, talk(2));
  assert.equal(await me.session.canReplace(id, idOf('answer 1')), 'no');
  assert.equal(await me.session.canReplace(id, 'row:99'), 'no');
  assert.equal(await me.session.canReplace('default:web:ffffffff', 'row:0'), 'no');
});

test('in the panel: what was edited and all after it are gone, and the new answer is there', options, async (t) => {
  const { peer, me, id } = await setting(t, talk(3));
  await me.conversation.open(id);
  const second = me.messages()[2];
  assert.ok(second);
  me.conversation.edit(id, second.id, 'in other words');
  await me.until(() => me.messages().length === 4 && me.answers().every(({ status }) => status === 'done'));
  assert.deepEqual(me.texts(), contents(peer, id));
  assert.equal(peer.posts().length, 1);
});
