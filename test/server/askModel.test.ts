// `ask --model` as a person types it: the built server as a process of its own, a provider on loopback, keys in the environment.
// Not here: what an agent does (agent/), the wires (models/).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startModelPeer } from '../support/models/modelPeer.ts';
import { smallData, temporaryFolder } from '../support/testServer.ts';

const run = promisify(execFile);

async function ask(args: readonly string[], variables: Record<string, string>, home: string) {
  const env = { PATH: process.env.PATH ?? '', HOME: home, ...variables };
  const script = path.resolve('dist/server.cjs');
  return await run(process.execPath, [script, 'ask', ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (cause: { code: number; stdout: string; stderr: string }) => cause,
  );
}

test('a question is answered by the model that the key and address of the environment lead to', async (t) => {
  const folder = temporaryFolder(t);
  const data = smallData(folder);
  const sql = 'SELECT region, sum(amount) AS amount FROM sales GROUP BY 1 ORDER BY 1';
  const peer = await startModelPeer(t, 'claude', [
    { reasoning: 'Regions.', calls: [{ name: 'run_sql', input: { sql } }] },
    { calls: [{ name: 'draw_chart', input: { result: 'r1', kind: 'bar', x: 'region', y: ['amount'] } }] },
    { text: 'East sold 33 and West 15.' },
  ]);
  const { code, stdout, stderr } = await ask(
    ['--data', data, '--model', 'claude', 'Amount by region?'],
    { ANTHROPIC_API_KEY: peer.apiKey, ANTHROPIC_BASE_URL: peer.baseUrl },
    folder,
  );
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.match(stdout, /East +█+ 33/);
  assert.match(stdout, /East sold 33 and West 15\./);
  assert.ok(stdout.includes(sql));
  assert.equal(peer.asked.length, 3);
  assert.equal(peer.asked[0]?.model, 'claude-sonnet-4-6');
});

test('without a key it says which variable is missing, and asks nobody', async (t) => {
  const folder = temporaryFolder(t);
  const { code, stdout, stderr } = await ask(['--data', smallData(folder), '--model', 'claude', 'Hello?'], {}, folder);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^--model: Anthropic Claude is not set up\. Set ANTHROPIC_API_KEY/);
});

test('a model that nobody has is wrong use', async (t) => {
  const folder = temporaryFolder(t);
  const { code, stderr } = await ask(['--model', 'nobody/m', 'Hello?'], {}, folder);
  assert.equal(code, 2);
  assert.match(stderr, /"nobody\/m" is nobody's/);
});

test('an address with a key in it is refused without repeating it', async (t) => {
  const folder = temporaryFolder(t);
  const variables = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://me:hidden-word@example.org/v1' };
  const { code, stderr } = await ask(['--model', 'openai', 'Hello?'], variables, folder);
  assert.equal(code, 2);
  assert.match(stderr, /must hold no name, password or query/);
  assert.ok(!stderr.includes('hidden-word'));
});

test('a provider that is not there leaves the question to the planner, which says so', async (t) => {
  const folder = temporaryFolder(t);
  const variables = { OPENAI_COMPATIBLE_BASE_URL: 'http://127.0.0.1:9' };
  const args = ['--data', smallData(folder), '--model', 'compatible/m', 'total amount by region'];
  const { code, stdout } = await ask(args, variables, folder);
  assert.equal(code, 0);
  assert.match(stdout, /OpenAI-compatible server \(m\) cannot be reached\. The built-in planner answers instead\./);
  assert.match(stdout, /East/);
});
