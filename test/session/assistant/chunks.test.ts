// Answers of the assistant API in pieces of every size, with every line end: what is told of them is the same.
// Not here: what is told (sequences.test.ts), spoiled streams (test/soak/assistantFrames.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TurnUpdate } from '../../../src/session/turns.ts';
import { assistantPeer } from '../../support/assistantPeer.ts';
import { type ScriptName, say, scripts, type TurnScript, wireOf } from '../../support/assistantPeerScripts.ts';
import { type MemoryAnswers, memoryAnswers, piecesOf } from './memoryAnswers.ts';
import { nameOf, outcomeOf, person } from './person.ts';

const separators = 'one\u2028two\u2029three\u0085four\u000bfive 😀 Grüße';
const all: Record<string, TurnScript> = {
  ...scripts,
  separators: { events: [say.assistant(separators, separators), say.done(separators)] },
};
const outcomes: Record<ScriptName | 'separators', string> = {
  plain: 'message: Hello',
  thinkingAndTool: 'message: Result: 5',
  doubledThenCorrected: 'message: The cat and the cat sat',
  lossy: 'message: a b a b c',
  command: 'message: Thinking level set to low.',
  exception: 'error: the provider went away',
  exceptionInAnswer: 'error: the provider went away',
  providerFailure: 'error: bad key',
  noProvider: "error: No AI provider found for 'acme'.",
  silence: 'silent',
  cut: 'lost',
  separators: `message: ${separators}`,
};

describe('an answer says the same in pieces of every size', () => {
  let answers: MemoryAnswers;
  before(async () => {
    answers = await memoryAnswers();
  });
  after(() => answers.dispose());

  /** The reason of a cut holds its cause, which is another each time. */
  const plain = (updates: readonly TurnUpdate[]) =>
    updates.map((update) => (update.kind === 'lost' ? { ...update, reason: update.reason.kind } : update));

  for (const [name, outcome] of Object.entries(outcomes))
    test(name, async () => {
      const script = all[name];
      assert.ok(script);
      const expected = await answers.hear([Buffer.from(wireOf(script))]);
      assert.equal(outcomeOf(expected), outcome);
      for (const lineEnd of ['\n', '\r\n', '\r']) {
        const bytes = Buffer.from(wireOf(script, lineEnd));
        const ways = [1, 2, 3, 5, 7, 16, 61].map((size) => [size]);
        if (lineEnd !== '\r') for (let at = 1; at < bytes.length; at++) ways.push([at, bytes.length - at]);
        for (const sizes of ways) {
          const heard = await answers.hear(piecesOf(bytes, sizes));
          assert.deepEqual({ sizes, heard: plain(heard) }, { sizes, heard: plain(expected) });
        }
      }
    });

  test('comments, ids, a mark of the byte order, data in several lines', async () => {
    const expected = await answers.hear([Buffer.from(wireOf(scripts.plain))]);
    const text = wireOf(scripts.plain);
    for (const written of [
      text.replaceAll('data:', ': ping\nid: 7\nretry: 100\ndata:'),
      `\uFEFF${text}`,
      text.replaceAll(': ', ':').replaceAll('data:{', 'data:{\ndata:'),
      `: ping\n\n${text}`,
      // The blank line at the very end is left out.
      text.slice(0, -1),
      text.slice(0, -2),
      // What comes behind the end is nobody's.
      `${text}${wireOf(scripts.exception)}`,
    ])
      assert.deepEqual(await answers.hear(piecesOf(Buffer.from(written), [7])), expected, written.slice(0, 60));
  });
});

for (const split of [[1], [1, 2, 3, 5, 7], [11]])
  test(`on a real line in pieces of ${split} bytes, with either line end`, async (t) => {
    for (const lineEnd of ['\n', '\r\n'] as const) {
      const peer = await assistantPeer(t, { lineEnd, script: () => scripts.thinkingAndTool });
      peer.fail({ at: 'POST /api/chat/stream', do: { kind: 'bytes', split } });
      const server = { url: peer.url, token: null, peer, rows: async () => [], ids: async () => [] };
      const me = await (await person(t, server)).connected();
      me.put('q');
      await me.end('q');
      assert.equal(outcomeOf(me.of('q')), 'message: Result: 5');
      assert.equal(me.of('q').map(nameOf)[0], 'chat_metadata');
    }
  });
