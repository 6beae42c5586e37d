// The records of an SSE answer, taken apart at line feeds alone: a text may hold every other line end there is.
// Not here: what they should say.
import assert from 'node:assert/strict';
import type { TestServer } from '../../support/testServer.ts';

/** What a server answers is judged by the assertions of each test. */
export type Body = Awaited<ReturnType<TestServer['call']>>['body'];

export function parseSse(text: string): { event: string; data: Body }[] {
  assert.ok(text.endsWith('\n\n'), text);
  const records = text.slice(0, -2).split('\n\n');
  return records
    .filter((record) => !record.startsWith(':'))
    .map((record) => {
      const [, event, data] = /^event: (\w+)\ndata: ([^\n]+)$/.exec(record) ?? [];
      assert.ok(event && data, `not a record: ${record}`);
      return { event, data: JSON.parse(data) };
    });
}
