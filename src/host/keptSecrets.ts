// Signings in of one kind in SecretStorage, by the name of their account: kept, read, and gone in every window at once.
// Not here: what is kept of each (credentials.ts, assistantAccounts.ts), how other windows hear of it (accountsMarks.ts).
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import type { AccountMarks } from './accountsMarks.ts';

export type Secrets = Pick<vscode.SecretStorage, 'keys' | 'get' | 'store' | 'delete' | 'onDidChange'>;

export interface KeptSecrets<T> extends Disposable {
  /** Of all that are stored, also of what is out; where `read` says so. */
  names(): Promise<string[]>;
  /** Undefined when it is signed out, here or in another window. `id` is that of the signing in; empty in older versions. */
  read(name: string): Promise<{ value: T; id: string } | undefined>;
  save(name: string, value: T): Promise<void>;
  /** In every window. */
  remove(name: string): Promise<void>;
  /** Something may have been signed in or out, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

export interface KeptSecretsOptions<T extends Record<string, unknown>> {
  secrets: Secrets;
  marks: AccountMarks;
  /** Of its names in the storage. */
  prefix: string;
  /** Of its names among the marks: accounts of two kinds may be called the same. */
  markPrefix: string;
  schema: v.GenericSchema<unknown, T>;
}

const idSchema = v.object({ id: v.optional(v.string(), '') });

export function createKeptSecrets<T extends Record<string, unknown>>(options: KeptSecretsOptions<T>): KeptSecrets<T> {
  const { secrets, marks, prefix, markPrefix, schema } = options;
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  bag.register(secrets.onDidChange(({ key }) => key.startsWith(prefix) && changes.fire()));
  bag.register(marks.onDidChange(() => changes.fire()));

  async function stored(name: string): Promise<{ value: T; id: string } | undefined> {
    const json = parseJson((await secrets.get(prefix + name)) ?? '');
    const [value, id] = [decodeWith(schema, json), decodeWith(idSchema, json)];
    return value.kind === 'valid' && id.kind === 'valid' ? { value: value.value, id: id.value.id } : undefined;
  }

  return {
    names: async () =>
      (await secrets.keys()).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
    async read(name) {
      const found = await stored(name);
      return found && !marks.isOut(markPrefix + name, found.id) ? found : undefined;
    },
    async save(name, value) {
      const id = randomUUID();
      await secrets.store(prefix + name, JSON.stringify({ ...value, id }));
      marks.signedIn(markPrefix + name, id);
      changes.fire();
    },
    async remove(name) {
      const known = await stored(name);
      try {
        marks.signedOut(markPrefix + name, known?.id ?? '');
      } finally {
        await secrets.delete(prefix + name);
      }
      changes.fire();
    },
    onDidChange: changes.event,
    dispose: () => bag.dispose(),
  };
}
