// Frames of a server, judged: the three answers of the codec, one fixture each.
// Not here: what a session does about them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeFrame } from '../../src/protocol/trellis/events.ts';
import { readFixtures } from '../support/fixtures.ts';

describe('a frame is valid', () => {
  for (const { name, fixture } of readFixtures<{ frame: string; expected: unknown }>('wire/valid')) {
    test(name, () => assert.deepEqual(decodeFrame(fixture.frame), { kind: 'valid', value: fixture.expected }));
  }
});

describe('a frame is unknown', () => {
  for (const { name, fixture } of readFixtures<{ frame: string; name: string }>('wire/unknown')) {
    test(name, () => assert.deepEqual(decodeFrame(fixture.frame), { kind: 'unknown', name: fixture.name }));
  }
});

describe('a frame is malformed', () => {
  for (const { name, fixture } of readFixtures<{ frame: string }>('wire/malformed')) {
    test(name, () => assert.equal(decodeFrame(fixture.frame).kind, 'malformed'));
  }
});
