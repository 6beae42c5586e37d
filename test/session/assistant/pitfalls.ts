// What trips clients of the assistant API up while they read an answer: a test for each row, as the real client reads it.
// Not here: the rows (rows.ts), pitfalls around the answer (pitfallsAround.ts), every chunk size (chunks.test.ts).
import assert from 'node:assert/strict';
import { type ScriptName, scripts } from '../../support/assistantPeerScripts.ts';
import { nameOf, outcomeOf, person, textsOf } from './person.ts';
import { row } from './rows.ts';
import { countAnswer, countQuestion, nonsense } from './servers.ts';

const script = (name: ScriptName) => ({ script: () => scripts[name] });
/** Goes out before `done`, as it stands. */
const raw = (text: string) => ({ faults: [{ at: 'event done', do: { kind: 'raw', text } as const }] });

row(
  'pitfall: POST stream',
  'the answer comes as it is made, asked for with POST and a header',
  {},
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q', { message: countQuestion });
    await me.end('q');
    assert.equal(outcomeOf(me.of('q')), `message: ${countAnswer}`);
    assert.ok(textsOf(me.of('q')).every((text) => countAnswer.startsWith(text)));
    if (!server.peer) return;
    assert.deepEqual(textsOf(me.of('q')), [countAnswer.slice(0, 10), countAnswer]);
    const [post, ...more] = server.peer.posts();
    assert.deepEqual(more, []);
    assert.equal(post?.method, 'POST');
    assert.match(String(post?.headers.accept), /text\/event-stream/);
    assert.match(String(post?.headers['content-type']), /application\/json/);
  },
);

row('pitfall: chunks', 'an event that comes in pieces is one event', script('thinkingAndTool'), async (t, server) => {
  server.peer?.fail({ at: 'POST /api/chat/stream', do: { kind: 'bytes', split: [1, 7, 3] } });
  const me = await (await person(t, server)).connected();
  me.put('q');
  await me.end('q');
  assert.equal(outcomeOf(me.of('q')), 'message: Result: 5');
});

row(
  'pitfall: event or type',
  'either of the two names is enough',
  {
    ...script('plain'),
    ...raw('data: {"type":"assistant","text":"by type"}\n\nevent: assistant\ndata: {"text":"by name"}\n\n'),
  },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.deepEqual(textsOf(me.of('q')).slice(-2), ['by type', 'by name']);
    assert.equal(outcomeOf(me.of('q')), 'message: Hello');
  },
);

row(
  'pitfall: name per block',
  'a name holds for its block and no longer',
  { ...script('plain'), ...raw('event: assistant\n\ndata: {"text":"stray"}\n\n') },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.ok(!textsOf(me.of('q')).includes('stray'));
    assert.equal(outcomeOf(me.of('q')), 'message: Hello');
  },
);

row(
  'pitfall: malformed JSON',
  'it is not shown, it is logged, and the answer goes on',
  { ...script('plain'), ...raw('event: assistant\ndata: {"text":"brok\n\nevent: assistant\ndata: nonsense\n\n') },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.deepEqual(textsOf(me.of('q')), ['Hel', 'Hello']);
    assert.equal(outcomeOf(me.of('q')), 'message: Hello');
    assert.ok(me.logged.length > 0);
  },
);

row('pitfall: assistant', 'the text so far takes the place of the text before', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const answer = await me.asked(countQuestion);
  assert.equal(answer?.content, countAnswer);
});

for (const name of ['doubledThenCorrected', 'lossy', 'thinkingAndTool'] as const)
  row(
    'pitfall: assistant',
    `no two pieces are glued together: ${name}`,
    { only: 'scripted', ...script(name) },
    async (t, server) => {
      const me = await (await person(t, server)).connected();
      me.put('q');
      await me.end('q');
      const said = scripts[name].events.flatMap(({ event, data }) => (event === 'assistant' ? [data.text] : []));
      const shown = textsOf(me.of('q'));
      assert.deepEqual(
        shown.filter((text) => !said.includes(text) && text !== ''),
        [],
      );
      assert.equal(outcomeOf(me.of('q')), `message: ${scripts[name].events.at(-1)?.data.reply}`);
    },
  );

row(
  'pitfall: reasoning',
  'the word it begins with is taken off, and a second pass begins anew',
  script('thinkingAndTool'),
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    const thoughts = me.of('q').flatMap((update) => (update.kind === 'thinking' ? [update.text] : []));
    assert.deepEqual(thoughts.slice(0, 2), ['plan', 'plan a']);
    const last = thoughts.at(-1) ?? '';
    assert.ok(last.endsWith('second'), last);
    assert.ok(
      thoughts.every((text) => !text.includes('Reasoning:')),
      thoughts.join('|'),
    );
  },
);

row(
  'pitfall: tool_start',
  'what was said before a tool is no part of the answer; a tool that is never ended ends with the answer',
  { ...script('thinkingAndTool') },
  async (t, server) => {
    server.peer?.fail({ at: 'event tool_end', do: { kind: 'drop' } });
    server.peer?.fail({ at: 'event done', do: { kind: 'hold', name: 'end' } });
    const me = await (await person(t, server)).connected();
    me.ask('five?');
    const tools = await me.until(() => me.answers().at(-1)?.tools);
    assert.deepEqual(tools, [{ name: 'terminal', label: 'Terminal (run)', running: true }]);
    await me.until(() => me.answers().at(-1)?.content === 'Result: 5');
    server.peer?.release('end');
    await me.settled(1);
    const answer = me.answers().at(-1);
    assert.equal(answer?.content, 'Result: 5');
    assert.deepEqual(
      answer?.tools?.map(({ running }) => running),
      [false],
    );
  },
);

row('pitfall: done', 'its text is the one that counts', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const answer = await me.asked(countQuestion);
  const stored = (await server.rows(me.chatId())).at(-1);
  assert.equal(answer?.content, stored?.text ?? stored?.content);
});

row(
  'pitfall: done',
  'it is taken although something else was shown; silence takes the place away',
  { only: 'scripted', ...script('lossy') },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    assert.equal((await me.asked('abc'))?.content, 'a b a b c');
    assert.equal((await server.rows(me.chatId())).at(-1)?.content, 'a b a b c');
  },
);

row('pitfall: error', 'it is shown as one, and the words stay for another try', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const answer = await me.asked(nonsense);
  assert.equal(answer?.status, 'failed');
  assert.ok(answer?.error?.message);
  assert.equal(me.messages()[0]?.content, nonsense);
});

row(
  'pitfall: error',
  'in the middle of an answer it ends it',
  { only: 'scripted', ...script('exceptionInAnswer') },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.put('q');
    await me.end('q');
    assert.match(outcomeOf(me.of('q')), /^error: .*the provider went away/);
  },
);

row(
  'pitfall: no end',
  'an answer without an end is cut, and the chat tells what is stored',
  script('cut'),
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    me.ask('half?');
    await me.until(() => me.answers().at(-1)?.status === 'cut');
    await me.recovered();
    await me.until(() => me.answers().at(-1)?.content === 'Half and the rest');
    assert.deepEqual(me.shown(), ['half? (sent)', '= Half and the rest (done)']);
    assert.equal(server.peer?.posts().length, 1);
  },
);

row('pitfall: no end', 'events of the session: nothing counts as success', script('cut'), async (t, server) => {
  const me = await (await person(t, server)).connected();
  me.put('q');
  const end = await me.end('q');
  assert.ok(end.kind === 'lost' && end.acknowledged);
  assert.equal(
    me
      .of('q')
      .map(nameOf)
      .filter((name) => name === 'message').length,
    0,
  );
});
