// Asks the real server with SQL of the test's own, and takes the tables and charts of the answer.
// Not here: the server (support/testServer.ts).
import assert from 'node:assert/strict';
import { parseSse, type TestServer } from '../../support/testServer.ts';

export interface ShownResult {
  id: string;
  result_id: string;
  rows: unknown[][];
  row_count: number;
  truncated: boolean;
  columns: { name: string; type: string }[];
}

export interface Answered {
  chatId: string;
  /** Of the question, and of its answer. */
  questionId: string;
  answerId: string;
  results: ShownResult[];
}

export interface Asking {
  chatId?: string;
  token?: string;
  body?: Record<string, unknown>;
}

/** The rows of one statement, as somebody sees them who sent it along with "run this". */
export async function asking(server: TestServer, sql: string, given: Asking = {}): Promise<Answered> {
  const message = ['run this', '', 'Context: sql, some.sql', '```sql', sql, '```'].join('\n');
  return await asked(server, { message, ...given.body }, given);
}

export async function asked(
  server: TestServer,
  body: Record<string, unknown>,
  { chatId, token = server.token }: Asking = {},
): Promise<Answered> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const made = async () => {
    const response = await fetch(`${server.url}/v1/chats/create`, { method: 'POST', headers, body: '{}' });
    return ((await response.json()) as { id: string }).id;
  };
  const id = chatId ?? (await made());
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ chat_id: id, ...body }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const events = parseSse(text);
  const last = events.at(-1);
  assert.equal(last?.event, 'message', JSON.stringify(last));
  const results = events.filter(({ event }) => event === 'visualization').map(({ data }) => data);
  return {
    chatId: id,
    questionId: events.find(({ event }) => event === 'chat_metadata')?.data.user_message_id,
    answerId: last?.data.id,
    results,
  };
}
