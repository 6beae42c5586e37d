// Section 11, rows about lists: models, saved queries and their runs, uploads, the list of chats and its cap.
// Not here: chats and answers (chats.ts), the line (lines.ts).
import assert from 'node:assert/strict';
import { createLibraryClient } from '../../../src/session/libraryClient.ts';
import { person } from './person.ts';
import { row } from './rows.ts';
import { embedded } from './servers.ts';

row('models', 'names and objects are both read', {}, async (t, server) => {
  const me = await person(t, server);
  const { models, default: first } = await me.rest.models();
  assert.ok(models.length > 0);
  assert.ok(models.every(({ model_id, display_name }) => model_id && display_name));
  assert.ok(models.some(({ model_id }) => model_id === first));
});

row('queries', 'a query is written, read, changed and deleted in the form of its server', {}, async (t, server) => {
  const me = await person(t, server);
  const library = createLibraryClient(async () => server.url, me.tokens);
  const content = { title: 'Sales', prompt: 'How many?', sql: 'SELECT 1', description: 'd', keywords: ['k'] };
  const made = await library.createQuery(content);
  assert.equal(made.prompt, 'How many?');
  const isOld = server.revision !== 'current';
  assert.deepEqual(made.keywords ?? [], isOld ? [] : ['k']);
  const changed = await library.updateQuery(made, { prompt: 'How few?' });
  assert.equal(changed.prompt, 'How few?');
  const listed = await library.queries();
  assert.deepEqual(
    listed.map(({ id, title, prompt, sql }) => ({ id, title, prompt, sql })),
    [{ id: made.id, title: 'Sales', prompt: 'How few?', sql: 'SELECT 1' }],
  );
  const bodies = server.peer?.requests.filter(({ route }) => route.startsWith('PATCH /v1/queries')) ?? [];
  for (const { body } of bodies) assert.deepEqual(Object.keys(body), [isOld ? 'query' : 'prompt']);
  await library.removeQuery(made.id);
  assert.deepEqual(await library.queries(), []);
});

row('list chats', 'every chat is reached, with pages or without', {}, async (t, server) => {
  for (let count = 1; count <= 25; count++) await server.addChat(`Chat ${count}`);
  const me = await (await person(t, server)).connected();
  const { list } = me.store.state;
  const hasPages = server.revision === 'current';
  assert.equal(list.items.length, hasPages ? 20 : 25);
  assert.equal(list.hasMore, hasPages);
  if (hasPages) await me.conversation.loadMore();
  const names = me.store.state.list.items.map(({ title }) => title);
  assert.deepEqual(new Set(names).size, 25);
  assert.equal(me.store.state.list.hasMore, false);
});

async function expectsCap(me: Awaited<ReturnType<typeof person>>) {
  me.ask('How many sales are there?', null);
  await me.until(() => me.messages().some((message) => message.role === 'user' && message.delivery === 'unsent'));
  await me.clock.pass(10 * 60_000);
  assert.equal(me.answers().at(-1)?.error?.code, 'OPEN_CHAT_CAP');
}

row(
  'create-chat 409',
  'a full account is said once, with its code, and the question is kept',
  { against: ['scripted'], revisions: ['current'] },
  async (t, server) => {
    const body = { detail: 'You have 500 open chats.', code: 'OPEN_CHAT_CAP' };
    server.peer?.fail({ at: 'POST /v1/chats/create', times: 99, do: { kind: 'answer', status: 409, body } });
    const me = await (await person(t, server)).connected();
    await expectsCap(me);
    assert.equal(server.peer?.count('POST /v1/chats/create'), 1);
    assert.deepEqual(server.peer?.frames, []);
  },
);

row(
  'create-chat 409',
  'the five hundred first chat is refused, and one that is deleted makes room',
  { against: ['embedded'], revisions: ['current'] },
  async (t) => {
    const server = await embedded(t, 'current', { limits: true });
    for (let count = 0; count < 500; count++) await server.addChat('A chat');
    const me = await (await person(t, server)).connected();
    await expectsCap(me);
    const [first] = me.store.state.list.items;
    await me.conversation.remove([first?.id ?? '']);
    const [question] = me.messages();
    me.conversation.askAgain(me.store.state.openChatId ?? '', question?.id ?? '');
    await me.until(() => me.answers().at(-1)?.status === 'done');
  },
);
