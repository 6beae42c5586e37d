// Where the documentation and the server of the assistant API differ about answers: a test for each row, as the real client does it.
// Not here: the rows (rows.ts), differences about conversations and settings (differencesLists.ts).
import assert from 'node:assert/strict';
import { type ScriptName, scripts } from '../../support/assistantPeerScripts.ts';
import { isEnd, nameOf, outcomeOf, person, textsOf } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, nonsense } from './servers.ts';

const script = (name: ScriptName) => ({ script: () => scripts[name] });
const streams = 'POST /api/chat/stream';

row('difference: streaming path', 'the path that streams is asked first', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
  assert.deepEqual(server.peer?.posts().map(({ route }) => route) ?? [streams], [streams]);
});

for (const streaming of ['accept', 'never'] as const)
  row(
    'difference: streaming path',
    `where it is not there the other is asked with the same words: ${streaming}`,
    { only: 'scripted', streaming },
    async (t, server) => {
      const me = await (await person(t, server)).connected();
      assert.equal((await me.asked(countQuestion))?.content, countAnswer);
      assert.equal((await me.asked(countQuestion))?.content, countAnswer);
      const chats = server.peer?.posts().filter(({ route }) => route === 'POST /api/chat') ?? [];
      const [first] = server.peer?.posts() ?? [];
      assert.equal(chats.length, 2);
      assert.deepEqual(chats[0]?.body, first?.body);
      assert.match(String(chats[0]?.headers.accept), /text\/event-stream/);
      assert.deepEqual(
        (await server.rows(me.chatId())).map(({ content }) => content),
        [countQuestion, countAnswer, countQuestion, countAnswer],
      );
    },
  );

row(
  'difference: streaming path',
  'a path that is no method there (405) is as good as missing',
  { only: 'scripted', streaming: 'accept' },
  async (t, server) => {
    server.peer?.fail({ at: streams, times: 9, do: { kind: 'answer', status: 405 } });
    const me = await (await person(t, server)).connected();
    assert.equal((await me.asked(countQuestion))?.content, countAnswer);
  },
);

row(
  'difference: streaming path',
  'a stream that is asked for and comes as JSON is one whole answer',
  { only: 'scripted' },
  async (t, server) => {
    const body = { reply: 'Whole.', conversation_id: 'default:web:000000aa', provider: 'claude' };
    server.peer?.fail({ at: streams, do: { kind: 'answer', status: 200, body } });
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.equal(outcomeOf(me.of('q')), 'message: Whole.');
  },
);

row('difference: assistant payload', 'the whole answer is the one that is stored', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  assert.equal((await me.asked(countQuestion))?.content, countAnswer);
});

row(
  'difference: assistant payload',
  'pieces alone are joined',
  { only: 'scripted', deltaOnly: true, ...script('plain') },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.deepEqual(textsOf(me.of('q')), ['Hel', 'Hello']);
    assert.equal(outcomeOf(me.of('q')), 'message: Hello');
  },
);

row(
  'difference: event set',
  'names nobody knows change nothing, and all eight are understood',
  {
    script: () => ({
      events: [
        { event: 'status', data: { text: 'Reading • Thinking' } },
        { event: 'telepathy', data: { text: 'unknown' } },
        ...scripts.thinkingAndTool.events.slice(0, -1),
        { event: 'final', data: { text: 'unknown' } },
        ...scripts.thinkingAndTool.events.slice(-1),
      ],
    }),
  },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    const names = new Set(me.of('q').map(nameOf));
    for (const name of ['aside', 'thinking', 'text', 'tools', 'message']) assert.ok(names.has(name), name);
    assert.ok(!textsOf(me.of('q')).includes('unknown'));
    const asides = me.of('q').flatMap((update) => (update.kind === 'aside' ? [update.text] : []));
    assert.equal(asides[0], 'Reading • Thinking');
    assert.equal(outcomeOf(me.of('q')), 'message: Result: 5');
  },
);

row(
  'difference: event names',
  'the beginning, the text and the end are heard by their names',
  {},
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q', { message: countQuestion });
    await me.end('q');
    assert.equal(me.of('q').map(nameOf)[0], 'chat_metadata');
    assert.equal(me.of('q').filter(isEnd).length, 1);
  },
);

row('difference: errors of chat', 'a refused question is an error, not an answer', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const answer = await me.asked(nonsense);
  assert.equal(answer?.status, 'failed');
  await me.conversation.open(me.chatId());
  assert.ok(
    me.answers().every(({ status }) => status === 'failed'),
    me.shown().join('\n'),
  );
});

for (const name of ['providerFailure', 'noProvider'] as const)
  row(
    'difference: errors of chat',
    `a failure that comes as an answer is shown as a failure, live and read again: ${name}`,
    { only: 'scripted', ...script(name) },
    async (t, server) => {
      const me = await (await person(t, server)).connected();
      const answer = await me.asked('Hi');
      assert.equal(answer?.status, 'failed');
      assert.match(answer?.error?.message ?? '', /bad key|No AI provider/);
      const stored = await me.rest.chat(me.chatId());
      const errors = stored.messages.flatMap(({ metadata }) => (metadata?.error ? [metadata.error.error] : []));
      assert.equal(errors.length, name === 'providerFailure' ? 1 : 0);
    },
  );

row(
  'difference: errors of chat',
  'a failure of a whole answer that names another conversation makes none',
  { only: 'scripted', streaming: 'never', ...script('exception') },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.match(outcomeOf(me.of('q')), /^error: /);
  },
);

row(
  'difference: reasoning visibility',
  'thoughts before the answer and along with it are shown alike',
  {
    script: () => ({
      events: [
        { event: 'reasoning', data: { text: 'Reasoning:\nall of it', delta: 'Reasoning:\nall of it' } },
        ...scripts.plain.events,
      ],
    }),
  },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    const answer = await me.asked('Hi');
    assert.equal(answer?.thinking, 'all of it');
    assert.equal(answer?.content, 'Hello');
  },
);

row('difference: image upload', 'a picture goes with its question', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  me.put('q', { message: countQuestion, image: { mime: 'image/png', base64 } });
  await me.end('q');
  const [id] = await server.ids();
  const { messages } = await me.rest.chat(id ?? '');
  const [question] = messages;
  assert.equal(question?.content, countQuestion);
  assert.equal(question?.metadata?.uploads?.length, 1);
});
