// Where the documentation and the server of the assistant API differ about conversations, accounts and settings: a test for each row.
// Not here: the rows (rows.ts), differences about answers (differences.ts), editing in full (edit.test.ts).
import assert from 'node:assert/strict';
import { checkedAssistantUrl } from '../../../src/host/credentials.ts';
import { probeAssistant } from '../../../src/session/assistant/assistantSignIn.ts';
import { person } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, scripted } from './servers.ts';

row('difference: truncate', 'the first question can be asked anew everywhere', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  const { messages } = await me.rest.chat(me.chatId());
  const replaces = messages[0]?.id ?? '';
  assert.equal(await me.session.canReplace(me.chatId(), replaces), 'yes');
  me.put('again', { chatId: me.chatId(), message: countQuestion, replaces });
  await me.end('again');
  const texts = (await server.rows(me.chatId())).map(({ content }) => content);
  assert.deepEqual(texts, [countQuestion, countAnswer]);
});

row('difference: truncate', 'what is known to keep the other end is not trusted with more', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  await me.asked(countQuestion);
  const { messages } = await me.rest.chat(me.chatId());
  const expected = server.peer ? 'yes' : 'no';
  assert.equal(await me.session.canReplace(me.chatId(), messages[2]?.id ?? ''), expected);
});

row('difference: truncate body', 'the count is always said', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  await me.rest.chat(me.chatId());
  const replaces = (await me.rest.chat(me.chatId())).messages[0]?.id ?? '';
  me.put('again', { chatId: me.chatId(), message: countQuestion, replaces });
  await me.end('again');
  assert.equal((await server.rows(me.chatId())).length, 2);
  const cut = server.peer?.requests.find(({ url }) => url.endsWith('/truncate'));
  if (server.peer) assert.equal(cut?.text, '{"keep_count":0}');
});

row(
  'difference: messages',
  'rows without ids, times and providers have ids here, the oldest first',
  {},
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    await me.asked(countQuestion);
    await me.asked(countQuestion);
    const { messages } = await me.rest.chat(me.chatId());
    assert.deepEqual(
      messages.map(({ role, content }) => [role, content]),
      [
        ['user', countQuestion],
        ['assistant', countAnswer],
        ['user', countQuestion],
        ['assistant', countAnswer],
      ],
    );
    assert.equal(new Set(messages.map(({ id }) => id)).size, 4);
    if (server.peer)
      assert.deepEqual(
        messages.map(({ id }) => id),
        ['row:0', 'row:1', 'row:2', 'row:3'],
      );
    else assert.ok(messages.every(({ id }) => !id.startsWith('row:')));
    const again = await me.rest.chat(me.chatId());
    assert.deepEqual(
      again.messages.map(({ id }) => id),
      messages.map(({ id }) => id),
    );
  },
);

row('difference: messages errors', "another's conversation is forbidden", {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  let foreign = 'somebody:web:00000001';
  if (server.real) {
    const token = await server.real.tokenFor('other@localhost');
    const headers = { Authorization: `Bearer ${token}` };
    const { body } = await server.real.call('POST', '/v1/chats/create', { title: 'Theirs' }, headers);
    foreign = body.id;
  }
  assert.equal((await me.failure(me.rest.chat(foreign))).kind, 'forbidden');
});

row('difference: conversation fields', 'the list is read as far as it goes', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  const { chats } = await me.rest.listChats(1);
  const [chat] = chats;
  assert.equal(chat?.id, me.chatId());
  assert.ok(chat?.title);
  assert.ok(!Number.isNaN(Date.parse(chat?.timestamp ?? '')), `${chat?.timestamp}`);
});

row('difference: conversation fields', 'an id is enough', { only: 'scripted' }, async (t, server) => {
  const body = { conversations: [{ id: 'default:web:1' }, { title: 'no id' }, 7, { id: 'default:web:2', title: 3 }] };
  server.peer?.fail({ at: 'GET /api/chat/conversations', times: 9, do: { kind: 'answer', status: 200, body } });
  const me = await (await person(t, server)).connected();
  const { chats } = await me.rest.listChats(1);
  assert.deepEqual(
    chats.map(({ id }) => id),
    ['default:web:1', 'default:web:2'],
  );
});

