// The suite that runs inside the extension host of a desktop VS Code: the extension activates, has its commands, answers a question.
// Not here: driving the panel like a person (test/vscode/*.test.ts), starting the desktop (scripts/test/desktop.ts).
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import * as vscode from 'vscode';

const id = 'trellis.trellis';

const tests: { name: string; run(): Promise<void> }[] = [
  {
    name: 'the extension activates',
    async run() {
      await extension().activate();
      assert.equal(extension().isActive, true);
    },
  },
  {
    name: 'every command it contributes is registered',
    async run() {
      const registered = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        contributed().filter((command) => !registered.has(command)),
        [],
      );
    },
  },
  {
    name: 'its view opens and starts with the sample data',
    async run() {
      await vscode.commands.executeCommand('trellis.chat.focus');
      await vscode.commands.executeCommand('trellis.startSample');
    },
  },
  {
    name: 'a question given to the command is asked',
    async run() {
      await vscode.commands.executeCommand('trellis.ask', 'How many orders are there?');
    },
  },
];

/** What VS Code calls; it rejects when a test failed, and then VS Code ends with a code other than 0. */
export async function run(): Promise<void> {
  const counts = { passed: 0, failed: 0 };
  for (const each of tests) {
    try {
      await withDeadline(each.run(), 60_000);
      counts.passed += 1;
      say(`✔ ${each.name}`);
    } catch (error) {
      counts.failed += 1;
      say(`✖ ${each.name}\n${error instanceof Error ? error.stack : error}`);
    }
  }
  say(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
  if (counts.failed > 0) throw new Error(`${counts.failed} of ${tests.length} tests failed`);
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(id);
  assert.ok(found, `${id} is not installed`);
  return found;
}

function contributed(): string[] {
  const manifest: unknown = extension().packageJSON;
  assert.ok(typeof manifest === 'object' && manifest !== null && 'contributes' in manifest);
  const { contributes } = manifest;
  assert.ok(typeof contributes === 'object' && contributes !== null && 'commands' in contributes);
  assert.ok(Array.isArray(contributes.commands));
  return contributes.commands.map((entry: { command: string }) => entry.command);
}

/** The window's console is not the terminal, so results also go to the file that the starting process reads. */
function say(line: string): void {
  console.log(line);
  const file = process.env.TRELLIS_RESULTS;
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}

function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
