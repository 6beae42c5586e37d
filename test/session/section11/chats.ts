// Section 11, rows about chats and answers: creation, chat_metadata, statuses, text, visualizations, errors.
// Not here: lines and limits (lines.ts), lists, models, queries, uploads (lists.ts).
import assert from 'node:assert/strict';
import { person } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, nonsense, tableQuestion } from './servers.ts';

const ways = ['socket', 'sse'] as const;

for (const way of ways)
  row('chat creation', `one chat for a first question and the one after it, over ${way}`, {}, async (t, server) => {
    const me = await (await person(t, server, { way })).connected();
    await me.asked(countQuestion);
    await me.asked(countQuestion);
    const chatId = me.store.state.openChatId ?? '';
    assert.equal(await server.chatCount(), 1);
    assert.deepEqual(me.texts(), [countQuestion, countAnswer, countQuestion, countAnswer]);
    assert.deepEqual(await server.stored(chatId), me.texts());
    const { peer } = server;
    if (!peer) return;
    const questions =
      way === 'sse' || server.revision === 'first'
        ? peer.requests.filter(({ route }) => route === 'POST /v1/chats').map(({ body }) => body.chat_id)
        : peer.frames.filter(({ action }) => action === 'send_message').map(({ chat_id }) => chat_id);
    assert.deepEqual(questions, [server.revision === 'current' ? chatId : undefined, chatId]);
    assert.equal(peer.count('POST /v1/chats/create'), 1);
  });

row(
  'chat creation',
  'create that is no method there (405) is as good as missing',
  { against: ['scripted'], revisions: ['previous', 'first'] },
  async (t, server) => {
    server.peer?.fail({ at: 'POST /v1/chats/create', do: { kind: 'answer', status: 405 } });
    const me = await (await person(t, server)).connected();
    await me.asked(countQuestion);
    assert.deepEqual(me.texts(), [countQuestion, countAnswer]);
    assert.equal(await server.chatCount(), 1);
  },
);

for (const status of [400, 403, 500])
  row(
    'chat creation',
    `create that fails (${status}) is not taken for an older server`,
    { against: ['scripted'], revisions: ['current'] },
    async (t, server) => {
      server.peer?.fail({ at: 'POST /v1/chats/create', times: 9, do: { kind: 'answer', status } });
      const me = await (await person(t, server)).connected();
      me.ask(countQuestion);
      await me.until(() => me.messages().some((message) => message.role === 'user' && message.delivery === 'unsent'));
      assert.deepEqual(server.peer?.frames, []);
      assert.equal(await server.chatCount(), 0);
    },
  );

row('chat_metadata', 'the chat of a follow-up stays the known one', {}, async (t, server) => {
  const me = await (await person(t, server, { way: 'sse' })).connected();
  await me.asked(countQuestion);
  const chatId = me.store.state.openChatId;
  await me.asked(countQuestion);
  assert.equal(me.store.state.openChatId, chatId);
  assert.ok(me.messages().every((message) => message.role !== 'user' || message.delivery === 'sent'));
});

for (const way of ways)
  row(
    'chat_metadata',
    `an answer without any is whole, over ${way}`,
    { against: ['scripted'], revisions: ['current'] },
    async (t, server) => {
      server.peer?.fail({ at: 'event chat_metadata', times: 9, do: { kind: 'drop' } });
      const me = await (await person(t, server, { way })).connected();
      await me.asked(countQuestion);
      await me.asked(countQuestion);
      assert.deepEqual(me.texts(), [countQuestion, countAnswer, countQuestion, countAnswer]);
      assert.ok(me.messages().every((message) => message.role !== 'user' || message.delivery === 'sent'));
      assert.equal(await server.chatCount(), 1);
    },
  );

row('chat_metadata', 'user_message_id is taken where it comes', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  await me.asked(countQuestion);
  const id = me.messages()[0]?.id ?? '';
  assert.equal(id.startsWith('msg_'), server.revision !== 'first', id);
});

row(
  'processing.status',
  'a status nobody knows does not stop the answer, and is kept for "Working…"',
  { against: ['scripted'] },
  async (t, server) => {
    const raw =
      server.revision === 'first'
        ? 'event: processing\ndata: {"status":"pondering"}\n\n'
        : '{"event":"processing","data":{"status":"pondering"}}';
    server.peer?.fail({ at: 'event message', do: { kind: 'raw', text: raw } });
    const me = await (await person(t, server)).connected();
    const seen: (string | null)[] = [];
    me.store.onChange(() => seen.push(me.answers().at(-1)?.processing ?? null));
    const answer = await me.asked(countQuestion);
    assert.ok(seen.includes('pondering'));
    assert.equal(answer?.content, countAnswer);
    assert.equal(answer?.processing, null);
  },
);

