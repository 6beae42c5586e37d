// Events of an answer of the assistant API, judged: the three answers of the codec, one fixture each; replies that are failures.
// Not here: what an answer becomes of them (test/session/assistant).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeAssistantEvent, failureIn } from '../../src/protocol/assistant/events.ts';
import { readFixtures } from '../support/fixtures.ts';

interface Fixture<T> {
  event: string | null;
  data: unknown;
  expected: T;
}

const judged = ({ event, data }: Fixture<unknown>) => decodeAssistantEvent(event ?? undefined, data);

describe('an event is valid', () => {
  for (const { name, fixture } of readFixtures<Fixture<unknown>>('wire/assistant/valid')) {
    test(name, () => assert.deepEqual(judged(fixture), { kind: 'valid', value: fixture.expected }));
  }
});

describe('an event is unknown', () => {
  for (const { name, fixture } of readFixtures<Fixture<string>>('wire/assistant/unknown')) {
    test(name, () => assert.deepEqual(judged(fixture), { kind: 'unknown', name: fixture.expected }));
  }
});

describe('an event is malformed', () => {
  for (const { name, fixture } of readFixtures<Fixture<unknown>>('wire/assistant/malformed')) {
    test(name, () => assert.equal(judged(fixture).kind, 'malformed'));
  }
});

test('what is shown is cut', () => {
  const decoded = decodeAssistantEvent('tool_start', { name: 'web', label: 'x'.repeat(10_000) });
  assert.ok(decoded.kind === 'valid' && decoded.value.event === 'tool_start');
  assert.equal(decoded.value.data.label?.length, 500);
});

test('a reply that is a failure is told by its beginning', () => {
  assert.equal(failureIn('Error: no key'), 'no key');
  assert.equal(failureIn('Error:'), 'The server failed and did not say why.');
  assert.equal(failureIn('No AI provider found for x'), 'No AI provider found for x');
  for (const answer of ['', 'Hello', 'An Error: no', 'Errors: none', 'The word No AI provider'])
    assert.equal(failureIn(answer), null, answer);
});
