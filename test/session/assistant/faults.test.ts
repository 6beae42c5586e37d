// Everything that goes wrong on the way of a question of the assistant API: the transcript is right, nothing is sent twice, the words
// are kept, and when all is well again the chat shows what is stored. Not here: stopping (stop.test.ts), signing in (signIn.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scripts, type TurnScript } from '../../support/assistantPeerScripts.ts';
import type { Deed, Fault } from '../../support/scriptedPeerFaults.ts';
import { type Person, person } from './person.ts';
import { scripted } from './servers.ts';

const options = { timeout: 10_000 };
const stream = 'POST /api/chat/stream';

interface Row {
  name: string;
  faults: Fault[];
  script?: TurnScript;
  /** What is shown of the answer when its line is gone: its status, and what it says. */
  live: [status: string, words: RegExp];
  /** Whether the question counts as sent then. */
  delivery?: 'sent' | 'unsent';
  /** `new`: the server has made a chat that nobody here was told of. */
  where?: 'new';
}

const raw = (text: string, at = 'event done'): Fault => ({ at, do: { kind: 'raw', text } });
const cutAt = (at: string): Fault => ({ at, do: { kind: 'cut' } });
const bytes = (deed: Omit<Extract<Deed, { kind: 'bytes' }>, 'kind'>): Fault => ({
  at: stream,
  do: { kind: 'bytes', ...deed },
});
/** Goes on when what came before has been heard. */
const held = (at: string, skip = 0): Fault => ({ at, skip, do: { kind: 'hold', name: 'heard' } });
const lost = ['cut', /connection was lost|No answer/] as [string, RegExp];
const done = ['done', /^Hello$/] as [string, RegExp];
const doubtful = ['failed', /lost|may have arrived|No answer/] as [string, RegExp];

/** The question is the second of its chat, so that the chat can be read again. */
const cuts: Row[] = [
  { name: 'broken before the first byte', faults: [cutAt(stream)], live: doubtful, delivery: 'unsent' },
  { name: 'broken in the head', faults: [bytes({ cutAfter: 40 })], live: doubtful, delivery: 'unsent' },
  {
    name: 'broken in the head, in a new chat',
    faults: [bytes({ cutAfter: 40 })],
    live: doubtful,
    delivery: 'unsent',
    where: 'new',
  },
  {
    name: 'ended in the first event',
    faults: [bytes({ cutAfter: 260, end: 'fin' })],
    live: doubtful,
    delivery: 'unsent',
  },
  { name: 'broken before `meta`', faults: [cutAt('event meta')], live: doubtful, delivery: 'unsent' },
  { name: 'broken behind `meta`', faults: [held('event assistant'), cutAt('event assistant')], live: lost },
  {
    name: 'broken in the middle',
    faults: [held('event assistant', 1), { ...cutAt('event assistant'), skip: 1 }],
    live: lost,
  },
  { name: 'broken before the end', faults: [held('event done'), cutAt('event done')], live: lost },
  { name: 'ended without an end', faults: [], script: { ...scripts.cut, stored: 'Hello' }, live: lost },
  { name: 'the end is not sent', faults: [{ at: 'event done', do: { kind: 'drop' } }], live: lost },
  {
    name: 'the end is cut in its middle',
    faults: [raw('event: done\ndata: {"reply":"He'), { at: 'event done', do: { kind: 'drop' } }],
    live: lost,
  },
  { name: 'more than is ever read', faults: [raw('x'.repeat(65 * 1024 * 1024))], live: ['cut', /too large/] },
];

