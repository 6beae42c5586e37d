// Accounts at servers of the assistant API that were signed in to: a server and a user name, with the token of each in SecretStorage;
// and the servers that were connected to lately, of which some need no account.
// Not here: passwords; one is exchanged for the token and forgotten (assistantDialogs.ts).
import * as v from 'valibot';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Source } from '../chat/state.ts';
import type { AccountMarks } from './accountsMarks.ts';
import { createKeptSecrets, type Secrets } from './keptSecrets.ts';
import type { KnownServer, Memory } from './memory.ts';

export interface AssistantAccount {
  /** As `checkedAssistantUrl` gives it. */
  url: string;
  /** Null where a token stands for everybody. */
  user: string | null;
}

/** `open`: nothing needs to be signed in there. `out`: it was connected to, and nobody is signed in. Else somebody is. */
export interface ListedAssistant extends AssistantAccount {
  state?: 'open' | 'out';
}

export interface AssistantAccounts extends Disposable {
  /** All that are signed in, and the servers that were connected to lately, by server, then user. */
  list(): Promise<ListedAssistant[]>;
  /** Undefined when it is signed out, or was never signed in. `id` is that of the signing in. Asks the secret storage each time. */
  read(account: AssistantAccount): Promise<{ token: string; id: string } | undefined>;
  save(account: AssistantAccount, token: string): Promise<void>;
  /** In every window. */
  remove(account: AssistantAccount): Promise<void>;
  /** Servers that were connected to lately, the newest first; their addresses, no secrets. */
  servers(): KnownServer[];
  /** Connected to now. The last ten are kept. */
  remember(server: KnownServer): void;
  /** Out of the list of servers; who is signed in there stays so. */
  forget(account: AssistantAccount): void;
  /** Where the servers are kept; none are before it is said. */
  keepServersIn(place: Pick<Memory, 'servers' | 'setServers'>): void;
  /** Something may have been signed in or out, here or in another window, or a server is known or forgotten. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

export type AssistantSource = Extract<Source, { kind: 'assistant' }>;

const storedSchema = v.object({ user: v.nullable(v.string()), token: v.string() });

const keptServers = 10;

/** The name of an account among those of its kind. An address of a server holds no `#`. */
function nameOf({ url, user }: AssistantAccount): string {
  return `${url}#${user ?? ''}`;
}

export function createAssistantAccounts(secrets: Secrets, marks: AccountMarks): AssistantAccounts {
  const prefix = 'trellis.assistant:';
  const kept = createKeptSecrets({ secrets, marks, prefix, markPrefix: 'assistant ', schema: storedSchema });
  const changes = new Emitter<void>();
  const heard = kept.onDidChange(() => changes.fire());
  let place: Pick<Memory, 'servers' | 'setServers'> | undefined;
  const servers = () => place?.servers() ?? [];
  const without = (account: AssistantAccount) => servers().filter((server) => nameOf(server) !== nameOf(account));

  return {
    async list() {
      const accounts: ListedAssistant[] = [];
      for (const name of await kept.names()) {
        const url = name.slice(0, Math.max(0, name.indexOf('#')));
        const found = await kept.read(name);
        if (found && URL.canParse(url)) accounts.push({ url, user: found.value.user });
      }
      for (const { url, user, mode } of servers()) {
        if (accounts.some((account) => nameOf(account) === nameOf({ url, user }))) continue;
        accounts.push({ url, user, state: mode === 'open' ? 'open' : 'out' });
      }
      return accounts.sort((left, right) => nameOf(left).localeCompare(nameOf(right)));
    },
    async read(account) {
      const found = await kept.read(nameOf(account));
      return found && { token: found.value.token, id: found.id };
    },
    save: (account, token) => kept.save(nameOf(account), { user: account.user, token }),
    remove: (account) => kept.remove(nameOf(account)),
    servers,
    remember({ url, user, mode }) {
      place?.setServers([{ url, user, mode }, ...without({ url, user })].slice(0, keptServers));
      changes.fire();
    },
    forget(account) {
      place?.setServers(without(account));
      changes.fire();
    },
    keepServersIn(given) {
      place = given;
      changes.fire();
    },
    onDidChange: changes.event,
    dispose() {
      heard.dispose();
      kept.dispose();
      changes.dispose();
    },
  };
}
