// The server's process and its models: in its first line, told of changes, and nowhere a process can be looked into.
// Not here: what the lines are (editorModelRequests.test.ts), the real server (test/server/process.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { LocalModels } from '../../src/host/childLines.ts';
import { createEditorModelHost } from '../../src/host/editorModels.ts';
import { createLocalServer, type LocalServerOptions } from '../../src/host/localServer.ts';
import { editorApi } from '../support/editorApi.ts';
import { searchProcesses } from '../support/secretSearch.ts';

/** A process that answers to its first line as the server does, keeps every line it hears, and ends with its input. */
const script = (file: string) => `
const { createInterface } = require('node:readline');
const { appendFileSync } = require('node:fs');
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
let heard = 0;
createInterface({ input: process.stdin }).on('line', (line) => {
  appendFileSync(${JSON.stringify(file)}, line + '\\n');
  heard += 1;
  if (heard === 1) say({ url: 'http://127.0.0.1:1', api_key: 'k', email: 'e' });
  else if (JSON.parse(line).type === 'models') say({ type: 'modelsTaken' });
  else process.exit(3);
}).on('close', () => process.exit(0));
`;

function setting(t: TestContext, models: () => Promise<LocalModels>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-models-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [file, server] = [path.join(folder, 'heard.jsonl'), path.join(folder, 'server.cjs')];
  writeFileSync(file, '');
  writeFileSync(server, script(file));
  const logged: string[] = [];
  const write = (text: string) => void logged.push(text);
  const log = { info: write, warn: write, debug: write } as unknown as LocalServerOptions['log'];
  const editorModels = createEditorModelHost(editorApi([]).api);
  const local = createLocalServer({
    ...{ script: server, store: folder, data: null, timezone: null, fiscalYearStart: null, log },
    ...{ onNotice: write, models, editorModels, atRestKey: async () => undefined },
  });
  t.after(() => local.dispose());
  return { local, logged, heard: () => readLines(file) };
}

function readLines(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const secret = 'sk0123456789abcdefghijklmnop';

test('models are in the first line, and in no argument, environment or log', async (t) => {
  const set = { models: { claude: { apiKey: secret } }, defaultModel: 'claude' };
  const { local, heard, logged } = setting(t, async () => set);
  await local.running();
  assert.deepEqual(heard()[0]?.models, set.models);
  assert.equal(heard()[0]?.defaultModel, 'claude');
  assert.deepEqual(searchProcesses([secret]), []);
  assert.ok(!logged.join().includes(secret));
});

test('a change is read anew and told to the process that runs; a try is told as it is given', async (t) => {
  let set: LocalModels = { models: {}, defaultModel: null };
  const { local, heard } = setting(t, async () => set);
  await local.running();
  set = { models: { groq: { apiKey: secret } }, defaultModel: 'groq' };
  assert.equal(await local.setModels(), true);
  const tried = { models: { ollama: {} }, defaultModel: null };
  assert.equal(await local.setModels(tried), true);
  assert.deepEqual(heard().slice(1), [
    { type: 'models', ...set },
    { type: 'models', ...tried },
  ]);
});

test('nothing is started to be told', async (t) => {
  const { local, heard } = setting(t, async () => ({ models: {}, defaultModel: null }));
  assert.equal(await local.setModels(), false);
  assert.deepEqual(heard(), []);
});

test('a process that is starting is told once it runs', async (t) => {
  let set: LocalModels = { models: {}, defaultModel: null };
  const { local, heard } = setting(t, async () => set);
  const running = local.running();
  const told = local.setModels();
  set = { models: { ollama: {} }, defaultModel: null };
  await running;
  assert.equal(await told, true);
  assert.deepEqual(heard().at(-1), { type: 'models', ...set });
});

test('models that cannot be read leave a server without', async (t) => {
  const { local, heard, logged } = setting(t, async () => Promise.reject(new Error('no keyring')));
  await local.running();
  assert.deepEqual(heard()[0]?.models, {});
  assert.ok(logged.some((line) => line.includes('no keyring')));
});

test('closed before it has begun, it begins no more', async (t) => {
  const { local, heard } = setting(t, async () => ({ models: {}, defaultModel: null }));
  const running = local.running();
  local.dispose();
  await assert.rejects(running, /closed/);
  assert.equal(await local.setModels(), false);
  assert.deepEqual(heard(), []);
});
