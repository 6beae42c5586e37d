// Reading a page of commands and comparing answers in shape: that the comparison finds what is different.
// Not here: the page itself (curl.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocksOf, callsOf, compare } from './curlPage.ts';

describe('a page of commands', () => {
  test('is its commands, each with the answer that follows', () => {
    const page = [
      '```sh',
      'one',
      '```',
      '',
      '```json',
      '{}',
      '```',
      'Text.',
      '',
      '```sh',
      'two',
      '```',
      '',
      'Text.',
    ].join('\n');
    assert.deepEqual(blocksOf(page), [
      { line: 1, commands: 'one', shown: { kind: 'json', text: '{}' } },
      { line: 10, commands: 'two', shown: undefined },
    ]);
  });

  test('does not have an answer away from its command', () => {
    assert.throws(() => blocksOf(['```sh', 'one', '```', 'Text.', '```json', '{}', '```'].join('\n')));
  });

  test('names its calls by method and path', () => {
    assert.deepEqual(
      callsOf(
        'curl -sS "$URL/v1/chats?page=1" -H "$AUTH"\ncurl \\\n  -X PUT "$URL/v1/chats/$CHAT/x" -d "{}" | tee a; B=$(c)',
      ),
      ['GET /v1/chats', 'PUT /v1/chats/{}/x'],
    );
    assert.deepEqual(callsOf('curl "$URL/v1/a" -F files=@a.csv'), ['POST /v1/a']);
  });
});

describe('an answer', () => {
  const json = { kind: 'json', text: '{"id":"a","list":[{"n":1}],"none":null}' };

  test('may have other values and longer lists', () => {
    compare(json, '{"none":null,"id":"b","list":[{"n":2},{"n":3}]}');
  });

  test('may not have another key, another type or one key less', () => {
    for (const other of [
      '{"id":"a","list":[{"n":1}],"none":null,"more":1}',
      '{"id":1,"list":[{"n":1}],"none":null}',
      '{"id":"a","list":[],"none":null}',
      '{"id":"a","list":[{"n":1}]}',
    ])
      assert.throws(() => compare(json, other));
  });

  test('of events may have more of a kind, but no other and in no other order', () => {
    const shown = { kind: 'text', text: 'event: a\ndata: {"x":1}\n\nevent: b\ndata: {}' };
    compare(shown, 'event: a\ndata: {"x":1}\n\nevent: a\ndata: {"x":2}\n\nevent: b\ndata: {}\n\n');
    assert.throws(() => compare(shown, 'event: b\ndata: {}\n\nevent: a\ndata: {"x":1}\n\n'));
    assert.throws(() => compare(shown, 'event: a\ndata: {"x":"1"}\n\nevent: b\ndata: {}\n\n'));
    assert.throws(() => compare(shown, 'event: a\ndata: {"x":1}\n\n'));
  });
});
