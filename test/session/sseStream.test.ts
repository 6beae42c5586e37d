// The bytes of an answer over SSE, cut in every way: the same events, or none of what is not whole.
// Not here: requests and refusals (sseTransport.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ServerEvent } from '../../src/protocol/trellis/events.ts';
import { readAnswer } from '../../src/session/sseTransport.ts';

const encoder = new TextEncoder();

function response(bytes: Uint8Array, chunkSize: number): Response {
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, at + chunkSize));
      at += chunkSize;
    },
  });
  return new Response(body);
}

async function heard(bytes: Uint8Array | string, chunkSize = 7) {
  const events: ServerEvent[] = [];
  const unknown: string[] = [];
  const logged: string[] = [];
  const whole = typeof bytes === 'string' ? encoder.encode(bytes) : bytes;
  const ended = await readAnswer(response(whole, chunkSize), {
    onEvent: (event) => events.push(event),
    onUnknown: (name) => unknown.push(name),
    log: (_, text) => logged.push(text),
  });
  return { ended, events, unknown, logged };
}

const answer = [
  'event: chat_metadata\ndata: {"id":"c1","user_message_id":"m1"}\n\n',
  ': keep-alive\n\n',
  'event: telepathy\ndata: {}\n\n',
  'event: processing\ndata: {"status":\ndata: "thinking"}\nid: 7\nretry: 100\n\n',
  'event: text_delta\ndata: {"content":"Grüße \u2028 😀\\n"}\n\n',
  'data:{"content":"Grüße \u2028 😀","id":"a1"}\n\n',
].join('');

const expected: ServerEvent[] = [
  { event: 'chat_metadata', data: { id: 'c1', user_message_id: 'm1' } },
  { event: 'processing', data: { status: 'thinking' } },
  { event: 'text_delta', data: { content: 'Grüße \u2028 😀\n' } },
  { event: 'message', data: { content: 'Grüße \u2028 😀', id: 'a1' } },
];

describe('an answer in chunks of every size', () => {
  for (const [name, text] of [
    ['line feeds', answer],
    ['carriage returns and line feeds', answer.replaceAll('\n', '\r\n')],
    ['carriage returns', answer.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${answer}`],
    ['no blank line at the end', answer.slice(0, -1)],
    ['no line end at the end', answer.slice(0, -2)],
  ] as const) {
    test(name, async () => {
      const bytes = encoder.encode(text);
      for (let size = 1; size <= bytes.length; size++) {
        const { ended, events, unknown } = await heard(bytes, size);
        assert.deepEqual(
          { size, ended, events, unknown },
          { size, ended: true, events: expected, unknown: ['telepathy'] },
        );
      }
    });
  }
});

test('an answer that ends after any byte gives whole events only, and its end only when that is whole', async () => {
  const bytes = encoder.encode(answer);
  for (let length = 0; length < bytes.length - 2; length++) {
    const { ended, events } = await heard(bytes.slice(0, length), 64);
    assert.equal(ended, false, `after ${length} bytes`);
    assert.deepEqual(events, expected.slice(0, events.length));
  }
});

test('bytes that are no UTF-8 spoil their character and nothing else', async () => {
  const [before, after] = ['event: message\ndata: {"content":"a', 'b","id":"x"}\n\n'].map((text) =>
    encoder.encode(text),
  );
  assert.ok(before && after);
  const { events } = await heard(new Uint8Array([...before, 0xff, 0xc3, ...after]), 1);
  assert.deepEqual(events, [{ event: 'message', data: { content: 'a\uFFFD\uFFFDb', id: 'x' } }]);
});

test('malformed events are dropped, and written down a few times only', async () => {
  const bad = ['event: text_delta\ndata: {\n\n', 'event: processing\ndata: {"status":5}\n\n'].join('').repeat(50);
  const { ended, events, logged } = await heard(bad + answer);
  assert.equal(ended, true);
  assert.deepEqual(events, expected);
  assert.equal(logged.length, 3);
});

test('nothing is heard after the end of the turn', async () => {
  const { events } = await heard(answer + answer, 4096);
  assert.deepEqual(events, expected);
});
