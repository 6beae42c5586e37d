// Accounts at servers of the assistant API that were signed in to: a server and a user name, with the token of each in SecretStorage.
// Not here: passwords; one is exchanged for the token and forgotten (assistantDialogs.ts). Open servers have no account.
import * as v from 'valibot';
import type { Disposable } from '../base/disposable.ts';
import type { Source } from '../chat/state.ts';
import type { AccountMarks } from './accountsMarks.ts';
import { createKeptSecrets, type Secrets } from './keptSecrets.ts';

export interface AssistantAccount {
  /** As `checkedAssistantUrl` gives it. */
  url: string;
  /** Null where a token stands for everybody. */
  user: string | null;
}

export interface AssistantAccounts extends Disposable {
  /** All that are signed in, by server, then user. */
  list(): Promise<AssistantAccount[]>;
  /** Undefined when it is signed out, or was never signed in. `id` is that of the signing in. Asks the secret storage each time. */
  read(account: AssistantAccount): Promise<{ token: string; id: string } | undefined>;
  save(account: AssistantAccount, token: string): Promise<void>;
  /** In every window. */
  remove(account: AssistantAccount): Promise<void>;
  /** Something may have been signed in or out, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

export type AssistantSource = Extract<Source, { kind: 'assistant' }>;

const storedSchema = v.object({ user: v.nullable(v.string()), token: v.string() });

/** The name of an account among those of its kind. An address of a server holds no `#`. */
function nameOf({ url, user }: AssistantAccount): string {
  return `${url}#${user ?? ''}`;
}

export function createAssistantAccounts(secrets: Secrets, marks: AccountMarks): AssistantAccounts {
  const prefix = 'trellis.assistant:';
  const kept = createKeptSecrets({ secrets, marks, prefix, markPrefix: 'assistant ', schema: storedSchema });
  return {
    async list() {
      const accounts: AssistantAccount[] = [];
      for (const name of await kept.names()) {
        const url = name.slice(0, Math.max(0, name.indexOf('#')));
        const found = await kept.read(name);
        if (found && URL.canParse(url)) accounts.push({ url, user: found.value.user });
      }
      return accounts.sort((left, right) => nameOf(left).localeCompare(nameOf(right)));
    },
    async read(account) {
      const found = await kept.read(nameOf(account));
      return found && { token: found.value.token, id: found.id };
    },
    save: (account, token) => kept.save(nameOf(account), { user: account.user, token }),
    remove: (account) => kept.remove(nameOf(account)),
    onDidChange: kept.onDidChange,
    dispose: () => kept.dispose(),
  };
}
