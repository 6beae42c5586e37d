// One statement of Trino while it is ended.
// Not here: sessions (session.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpLine, HttpReply } from '../../../../../src/server/engine/network/drivers/http.ts';
import { begin, end, newEnding } from '../../../../../src/server/engine/network/drivers/trino/statement.ts';

function replyWith(body: unknown): HttpReply {
  return {
    status: 200,
    header: () => undefined,
    chunks: { next: async () => ({ done: true, value: undefined }) },
    text: async () => JSON.stringify(body),
    drop: () => undefined,
  };
}

test('a statement that was ended between two pages is cancelled, and not at its end', async () => {
  const page = { columns: [{ name: 'n', type: 'integer' }], nextUri: 'http://db.test/v1/statement/1' };
  const line: HttpLine = { send: async () => replyWith(page), close: () => undefined };
  const ending = newEnding();
  const statement = await begin(line, 'SELECT n', {}, ending);
  ending.isCancelled = true;
  await end(line, ending, {}, new AbortController().signal);
  await assert.rejects(statement.page(), { kind: 'cancelled' });
});
