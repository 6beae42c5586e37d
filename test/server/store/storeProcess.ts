// A process of its own with a store open, told what to do line by line on standard input; every line is answered by one.
// Not here: what is expected of it (damagedStore.test.ts, storeLocks.test.ts). It is both the helper and, started, the process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { type Database, openDatabase } from '../../../src/server/store/database.ts';
import { lockOpening } from '../../../src/server/store/locks.ts';
import { setAside } from '../../../src/server/store/setAside.ts';

interface Answer {
  error?: string;
  setAside?: string;
}

export interface StoreProcess {
  child: ChildProcess;
  /** Without waiting for the answer. */
  tell(command: string): void;
  answer(): Promise<Answer>;
  /** Kills it as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  gone: Promise<unknown>;
}

/** Started and ready, with nothing open. */
export async function storeProcess(t: TestContext, directory: string): Promise<StoreProcess> {
  const child = spawn(process.execPath, ['--no-warnings', import.meta.filename, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The process ended without an answer.');
    return JSON.parse(value) as Answer;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  t.after(kill);
  await answer();
  return { child, tell: (command) => child.stdin.write(`${command}\n`), answer, kill, gone };
}

const commands: Record<string, (directory: string, argument: string) => Answer> = {
  open: (directory) => {
    database = openDatabase(directory);
    return database.setAside === undefined ? {} : { setAside: database.setAside };
  },
  write: (_, email) => {
    database?.run(
      'INSERT INTO members (id, email, role, created_at) VALUES (?, ?, ?, ?)',
      email,
      email,
      'member',
      'now',
    );
    return {};
  },
  /** Many pages, all of them in the log alone. */
  writeMuch: () => {
    database?.run('PRAGMA wal_autocheckpoint = 0');
    database?.transaction(() => {
      for (let count = 0; count < 300; count++) {
        const id = `late-${count}`;
        database?.run(
          'INSERT INTO members (id, email, role, created_at) VALUES (?, ?, ?, ?)',
          id,
          `${id}@${'x'.repeat(400)}`,
          'member',
          'now',
        );
      }
    });
    return {};
  },
  close: () => {
    database?.dispose();
    return {};
  },
  lockOpening: (directory) => {
    lock = lockOpening(directory);
    return {};
  },
  unlockOpening: () => {
    lock?.dispose();
    return {};
  },
  /** Dies in the middle of setting aside, before the move of this number. */
  dieSettingAside: (directory, at) => {
    let count = 0;
    setAside(directory, (from, to) => {
      if (++count === Number(at)) process.kill(process.pid, 'SIGKILL');
      renameSync(from, to);
    });
    return {};
  },
  /** Gives up the right of an administrator to write anywhere, where it has it. */
  becomeNobody: () => {
    if (process.getuid?.() === 0) process.setuid?.(65534);
    return {};
  },
};

let database: Database | undefined;
let lock: { dispose(): void } | undefined;

async function obey(directory: string) {
  const say = (answer: Answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({});
  for await (const line of createInterface({ input: process.stdin })) {
    const [command = '', argument = ''] = line.split(' ');
    try {
      say(commands[command]?.(directory, argument) ?? { error: `No command: ${command}` });
    } catch (cause) {
      say({ error: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}

if (process.argv[1] === import.meta.filename) await obey(process.argv[2] ?? '');
