// What the codec makes of frames at the edge: huge, deep, with keys of prototypes, said twice.
// Not here: one fixture for each answer of the codec (test/protocol/events.test.ts), spoiled frames by chance (test/soak/frames.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame } from '../../src/protocol/trellis/events.ts';
import { frameEvents, plainEvents, recordedStreams } from './streams.ts';

test('every recorded frame is valid, and an answer ends with the one event that ends it', () => {
  const streams = recordedStreams();
  assert.equal(streams.length, 200);
  for (const stream of streams) {
    const events = stream.transport === 'socket' ? frameEvents(stream.frames) : plainEvents(stream.text);
    const ends = events.filter(({ event }) => ['message', 'error', 'interrupted'].includes(event));
    assert.equal(ends.length, 1, stream.question);
    assert.equal(ends[0], events.at(-1));
  }
});

test('a reason is short, whatever does not fit', () => {
  const long = 'x'.repeat(1_000_000);
  for (const data of [
    long,
    { content: { [long]: 1 } },
    { content: [long] },
    { id: 'v', type: 'chart', chart_type: 'bar', data: { values: [{ values: { [long]: long } }] } },
  ])
    for (const event of ['tool_message', 'text_delta', 'deleted']) {
      const decoded = decodeFrame(JSON.stringify({ event, data }));
      assert.ok(decoded.kind === 'malformed');
      assert.ok(decoded.reason.length < 400, `${decoded.reason.length}`);
    }
});

test('a frame that is nested a million times is judged like any', () => {
  const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
  const frame = `{"event":"tool_call","data":{"id":"t","name":"n","arguments":${deep}}}`;
  assert.notEqual(decodeFrame(frame).kind, 'unknown');
  assert.equal(decodeFrame(`{"event":"text_delta","data":{"content":${deep}}}`).kind, 'malformed');
});

test('keys of prototypes are keys like any', () => {
  const frame =
    '{"__proto__":{"polluted":1},"event":"text_delta","data":{"__proto__":{"content":"wrong"},"constructor":1,"content":"x"}}';
  assert.deepEqual(decodeFrame(frame), { kind: 'valid', value: { event: 'text_delta', data: { content: 'x' } } });
  assert.equal('polluted' in {}, false);
  for (const name of ['__proto__', 'constructor', 'toString'])
    assert.equal(decodeFrame(`{"event":"${name}","data":{}}`).kind, 'unknown');
});

test('of a key that comes twice the last counts, as in JSON everywhere', () => {
  const frame = '{"event":"error","data":{},"data":{"content":"x"},"event":"text_delta"}';
  assert.deepEqual(decodeFrame(frame), { kind: 'valid', value: { event: 'text_delta', data: { content: 'x' } } });
});

test('halves of characters are kept as they are', () => {
  const decoded = decodeFrame('{"event":"text_delta","data":{"content":"\\ud83d"}}');
  assert.deepEqual(decoded, { kind: 'valid', value: { event: 'text_delta', data: { content: '\ud83d' } } });
});
