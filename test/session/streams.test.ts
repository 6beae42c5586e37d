// Recorded and hand-made streams in pieces of every size, written in every way: the short form; the full one is part of
// `npm run soak -- frames`. Not here: requests and refusals (sseTransport.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authenticate } from '../../src/session/restClient.ts';
import { failureOf } from '../soak/proof.ts';
import { readFixtures } from '../support/fixtures.ts';
import { heardSession } from '../support/heardSession.ts';
import { scriptedPeer } from '../support/scriptedPeer.ts';
import { bytesOf, chunkSizes, heardInChunks } from './streams.ts';
import { proveStreams } from './streamsProof.ts';

test('recorded streams say the same in pieces of every size', async (t) => {
  const report = await proveStreams({ seed: Date.now() % 1_000_000, allUpTo: 0, isFull: false });
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  for (const check of report.checks) {
    t.diagnostic(`${check.name}: ${check.times} times`);
    assert.equal(failureOf(check), undefined);
  }
});

interface HandMade {
  description: string;
  /** Text, and numbers for bytes as they stand. */
  parts: (string | number[])[];
  ended: boolean;
  events: unknown[];
  unknown?: string[];
  dropped?: number;
}

describe('a stream written by hand says the same in pieces of every size', () => {
  for (const { name, fixture } of readFixtures<HandMade>('wire/streams'))
    test(name, async () => {
      const { parts, ended, events, unknown = [], dropped = 0 } = fixture;
      const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? bytesOf(part) : Buffer.from(part))));
      for (const sizes of chunkSizes(bytes.length, 5_000, bytes.length)) {
        const heard = await heardInChunks(bytes, sizes);
        assert.deepEqual({ sizes, ...heard }, { sizes, ended, events, unknown, dropped });
      }
    });
});

for (const split of [[1], [1, 2, 3, 5, 7], [11]])
  test(`an answer on a real line in pieces of ${split} bytes is whole, over a socket and over SSE`, async (t) => {
    const peer = await scriptedPeer(t);
    peer.fail({ at: 'socket', do: { kind: 'bytes', split } }, { at: 'POST /v1/chats', do: { kind: 'bytes', split } });
    const { token } = await authenticate(peer.url, peer.apiKey, 'you@localhost');
    const tokens = { token: async () => token, renewed: () => assert.fail('the token is good') };
    const heard = heardSession(t, peer.url, { tokens });
    heard.session.start();
    await heard.state('ready socket');
    const ask = async (key: string) => {
      const chat = peer.store.addChat('A chat', null);
      heard.ask(key, { chatId: chat.id });
      await heard.event(key, 'message');
      return heard.updates.flatMap((update) => (update.key === key && update.kind === 'event' ? [update.event] : []));
    };
    const onSocket = await ask('q');
    peer.fail({ at: 'socket', do: { kind: 'close', code: 4429 } });
    peer.cutAll();
    await heard.state('waiting');
    await heard.clock.pass(1_000);
    await heard.state('ready sse');
    const overSse = await ask('q2');
    assert.deepEqual(
      onSocket.map(({ event }) => event),
      overSse.map(({ event }) => event),
    );
    for (const events of [onSocket, overSse]) {
      const deltas = events.flatMap(({ event, data }) => (event === 'text_delta' ? [data.content] : []));
      const last = events.at(-1);
      assert.ok(last?.event === 'message');
      assert.equal(deltas.join(''), last.data.content);
      assert.match(last.data.content, /Grüße\u2028😀\.$/);
    }
  });
