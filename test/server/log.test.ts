// What is logged holds no secret, whether a field is named like one or a text holds one.
// Not here: what is logged when.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logLine } from '../../src/server/log.ts';

test('fields that are named like secrets are left out', () => {
  const line = JSON.parse(logLine('info', 'x', { api_key: 'a', token: 'b', nested: { password: 'c' }, port: 80 }));
  assert.deepEqual(
    [line.api_key, line.token, line.nested, line.port],
    ['[redacted]', '[redacted]', { password: '[redacted]' }, 80],
  );
});

test('a header, a field of JSON and a parameter in a text lose their value, too', () => {
  const said = 'api_key=abc1 x-api-key: abc2 {"api_key":"abc3"} client_secret = abc4, port=8080';
  const line = logLine('info', 'x', { said });
  for (const secret of ['abc1', 'abc2', 'abc3', 'abc4']) assert.ok(!line.includes(secret), secret);
  assert.match(line, /port=8080/);
});

test('what cannot be written is named and hides nothing', () => {
  const cause: { self?: unknown } = {};
  cause.self = cause;
  assert.deepEqual(JSON.parse(logLine('error', 'x', { cause })).unwritable, ['cause']);
});

test('texts lose what looks like a secret, in errors and their causes too', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
  const cause = new Error(`GET /x?signature=abcdef&expires=1 with Bearer sk-123456 to postgres://me:hunter2@db/x`);
  const line = logLine('error', 'x', { cause: new Error(`refused ${token}`, { cause }) });
  for (const secret of [token, 'abcdef', 'sk-123456', 'hunter2']) assert.ok(!line.includes(secret), secret);
  assert.match(line, /expires=1/);
});
