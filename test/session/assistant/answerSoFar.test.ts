// Thinking and tools of an answer as they grow: many small pieces, headings cut in two, more tools than anybody reads.
// Not here: the same over a line (chunks.test.ts, pitfalls.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistantEvent } from '../../../src/protocol/assistant/events.ts';
import { createAnswerSoFar } from '../../../src/session/assistant/answerSoFar.ts';

/** The last thing that is shown of that kind. */
function shown(events: readonly AssistantEvent[], kind: 'thinking' | 'tools') {
  const answer = createAnswerSoFar();
  const updates = events.flatMap((event) => answer.take(event));
  const last = updates.findLast((update) => update.kind === kind);
  assert.ok(last?.kind === 'thinking' || last?.kind === 'tools');
  return last;
}

function thinking(deltas: readonly (string | null)[]): string {
  const events = deltas.map(
    (delta): AssistantEvent =>
      delta === null ? { event: 'tool_start', data: { name: 'a' } } : { event: 'reasoning', data: { delta } },
  );
  const last = shown(events, 'thinking');
  return last.kind === 'thinking' ? last.text : '';
}

const tool = (event: 'tool_start' | 'tool_end', label: string): AssistantEvent => ({
  event,
  data: { name: 'a', label },
});

test('pieces of a thought follow one another, without the heading and the white space around', () => {
  assert.equal(thinking(['Reasoning:\n', ' one', ' ', '\n', 'two \n']), 'one \ntwo');
  assert.equal(thinking(['Reas', 'oning:\r\nplan', ' a']), 'plan a');
  assert.equal(thinking(['a long beginning. ', 'Then. ', ' ']), 'a long beginning. Then.');
  assert.equal(thinking(['a long beginning. ', 'Reasoning:\nanew']), 'a long beginning.\n\nanew');
});

test('passes stand apart, also where a tool ran between them', () => {
  assert.equal(thinking(['one ', null, ' two', null, 'three']), 'one\n\ntwo\n\nthree');
});

test('a hundred thousand pieces take no longer each than the first ones', { timeout: 5_000 }, () => {
  const count = 100_000;
  assert.equal(thinking(Array.from({ length: count }, () => 'word and ')).length, count * 9 - 1);
  assert.equal(
    thinking(
      Array.from({ length: count }, () => ' ')
        .toSpliced(0, 1, 'x')
        .concat('y'),
    ).length,
    count + 1,
  );
});

test('a hundred lines of tools are kept, and the first of more are counted', () => {
  const events = Array.from({ length: 250 }, (_, at) => tool('tool_start', `tool ${at}`));
  const last = shown([...events, tool('tool_end', 'tool 249'), tool('tool_end', 'tool 0')], 'tools');
  assert.ok(last.kind === 'tools');
  assert.equal(last.tools.length, 100);
  assert.deepEqual(last.tools[0], { name: '', label: '151 earlier tools', running: false });
  assert.deepEqual(last.tools.at(-1), { name: 'a', label: 'tool 249', running: false });
  assert.deepEqual(last.tools.at(-2), { name: 'a', label: 'tool 248', running: true });
});

test('a label is cut, and its tool ends all the same', () => {
  const long = 'x'.repeat(400);
  const last = shown([tool('tool_start', long), tool('tool_end', long)], 'tools');
  assert.ok(last.kind === 'tools');
  assert.deepEqual([last.tools[0]?.label.length, last.tools[0]?.running], [200, false]);
});