row('processing.status', 'what each revision sends is shown while it answers', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const seen = new Set<string | null>();
  me.store.onChange(() => seen.add(me.answers().at(-1)?.processing ?? null));
  await me.asked(countQuestion);
  assert.ok(seen.has('thinking') || seen.has('analyzing'), [...seen].join());
});

row(
  'answer text',
  'the answer shown in the end is the one that is stored, with deltas or without',
  {},
  async (t, server) => {
    for (const way of ways) {
      const me = await (await person(t, server, { way })).connected();
      const answer = await me.asked(countQuestion);
      const events = me.updates.flatMap((update) => (update.kind === 'event' ? [update.event] : []));
      const deltas = events.flatMap(({ event, data }) => (event === 'text_delta' ? [data.content] : []));
      assert.equal(deltas.length > 0, server.revision === 'current');
      if (deltas.length > 0) assert.equal(deltas.join(''), answer?.content);
      assert.equal(answer?.content, countAnswer);
      assert.deepEqual(await server.stored(me.store.state.openChatId ?? ''), me.texts());
    }
  },
);

row(
  'answer text',
  'deltas show at once, and another message in the end takes their place',
  { against: ['scripted'], revisions: ['current'] },
  async (t, server) => {
    const other = '{"event":"message","data":{"content":"Something else.","id":"msg_9"}}';
    server.peer?.fail(
      { at: 'event message', do: { kind: 'hold', name: 'end' } },
      { at: 'event message', do: { kind: 'raw', text: other } },
    );
    const me = await (await person(t, server)).connected();
    me.ask(countQuestion);
    await me.until(() => me.answers().at(-1)?.content === countAnswer);
    assert.equal(me.answers().at(-1)?.status, 'running');
    server.peer?.release('end');
    await me.settled(1);
    assert.equal(me.answers().at(-1)?.content, 'Something else.');
  },
);

row(
  'visualization',
  'whole where it comes whole, else a reference that can be shown as a placeholder',
  {},
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    const answer = await me.asked(tableQuestion);
    const [first, ...more] = answer?.visualizations ?? [];
    assert.ok(first);
    assert.deepEqual(more, []);
    if (server.revision === 'first') assert.deepEqual(first, { id: first.id });
    else assert.ok(first.type === 'table' || first.type === 'chart');
  },
);

row('visualization', 'the same id twice is shown once', { against: ['scripted'] }, async (t, server) => {
  server.peer?.fail({ at: 'event visualization', do: { kind: 'twice' } });
  for (const way of ways) {
    const me = await (await person(t, server, { way })).connected();
    const answer = await me.asked(tableQuestion);
    assert.equal(answer?.visualizations.length, 1);
  }
});

row('error payload', 'a sentence alone is enough; it fails once and is not asked again', {}, async (t, server) => {
  for (const way of ways) {
    const me = await (await person(t, server, { way })).connected();
    const answer = await me.asked(nonsense);
    await me.clock.pass(5 * 60_000);
    assert.equal(answer?.status, 'failed');
    assert.ok(answer?.error?.message);
    assert.equal(answer?.error?.retryable, false);
    assert.equal(answer?.error?.code, server.revision === 'current' ? 'NOT_UNDERSTOOD' : null);
    const stored = (await server.stored(me.store.state.openChatId ?? '')).filter((text) => text === nonsense);
    assert.deepEqual(stored, [nonsense]);
  }
});

row(
  'error payload',
  'every field of the newer form arrives',
  { against: ['scripted'], revisions: ['current'] },
  async (t, server) => {
    const data = {
      error: 'The model failed.',
      code: 'MODEL_FAILED',
      retryable: true,
      debug_id: 'd1',
      error_type: 'model',
    };
    server.peer?.fail({ at: 'event message', do: { kind: 'raw', text: JSON.stringify({ event: 'error', data }) } });
    const me = await (await person(t, server)).connected();
    const answer = await me.asked(countQuestion);
    const { code, message, retryable, debugId } = answer?.error ?? {};
    assert.deepEqual([code, message, retryable, debugId], ['MODEL_FAILED', 'The model failed.', true, 'd1']);
  },
);
