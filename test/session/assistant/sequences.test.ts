// The reference sequences of the assistant API in both directions: what the client makes of each, live and read again, and that our
// own server speaks so. Not here: every chunk size (chunks.test.ts), faults (faults.test.ts), a queue behind a stop (stop.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ScriptName, scripts } from '../../support/assistantPeerScripts.ts';
import { parseSse, testServer } from '../../support/testServer.ts';
import { person } from './person.ts';
import { countAnswer, countQuestion, nonsense, scripted } from './servers.ts';

interface Expected {
  /** What the panel shows when the turn is over, and the chat read again. */
  live: string[];
  stored?: string[];
  thinking?: string;
  tools?: string[];
}

const expected: Record<Exclude<ScriptName, 'cut'>, Expected> = {
  plain: { live: ['Hi (sent)', '= Hello (done)'] },
  thinkingAndTool: {
    live: ['Hi (sent)', '= Result: 5 (done)'],
    thinking: 'plan a\n\nsecond',
    tools: ['Terminal (run)'],
  },
  doubledThenCorrected: { live: ['Hi (sent)', '= The cat and the cat sat (done)'] },
  lossy: { live: ['Hi (sent)', '= a b a b c (done)'] },
  command: { live: ['Hi (sent)', '= Thinking level set to low. (done)'] },
  exception: { live: ['Hi (sent)', '=  (failed)'], stored: ['Hi (sent)'] },
  exceptionInAnswer: { live: ['Hi (sent)', '= Half of (failed)'], stored: ['Hi (sent)'] },
  providerFailure: { live: ['Hi (sent)', '=  (failed)'] },
  noProvider: { live: ['Hi (sent)', '=  (failed)'], stored: ['Hi (sent)'] },
  silence: { live: ['Hi (sent)'] },
};

describe('the client', () => {
  for (const [name, { live, stored = live, thinking, tools }] of Object.entries(expected))
    test(name, { timeout: 10_000 }, async (t) => {
      const server = await scripted(t, { script: () => scripts[name as ScriptName] });
      const me = await (await person(t, server)).connected();
      me.ask('Hi');
      const isOver = () => me.updates.some((update) => ['message', 'error'].includes(kindOf(update)));
      await me.until(
        () => me.messages().length === live.length && (isOver() || kindOf(me.updates.at(-1)) === 'silent'),
      );
      const plain = (lines: string[]) => lines.map((line) => line.replace(/^= .+ \(failed\)$/, '=  (failed)'));
      assert.deepEqual(plain(me.shown()), plain(live));
      const answer = me.answers().at(-1);
      assert.equal(answer?.thinking, thinking);
      assert.deepEqual(
        answer?.tools?.map(({ label, running }) => `${label}${running ? ' …' : ''}`),
        tools,
      );
      const other = await (await person(t, server)).connected();
      await other.conversation.open(me.chatId());
      assert.deepEqual(plain(other.shown()), plain(stored));
      assert.equal(server.peer?.posts().length, 1);
    });
});

function kindOf(update: { kind: string; event?: { event: string } } | undefined): string {
  return update?.event?.event ?? update?.kind ?? '';
}

describe('our own server', () => {
  async function streamed(t: Parameters<typeof testServer>[0], text: string) {
    const server = await testServer(t);
    const response = await fetch(`${server.url}/api/chat/stream`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const events = parseSse(await response.text());
    for (const { event, data } of events) assert.equal(data.type, event);
    const [meta, ...rest] = events;
    assert.equal(meta?.event, 'meta');
    assert.equal(rest.filter(({ event }) => event === 'meta').length, 0);
    const ends = rest.filter(({ event }) => event === 'done' || event === 'error');
    assert.deepEqual(ends, rest.slice(-1));
    assert.equal(ends[0]?.data.conversation_id, meta?.data.conversation_id);
    return { server, meta, rest, end: ends[0] };
  }

  test('plain: the text so far, and what came now, which can be appended', async (t) => {
    const { server, meta, rest, end } = await streamed(t, countQuestion);
    let text = '';
    for (const { event, data } of rest) {
      if (event !== 'assistant') continue;
      text += data.delta;
      assert.equal(data.text, text);
    }
    assert.equal(text, countAnswer);
    assert.equal(end?.event, 'done');
    assert.equal(end?.data.reply, countAnswer);
    const id = encodeURIComponent(meta?.data.conversation_id);
    const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${id}`);
    assert.deepEqual(
      body.messages.map(({ role, content }: Record<string, unknown>) => [role, content]),
      [
        ['user', countQuestion],
        ['assistant', countAnswer],
      ],
    );
  });

  test('exception: one `error` with its sentence, and the row that says so', async (t) => {
    const { server, meta, end } = await streamed(t, nonsense);
    assert.equal(end?.event, 'error');
    assert.match(end?.data.error, /^Error: /);
    const id = encodeURIComponent(meta?.data.conversation_id);
    const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${id}`);
    assert.match(body.messages.at(-1).content, /^Error: /);
  });
});
