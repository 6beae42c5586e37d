// Says to the other windows of this machine that an account was signed out, where their secret storage does not: VS Code in a
// browser reads the secrets once, when a window opens. Not here: keys and emails; a mark is random ids under a hashed name.
import { createHash, randomUUID } from 'node:crypto';
import { type FSWatcher, mkdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { decodeWith, parseJson } from '../protocol/decoded.ts';

export interface AccountMarks extends Disposable {
  /** `id` is that of the signing in. */
  signedIn(account: string, id: string): void;
  /** All that were signed in here, and that one, are out. */
  signedOut(account: string, id: string): void;
  isOut(account: string, id: string): boolean;
  /** A mark may have been made by another window; not heard on every file system, so whoever acts looks himself. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

const markSchema = v.object({ in: v.array(v.string()), out: v.array(v.string()) });
/** Of one account; a window older than that many signings in has long been told. */
const kept = 50;

/** One small file for each account in `folder`, which is made when something is first written. Throws what the disk says. */
export function createAccountMarks(folder: string, log: { info(text: string): void }): AccountMarks {
  const changes = new Emitter<void>();
  const fileOf = (account: string) =>
    path.join(folder, createHash('sha256').update(account).digest('hex').slice(0, 32));
  let watcher: FSWatcher | undefined;

  function startWatching() {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      watcher = watch(folder, { persistent: false }, () => changes.fire());
      watcher.on('error', (cause) => log.info(`Other windows' sign-outs are noticed at the next request: ${cause}`));
    } catch (cause) {
      log.info(`Other windows' sign-outs are noticed at the next request: ${String(cause)}`);
    }
  }

  function read(account: string): v.InferOutput<typeof markSchema> {
    let text = '';
    try {
      text = readFileSync(fileOf(account), 'utf8');
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    }
    const decoded = decodeWith(markSchema, parseJson(text));
    return decoded.kind === 'valid' ? decoded.value : { in: [], out: [] };
  }

  /** Written aside and put in place, so that no window reads half of it. */
  function write(account: string, mark: v.InferOutput<typeof markSchema>) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const aside = `${fileOf(account)}.${randomUUID()}`;
    writeFileSync(aside, JSON.stringify({ in: mark.in.slice(-kept), out: mark.out.slice(-kept) }), { mode: 0o600 });
    renameSync(aside, fileOf(account));
  }

  startWatching();
  return {
    signedIn(account, id) {
      const mark = read(account);
      write(account, { ...mark, in: [...mark.in, id] });
    },
    signedOut(account, id) {
      const mark = read(account);
      write(account, { in: [], out: [...new Set([...mark.out, ...mark.in, id])] });
    },
    isOut: (account, id) => read(account).out.includes(id),
    onDidChange: changes.event,
    dispose() {
      watcher?.close();
      changes.dispose();
    },
  };
}
