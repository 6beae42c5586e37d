// Accounts that were signed in to, each a server and an email, with its API key in SecretStorage. A key leaves it only for the one
// request that exchanges it for a token. Not here: tokens; those live in the memory of the session.
import * as v from 'valibot';
import type { Disposable } from '../base/disposable.ts';
import type { AccountMarks } from './accountsMarks.ts';
import { createKeptSecrets, type Secrets } from './keptSecrets.ts';

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

const storedSchema = v.object({ email: v.string(), apiKey: v.string() });

/** The name of an account among all. An address of a server holds no `#`. */
export function accountId({ url, email }: Account): string {
  return `${url}#${email.toLowerCase()}`;
}

export function createCredentials(secrets: Secrets, marks: AccountMarks): Credentials {
  const prefix = 'trellis.account:';
  const kept = createKeptSecrets({ secrets, marks, prefix, markPrefix: '', schema: storedSchema });

  /** Earlier versions kept one account for each server, under the server's address alone. */
  async function move(url: string) {
    const old = await kept.read(url);
    if (!old) return;
    const name = accountId({ url, email: old.value.email });
    if (!(await kept.names()).includes(name)) await kept.save(name, old.value);
    await secrets.delete(`${prefix}${url}`);
  }

  async function read(account: Account): Promise<SignedIn | undefined> {
    const name = accountId(account);
    if (!(await kept.names()).includes(name)) await move(account.url);
    const found = await kept.read(name);
    return found && { url: account.url, ...found.value, id: found.id };
  }

  return {
    async list() {
      for (const name of await kept.names()) if (!name.includes('#')) await move(name);
      const accounts: Account[] = [];
      for (const name of await kept.names()) {
        const end = name.indexOf('#');
        // An email may hold one, too.
        const [url, email] = [name.slice(0, end), name.slice(end + 1)];
        const account = end < 0 ? undefined : await read({ url, email });
        if (account) accounts.push({ url, email: account.email });
      }
      return accounts.sort((left, right) => accountId(left).localeCompare(accountId(right)));
    },
    read,
    onDidChange: kept.onDidChange,
    save: ({ url, email }, apiKey) => kept.save(accountId({ url, email }), { email, apiKey }),
    remove: (account) => kept.remove(accountId(account)),
    dispose: () => kept.dispose(),
  };
}

/** The address as the rest uses it, without `/v1` and trailing slashes; or a sentence about what is wrong with it. */
export function checkedServerUrl(input: string): CheckedUrl {
  return checkedUrl(input.trim(), {
    own: /\/v1$/,
    takesHttp: isThisMachine,
    noAddress:
      'That is no address. It begins with https://, or with http:// on this machine, for example http://127.0.0.1:8080',
    notThatScheme:
      'Only https is accepted: plain http would show the key to the network. (http is fine for this machine itself.)',
  });
}

/**
 * The same for a server of the assistant API, whose paths begin with `/api`. Without a scheme it is http on this machine and in the
 * own network, else https. Whoever connects where `isUnencrypted` says so must be asked before.
 */
export function checkedAssistantUrl(input: string): CheckedUrl {
  const given = input.trim();
  // What stands before a port is a host.
  const hasScheme = /^[a-z][a-z\d+.-]*:(?!\d)/i.test(given);
  const asHttp = hasScheme || !URL.canParse(`http://${given}`) ? undefined : new URL(`http://${given}`);
  const scheme = hasScheme ? '' : asHttp && isNear(asHttp.hostname) ? 'http://' : 'https://';
  return checkedUrl(`${scheme}${given}`, {
    own: /\/api$/,
    takesHttp: isNear,
    noAddress: 'That is no address. Give one like http://localhost:8010 or https://chat.example.org',
    notThatScheme: /^http:/i.test(given)
      ? 'Only https is accepted there: plain http would show the token and the chats to everybody on the way. (http is fine for this machine and in your own network.)'
      : 'Only addresses that begin with http:// or https:// are accepted, for example http://localhost:8010',
  });
}

/** Whether what is said to that server can be read by others in its network. */
export function isUnencrypted(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isThisMachine(hostname);
}

type CheckedUrl = { url: string } | { problem: string };

interface AddressRules {
  /** The end that the API adds to an address by itself. */
  own: RegExp;
  /** Hosts for which http is accepted. */
  takesHttp: (hostname: string) => boolean;
  noAddress: string;
  notThatScheme: string;
}

function isThisMachine(hostname: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** This machine, or a host of the own network by its address or its name. A URL has addresses in their one usual form. */
export function isNear(hostname: string): boolean {
  if (isThisMachine(hostname)) return true;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname);
  if (hostname.startsWith('[')) return /^\[(f[cd][\da-f]{2}|fe[89ab][\da-f]):/.test(hostname);
  return !hostname.includes('.') || /.\.(local|lan|home\.arpa)$/.test(hostname);
}

function checkedUrl(input: string, { own, takesHttp, noAddress, notThatScheme }: AddressRules): CheckedUrl {
  if (!URL.canParse(input)) return { problem: noAddress };
  const url = new URL(input);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && takesHttp(url.hostname)))
    return { problem: notThatScheme };
  if (url.username || url.password) return { problem: 'The address must not hold a user name or password.' };
  if (url.search || url.hash) return { problem: 'The address must end before "?" and "#".' };
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '').replace(own, '')}` };
}
