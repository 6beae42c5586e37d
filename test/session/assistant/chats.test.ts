// Chats of the assistant API beside one answer: several at once, a list with folders or without, titles that come late, a server that
// goes away. Not here: reading and changing one chat (differencesLists.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { person } from './person.ts';
import { countAnswer, countQuestion, embedded, type Server, scripted } from './servers.ts';

const options = { timeout: 10_000 };

for (const [name, make] of [
  ['scripted', scripted],
  ['embedded', embedded],
] as const)
  test(`two chats answer at once, each its own (${name})`, options, async (t) => {
    const server: Server = await make(t);
    const { peer } = server;
    peer?.fail({ at: 'event done', do: { kind: 'hold', name: 'one' } });
    const me = await (await person(t, server)).connected();
    me.put('one', { message: countQuestion });
    me.put('two', { message: 'sales by region' });
    if (peer) {
      // One of them is held, the other is not.
      await me.until(() => ['one', 'two'].some((key) => me.of(key).some((update) => isMessage(update))));
      peer.release('one');
    }
    for (const key of ['one', 'two']) {
      const end = await me.end(key);
      assert.ok(end.kind === 'event' && end.event.event === 'message');
      assert.equal(end.event.data.content === countAnswer, key === 'one');
    }
    const ids = await server.ids();
    assert.equal(ids.length, 2);
    for (const id of ids) assert.equal((await server.rows(id)).length, 2);
  });

function isMessage(update: { kind: string; event?: { event: string } }): boolean {
  return update.event?.event === 'message';
}

test('two first questions at a server with the other path are both asked once', options, async (t) => {
  const { peer, ...server } = await scripted(t, { streaming: 'accept' });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.put('one');
  me.put('two');
  for (const key of ['one', 'two']) assert.ok(isMessage(await me.end(key)), key);
  assert.equal(peer.store.conversations.size, 2);
});

test('a question in a chat that still answers waits, and follows', options, async (t) => {
  const { peer, ...server } = await scripted(t, { faults: [{ at: 'event done', do: { kind: 'hold', name: 'end' } }] });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.ask('one');
  await me.until(() => me.answers().at(-1)?.content.endsWith('.'));
  me.ask('two');
  assert.equal(peer.posts().length, 1);
  peer.release('end');
  await me.until(() => me.answers().length === 2 && me.answers().every(({ status }) => status === 'done'));
  assert.deepEqual(
    me.texts(),
    peer.rows(peer.only().id).map(([, content]) => content),
  );
});

for (const folders of [true, false])
  test(`folders where there are any: ${folders}`, options, async (t) => {
    const { peer, ...server } = await scripted(t, { folders });
    assert.ok(peer);
    const { id } = peer.store.addConversation([{ role: 'user', content: 'filed' }]);
    if (folders) {
      peer.store.folders.set('f1', { id: 'f1', name: 'Work', color: '#fff', owner: 'default' });
      const conversation = peer.store.conversations.get(id);
      if (conversation) conversation.folder = 'f1';
    }
    const me = await (await person(t, { ...server, peer })).connected();
    assert.deepEqual(await me.rest.folders(), folders ? [{ id: 'f1', name: 'Work' }] : []);
    await me.until(() => me.store.state.folders.length === (folders ? 1 : 0));
    const [item] = me.store.state.list.items;
    assert.equal(item?.folderId, folders ? 'f1' : undefined);
  });

test('a title that comes late is shown without being asked for', options, async (t) => {
  const { peer, ...server } = await scripted(t);
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  await me.asked(countQuestion);
  await me.until(() => me.store.state.list.items.some(({ title }) => title === countQuestion));
  peer.only().title = 'Sales, counted';
  await me.clock.pass(4_000);
  await me.until(() => me.store.state.list.items.some(({ title }) => title === 'Sales, counted'));
});

test('a server that goes away is noticed while nothing is asked, and found again', options, async (t) => {
  const { peer, ...server } = await scripted(t);
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  peer.fail({ at: 'GET /api/health', times: 2, do: { kind: 'cut' } });
  await me.clock.pass(16_000);
  await me.until(() => me.session.state.phase === 'waiting');
  for (let attempt = 0; attempt < 5 && me.session.state.phase !== 'ready'; attempt++) {
    const { state } = me.session;
    if (state.phase === 'waiting') await me.clock.pass(state.retryAt - me.clock.now());
    await me.until(() => me.session.state.phase !== 'connecting');
  }
  assert.equal(me.session.state.phase, 'ready');
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
});

test('a chat made by one dialect is listed and read by the other', options, async (t) => {
  const server = await embedded(t);
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  const { body } = (await server.real?.call('GET', `/v1/chats/${me.chatId()}`)) ?? { body: null };
  assert.deepEqual(
    body.messages.map(({ id, content }: Record<string, unknown>) => [id, content]),
    me.messages().map(({ id, content }) => [id, content]),
  );
  const made = await server.real?.createChat('Made there');
  // A chat without messages is no conversation here.
  assert.deepEqual(await server.ids(), [me.chatId()]);
  assert.ok(made);
});
