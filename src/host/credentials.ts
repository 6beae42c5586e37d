// API keys in SecretStorage, one account per server. They leave it only for the one request that exchanges them for a token.
// Not here: tokens; those live in the memory of the session.
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { decodeWith, parseJson } from '../protocol/decoded.ts';

const accountSchema = v.object({ email: v.string(), apiKey: v.string() });
export type Account = v.InferOutput<typeof accountSchema>;

export interface Credentials {
  read(url: string): Promise<Account | undefined>;
  save(url: string, account: Account): Promise<void>;
  remove(url: string): Promise<void>;
}

export function createCredentials(secrets: vscode.SecretStorage): Credentials {
  const name = (url: string) => `trellis.account:${url}`;
  return {
    async read(url) {
      const stored = decodeWith(accountSchema, parseJson((await secrets.get(name(url))) ?? ''));
      return stored.kind === 'valid' ? stored.value : undefined;
    },
    save: async (url, account) => secrets.store(name(url), JSON.stringify(account)),
    remove: async (url) => secrets.delete(name(url)),
  };
}

/** The address as the rest uses it, without `/v1` and trailing slashes; or a sentence about what is wrong with it. */
export function checkedServerUrl(input: string): { url: string } | { problem: string } {
  let url: URL;
  try {
    url = new URL(input.trim());
  } catch {
    return { problem: 'That is no address. It begins with https://, for example https://api.trellis.sh' };
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