row(
  'difference: conversation fields',
  'times are of the one zone, whatever mark they lack',
  { only: 'scripted' },
  async (t, server) => {
    const conversation = { id: 'default:web:1', title: 'T', last_active: '2026-03-01 04:05:06', message_count: 2 };
    const body = { conversations: [conversation] };
    server.peer?.fail({ at: 'GET /api/chat/conversations', times: 9, do: { kind: 'answer', status: 200, body } });
    const me = await (await person(t, server)).connected();
    const [chat] = (await me.rest.listChats(1)).chats;
    assert.equal(Date.parse(chat?.timestamp ?? ''), Date.UTC(2026, 2, 1, 4, 5, 6));
  },
);

row('difference: channel', 'chats of other channels are not listed', {}, async (t, server) => {
  server.peer?.store.addConversation([{ role: 'user', content: 'by phone' }], 'default', 'telegram');
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  assert.deepEqual(
    (await me.rest.listChats(1)).chats.map(({ id }) => id),
    [me.chatId()],
  );
  for (const { route, url } of server.peer?.requests ?? [])
    if (route === 'GET /api/chat/conversations') assert.match(url, /[?&]channel=web(&|$)/);
});

row(
  'difference: delete',
  'the id is in the path, encoded; what is gone already is no failure',
  {},
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    await me.asked(countQuestion);
    const id = me.chatId();
    await me.rest.deleteChat(id);
    assert.deepEqual(await server.ids(), []);
    if (!server.peer) return;
    assert.equal(server.peer.count('DELETE /api/chat/conversations/:id'), 1);
    assert.ok(server.peer.requests.some(({ url }) => url === `/api/chat/conversations/${encodeURIComponent(id)}`));
    await me.rest.deleteChat(id);
  },
);

row('difference: auth', 'the mode is found out, and a token goes into the header alone', {}, async (t, server) => {
  if (server.real) {
    assert.match((await probeAssistant(server.url, server.token)).user ?? '', /@localhost$/);
    await (await person(t, server)).connected();
    return;
  }
  for (const auth of ['open', 'token', 'login'] as const) {
    const each = await scripted(t, { auth });
    assert.equal((await probeAssistant(each.url, null)).mode, auth);
    const me = await (await person(t, each)).connected();
    await me.asked(countQuestion);
    for (const { url, headers } of each.peer?.requests ?? []) {
      assert.ok(!url.includes('token'), url);
      assert.ok(headers.authorization === undefined || headers.authorization === `Bearer ${each.token}`);
    }
  }
});

row('difference: base URL', 'any server, however its address is written', {}, async (t, server) => {
  for (const written of [server.url, `${server.url}/`, `${server.url}/api/`]) {
    const checked = checkedAssistantUrl(written);
    assert.ok('url' in checked, written);
    const me = await (await person(t, { ...server, url: checked.url })).connected();
    assert.equal((await me.asked(countQuestion))?.content, countAnswer);
  }
  assert.ok(server.peer?.requests.every(({ url }) => !url.startsWith('//') && !url.includes('/api/api')) ?? true);
});

row('difference: user id', 'nobody says who they are but by their token', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
  for (const { url, body } of server.peer?.requests ?? []) {
    assert.ok(!url.includes('user_id'));
    assert.ok(!('user_id' in body));
  }
});

row('difference: default provider', '`default` is sent, and who has answered is shown', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const answer = await me.asked(countQuestion);
  assert.equal(answer?.model, server.peer ? 'claude' : 'planner');
  if (server.peer) assert.equal(server.peer.posts()[0]?.body.provider, 'default');
});

row('difference: settings paths', 'every path is below /api', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  await me.rest.models();
  for (const { url } of server.peer?.requests ?? []) assert.ok(url.startsWith('/api/'), url);
});

row('difference: web toggle', 'the mood and the web are said by their names', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  me.put('q', { message: countQuestion, options: { mood: 'friendly', web: true } });
  await me.end('q');
  me.put('r', { message: countQuestion, options: { mood: null, web: false } });
  await me.end('r');
  if (!server.peer) return;
  const [first, second] = server.peer.posts();
  assert.deepEqual([first?.body.web, first?.body.mood], [true, 'friendly']);
  assert.ok(second?.body.web !== true && !second?.body.mood);
  assert.ok(!('web_enabled' in (first?.body ?? {})));
});