/** The answer is whole all the same. */
const odd: Row[] = [
  {
    name: 'garbage lines',
    faults: [raw('\0\n\n<html>\n{"event":1}\n\ndata: {\n\ndata: []\n\ndata: 7\n\nevent\n\n:\n\n')],
    live: done,
  },
  {
    name: 'bytes that are no text',
    faults: [{ at: 'event done', do: { kind: 'rawBytes', bytes: [0xff, 0xc3, 0x28, 10, 10] } }],
    live: done,
  },
  { name: 'every event twice', faults: [{ at: 'event', times: 3, do: { kind: 'twice' } }], live: done },
  { name: 'the end twice', faults: [{ at: 'event done', do: { kind: 'twice' } }], live: done },
  {
    name: 'an error behind the end',
    faults: [raw('event: done\ndata: {"reply":"Hello"}\n\nevent: error\ndata: {"error":"x"}\n\n')],
    live: done,
  },
  { name: 'no `meta`', faults: [{ at: 'event meta', do: { kind: 'drop' } }], live: done },
  {
    name: 'a second `meta` of another chat',
    faults: [raw('event: meta\ndata: {"conversation_id":"default:web:ffffffff"}\n\n')],
    live: done,
  },
  {
    name: 'fields of other types',
    faults: [
      raw(
        'event: assistant\ndata: {"text":7,"delta":{}}\n\nevent: tool_start\ndata: null\n\nevent: reasoning\ndata: "x"\n\n',
      ),
    ],
    live: done,
  },
  {
    name: 'names that every object has',
    faults: [raw('event: constructor\ndata: {}\n\nevent: __proto__\ndata: {"type":"assistant","text":"x"}\n\n')],
    live: done,
  },
];

