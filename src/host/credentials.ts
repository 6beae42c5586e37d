// Accounts that were signed in to, each a server and an email, with its API key in SecretStorage. A key leaves it only for the one
// request that exchanges it for a token. Not here: tokens; those live in the memory of the session.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import type { AccountMarks } from './accountsMarks.ts';

export interface Account {
  /** As `checkedServerUrl` gives it. */
  url: string;
  email: string;
}

export interface SignedIn extends Account {
  apiKey: string;
  /** Of this signing in: another key, or the same one given anew, has another. */
  id: string;
}

export interface Credentials extends Disposable {
  /** All that are signed in, by server, then email. */
  list(): Promise<Account[]>;
  /** Undefined when the account is signed out, here or in another window. Asks the secret storage each time. */
  read(account: Account): Promise<SignedIn | undefined>;
  save(account: Account, apiKey: string): Promise<void>;
  /** In every window. */
  remove(account: Account): Promise<void>;
  /** Something may have been signed in or out, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

const storedSchema = v.object({ email: v.string(), apiKey: v.string(), id: v.optional(v.string()) });
const prefix = 'trellis.account:';

/** The name of an account among all. An address of a server holds no `#`. */
export function accountId({ url, email }: Account): string {
  return `${url}#${email.toLowerCase()}`;
}

export function createCredentials(
  secrets: Pick<vscode.SecretStorage, 'keys' | 'get' | 'store' | 'delete' | 'onDidChange'>,
  marks: AccountMarks,
): Credentials {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  bag.register(secrets.onDidChange(({ key }) => key.startsWith(prefix) && changes.fire()));
  bag.register(marks.onDidChange(() => changes.fire()));

  async function stored(name: string) {
    const text = await secrets.get(name);
    const decoded = decodeWith(storedSchema, parseJson(text ?? ''));
    return decoded.kind === 'valid' ? decoded.value : undefined;
  }

  /** Earlier versions kept one account for each server, under the server's address alone. */
  async function move(url: string) {
    const old = await stored(`${prefix}${url}`);
    if (!old) return;
    const name = accountId({ url, email: old.email });
    if (!(await stored(prefix + name))) {
      const id = randomUUID();
      await secrets.store(prefix + name, JSON.stringify({ ...old, id }));
      marks.signedIn(name, id);
    }
    await secrets.delete(`${prefix}${url}`);
  }

  async function read(account: Account): Promise<SignedIn | undefined> {
    const name = prefix + accountId(account);
    let found = await stored(name);
    if (!found) {
      await move(account.url);
      found = await stored(name);
    }
    if (!found) return undefined;
    const { email, apiKey, id = '' } = found;
    return marks.isOut(accountId(account), id) ? undefined : { url: account.url, email, apiKey, id };
  }

  async function list(): Promise<Account[]> {
    const names = async () => (await secrets.keys()).filter((name) => name.startsWith(prefix));
    for (const name of await names()) if (!name.includes('#')) await move(name.slice(prefix.length));
    const accounts: Account[] = [];
    for (const name of await names()) {
      const id = name.slice(prefix.length);
      const end = id.indexOf('#');
      // An email may hold one, too.
      const [url, email] = [id.slice(0, end), id.slice(end + 1)];
      const account = end < 0 ? undefined : await read({ url, email });
      if (account) accounts.push({ url, email: account.email });
    }
    return accounts.sort((left, right) => accountId(left).localeCompare(accountId(right)));
  }

  return {
    list,
    read,
    onDidChange: changes.event,
    async save({ url, email }, apiKey) {
      const id = randomUUID();
      const name = accountId({ url, email });
      await secrets.store(prefix + name, JSON.stringify({ email, apiKey, id }));
      marks.signedIn(name, id);
      changes.fire();
    },
    async remove(account) {
      const name = accountId(account);
      const known = await stored(prefix + name);
      try {
        marks.signedOut(name, known?.id ?? '');
      } finally {
        await secrets.delete(prefix + name);
      }
      changes.fire();
    },
    dispose: () => bag.dispose(),
  };
}

/** The address as the rest uses it, without `/v1` and trailing slashes; or a sentence about what is wrong with it. */
export function checkedServerUrl(input: string): { url: string } | { problem: string } {
  let url: URL;
  try {
    url = new URL(input.trim());
  } catch {
    return {
      problem:
        'That is no address. It begins with https://, or with http:// on this machine, for example http://127.0.0.1:8080',
    };
  }
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    return {
      problem:
        'Only https is accepted: plain http would show the key to the network. (http is fine for this machine itself.)',
    };
  }
  if (url.username || url.password) return { problem: 'The address must not hold a user name or password.' };
  if (url.search || url.hash) return { problem: 'The address must end before "?" and "#".' };
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}` };
}
