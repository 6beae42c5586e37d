// docs/curl.md, run from top to bottom in one shell against the built server with its sample data.
// Not here: reading the page and comparing (curlPage.ts).
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { operationsOf, parseDocument } from '../openapi/document.ts';
import { type ServerProcess, serverProcess } from '../support/serverProcess.ts';
import { temporaryFolder } from '../support/testServer.ts';
import { type Block, blocksOf, callsOf, compare } from './curlPage.ts';

const blocks = blocksOf(readFileSync('docs/curl.md', 'utf8'));
const mark = '=== block ';

/** Why the page cannot be run here; a machine of continuous integration has curl and a shell, or the test fails. */
function reasonToSkip(): string | false {
  if (process.env.CI === 'true') return false;
  for (const program of ['curl', 'bash'])
    if (spawnSync(program, ['--version']).error) return `${program} is not installed`;
  return false;
}

test('every command of the curl page works, and answers as the page says', { skip: reasonToSkip() }, async (t) => {
  const folder = temporaryFolder(t);
  const server = await serverProcess(t, ['--store', path.join(folder, 'store'), '--timezone', 'UTC']);
  const outputs = await runAll(t, server, folder);
  for (const [index, block] of blocks.entries()) {
    await t.test(`line ${block.line}: ${callsOf(block.commands).join(', ') || block.commands}`, () => {
      const output = outputs[index];
      assert.ok(output !== undefined, `not run, or failed: ${block.commands}`);
      if (block.shown) compare(block.shown, output);
      else assert.equal(output.trim(), '', 'it prints something that the page does not show');
    });
  }

  await t.test('every endpoint has a command', async () => {
    const document = await (await server.api('GET', '/openapi.json')).json();
    const called = new Set(blocks.flatMap(({ commands }) => callsOf(commands)));
    const missing = operationsOf(parseDocument(document))
      .map(({ method, path: at }) => `${method} ${at.replaceAll(/\{\w+\}/g, '{}')}`)
      .filter((call) => !called.has(call));
    assert.deepEqual(missing, []);
  });
});

/** One shell runs all blocks and ends with the first command that fails. Returns the output of each that was run to its end. */
async function runAll(t: TestContext, { url, apiKey }: ServerProcess, cwd: string): Promise<string[]> {
  const script = blocks.map(({ commands }: Block, index) => `${commands}\nprintf '\\n${mark}%s\\n' ${index}`);
  const env = { PATH: process.env.PATH, HOME: cwd, URL: url, KEY: apiKey };
  const running = promisify(execFile)('bash', ['--norc', '--noprofile', '-eo', 'pipefail', '-c', script.join('\n')], {
    cwd,
    env,
    timeout: 60_000,
  });
  const { stdout, stderr } = await running.catch((failure: { stdout: string; stderr: string }) => failure);
  if (stderr !== '') t.diagnostic(stderr);
  return stdout.split(new RegExp(`\\n${mark}\\d+\\n`)).slice(0, -1);
}
