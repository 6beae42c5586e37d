// A window that is loaded again takes its server along in the middle of an answer; the next one's server has it whole.
// Not here: a server that is killed or told to end (process.test.ts).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { serverScript } from '../support/serverProcess.ts';
import { smallData, temporaryFolder } from '../support/testServer.ts';

/** As the extension starts it: options on standard input, which stays open as long as the window lives. */
async function startChild(t: TestContext, store: string, data: string) {
  const child = spawn(process.execPath, ['--no-warnings', serverScript, 'child'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  t.after(() => child.kill('SIGKILL'));
  const apiKey = 'last-answer-test';
  child.stdin.write(`${JSON.stringify({ store, data, timezone: null, email: 'you@localhost', apiKey })}\n`);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { url } = JSON.parse(line) as { url: string };
  const post = (where: string, headers: Record<string, string>, body: unknown) =>
    fetch(`${url}/v1${where}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const { token } = (await (
    await post('/authenticate', { 'X-API-Key': apiKey }, { email: 'you@localhost' })
  ).json()) as { token: string };
  const headers = { Authorization: `Bearer ${token}` };
  return {
    child,
    exited: once(child, 'exit'),
    post: (where: string, body: unknown) => post(where, headers, body),
    get: async (where: string) => (await fetch(`${url}/v1${where}`, { headers })).json(),
  };
}

const aSecondOrMore = [
  'run this',
  '',
  'Context: sql, some.sql',
  '```sql',
  'SELECT count(*) AS n FROM range(12000) a, range(12000) b WHERE (a.range * b.range) % 7 = 3',
  '```',
].join('\n');

test('an answer that runs when the window goes is stored whole; then the server ends', async (t) => {
  const folder = temporaryFolder(t);
  const [store, data] = [path.join(folder, 'store'), smallData(folder)];
  const first = await startChild(t, store, data);
  const { id } = (await (await first.post('/chats/create', {})).json()) as { id: string };
  const asked = await first.post('/chats', { chat_id: id, message: aSecondOrMore, on_disconnect: 'continue' });
  const reader = asked.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  first.child.stdin.end();

  const second = await startChild(t, store, data);
  type Chat = { running: unknown; messages: { content: string; metadata?: { interrupted?: boolean } }[] };
  let chat = (await second.get(`/chats/${id}`)) as Chat;
  assert.ok(chat.running, 'the next server knows that the answer is on its way');
  assert.deepEqual(await first.exited, [0, null]);
  chat = (await second.get(`/chats/${id}`)) as Chat;
  assert.equal(chat.messages.length, 2);
  assert.match(chat.messages[1]?.content ?? '', /\d/);
  assert.equal(chat.messages[1]?.metadata?.interrupted, undefined);
});

test('with nothing to answer the server ends with its window', async (t) => {
  const folder = temporaryFolder(t);
  const { child, exited } = await startChild(t, path.join(folder, 'store'), smallData(folder));
  child.stdin.end();
  assert.deepEqual(await exited, [0, null]);
});