const refusals: Row[] = [
  ['403', { status: 403, body: { detail: 'Access denied' } }, /Access denied/],
  [
    '422',
    { status: 422, body: { detail: [{ loc: ['body', 'text'], msg: 'Field required', type: 'missing', input: null }] } },
    /Field required/,
  ],
  ['429', { status: 429, retryAfter: 7, body: { detail: 'Slow down.' } }, /Slow down/],
  ['500 in plain text', { status: 500, body: 'Internal Server Error' }, /500|failed/],
  ['502 of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }, /502.*may have arrived all the same/],
  ['307 to another place', { status: 307, location: 'http://127.0.0.1:9/elsewhere' }, /redirects/],
  ['200 with `error`', { status: 200, body: { error: 'Not today' } }, /./],
  ['200 and a page', { status: 200, body: '<html>Sign in</html>' }, /not one of the assistant API.*may have arrived/],
].map(([name, answer, words]) => ({
  name: String(name),
  faults: [{ at: stream, do: { kind: 'answer', ...(answer as { status: number }) } }],
  live: ['failed', words as RegExp],
  delivery: 'unsent' as const,
}));

async function setting(t: Parameters<typeof scripted>[0], { script = scripts.plain, where, faults }: Row) {
  const { peer, ...server } = await scripted(t, {
    script: ({ count }) => (count === 0 && where !== 'new' ? scripts.plain : script),
  });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  if (where !== 'new') await me.asked('first');
  peer.fail(...faults);
  const before = peer.posts().length;
  me.ask('Hi');
  const count = me.answers().length;
  if (faults.some((fault) => fault.do.kind === 'hold')) {
    await peer.until(() => peer.holding().includes('heard'));
    const isHeard = () => me.messages().every((message) => message.role !== 'user' || message.delivery === 'sent');
    await me.until(isHeard);
    peer.release('heard');
  }
  await me.until(() => me.answers().length >= count && me.answers().at(-1)?.status !== 'running');
  return { peer, me, before };
}

/** The line is back, and whatever waits has had its time. */
async function wellAgain(me: Person): Promise<void> {
  await me.recovered();
  for (let look = 0; look < 4; look++) {
    await me.clock.pass(10_000);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (!me.chatId().startsWith('local:')) await me.conversation.open(me.chatId());
}

describe('the line is cut', () => {
  for (const row of cuts)
    test(row.name, options, async (t) => {
      const { peer, me, before } = await setting(t, row);
      const [question, answer] = me.messages().slice(-2);
      assert.ok(question?.role === 'user' && answer?.role === 'assistant');
      assert.equal(question.content, 'Hi');
      assert.equal(question.delivery, row.delivery ?? 'sent');
      assert.equal(answer.status, row.live[0]);
      assert.match(answer.error?.message ?? '', row.live[1]);
      const id = [...peer.store.conversations.keys()][0] ?? '';
      await peer.until(
        () => peer.rows(id).at(-1)?.[1] === 'Hello' && peer.rows(id).length === (row.where === 'new' ? 2 : 4),
      );
      await wellAgain(me);
      assert.equal(peer.posts().length, before + 1);
      // Nobody was told which chat it is in; there the words are kept, and the chat is listed.
      if (row.where === 'new') assert.equal(me.messages()[0]?.content, 'Hi');
      else await me.becomes(['first (sent)', '= Hello (done)', 'Hi (sent)', '= Hello (done)']);
    });
});

describe('what is odd changes nothing', () => {
  for (const row of odd)
    test(row.name, options, async (t) => {
      const { peer, me, before } = await setting(t, row);
      const expected = ['first (sent)', '= Hello (done)', 'Hi (sent)', '= Hello (done)'];
      assert.deepEqual(me.shown(), expected);
      await wellAgain(me);
      assert.deepEqual(me.shown(), expected);
      assert.equal(peer.posts().length, before + 1);
      assert.equal(peer.store.conversations.size, 1);
    });
});

describe('a question that is refused stays, and is sent again when the person says so', () => {
  for (const row of refusals)
    test(row.name, options, async (t) => {
      const { peer, me, before } = await setting(t, row);
      const answer = me.answers().at(-1);
      assert.equal(answer?.status, 'failed');
      assert.match(answer?.error?.message ?? '', row.live[1]);
      await wellAgain(me);
      assert.equal(peer.posts().length, before + 1);
      const question = me.messages().at(-2);
      assert.ok(
        question?.role === 'user' && question.content === 'Hi' && question.delivery === 'unsent',
        me.shown().join('\n'),
      );
      assert.equal(me.session.state.phase, 'ready');
      me.conversation.askAgain(me.chatId(), question.id);
      await me.until(() => me.shown().at(-1) === '= Hello (done)' && me.messages().length === 4);
      assert.equal(peer.posts().length, before + 2);
      assert.deepEqual(
        me.texts(),
        peer.rows(peer.only().id).map(([, content]) => content),
      );
    });
});

describe('silence', () => {
  for (const kind of ['hold', 'stall'] as const)
    test(`${kind}: it is said, it ends nothing, and a stop does`, options, async (t) => {
      const { peer, ...server } = await scripted(t, { faults: [held('event done')] });
      if (kind === 'stall') peer?.fail({ at: 'event done', do: { kind } });
      assert.ok(peer);
      const me = await (await person(t, { ...server, peer })).connected();
      me.ask('Hi');
      await me.until(() => me.answers().at(-1)?.content.endsWith('.'));
      if (kind === 'stall') peer.release('heard');
      await me.clock.pass(31_000);
      assert.equal(me.answers().at(-1)?.quiet, true);
      await me.clock.pass(10 * 60_000);
      assert.equal(me.answers().at(-1)?.status, 'running');
      assert.equal(peer.posts().length, 1);
      if (kind === 'hold') {
        peer.release('heard');
        await me.settled(1);
        assert.equal(me.answers().at(-1)?.status, 'done');
        return;
      }
      me.conversation.stop(me.chatId());
      await me.until(() => me.answers().at(-1)?.status !== 'running');
      assert.equal(peer.posts().length, 1);
    });
});

test('silence as an answer takes the place away, live and read again', options, async (t) => {
  const { peer, ...server } = await scripted(t, { script: () => scripts.silence });
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.ask('Noted?');
  await me.until(() => me.updates.some(({ kind }) => kind === 'silent'));
  assert.deepEqual(me.shown(), ['Noted? (sent)']);
  await wellAgain(me);
  assert.deepEqual(me.shown(), ['Noted? (sent)']);
});
