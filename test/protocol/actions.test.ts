// Frames of a client, as the server judges them.
// Not here: what the server does about them (test/server/socket.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAction, notJson } from '../../src/protocol/trellis/actions.ts';

const decode = (value: unknown) => decodeAction(JSON.stringify(value));

test('a question needs a message, and nothing else for the codec', () => {
  assert.equal(decode({ action: 'send_message', message: 'How many?' }).kind, 'valid');
  assert.equal(
    decode({ action: 'send_message', message: 'How many?', chat_id: 'c', model: null, from_the_future: 1 }).kind,
    'valid',
  );
});

test('a wrong field is named', () => {
  for (const [frame, field] of [
    [{ action: 'send_message' }, 'message'],
    [{ action: 'send_message', message: '  \n' }, 'message'],
    [{ action: 'send_message', message: 'x'.repeat(32_001) }, 'message'],
    [{ action: 'send_message', message: 'x', chat_id: 5 }, 'chat_id'],
    [{ action: 'send_message', message: 'x', client_message_id: 'x'.repeat(65) }, 'client_message_id'],
    [{ action: 'authenticate' }, 'token'],
    [{ message: 'x' }, 'action'],
  ] as const) {
    const decoded = decode(frame);
    assert.equal(decoded.kind, 'malformed');
    assert.match(decoded.kind === 'malformed' ? decoded.reason : '', new RegExp(`^${field}: `));
  }
});

test('what is no JSON object is told apart, since it closes the socket', () => {
  for (const frame of ['', '{', '5', '"ping"', '[]', 'null', '\u0000']) {
    assert.deepEqual(decodeAction(frame), { kind: 'malformed', reason: notJson });
  }
});

test('an unknown action is unknown, also when it is named like a property of objects', () => {
  assert.deepEqual(decode({ action: 'toString' }), { kind: 'unknown', name: 'toString' });
});
