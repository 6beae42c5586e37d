// The accounts as VS Code knows accounts: in its Accounts menu, and for extensions that ask for a session of `trellis`. They get a
// token of their own, so that what they do does not use up this window's limits. Not here: API keys; no extension ever gets one.
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { authenticate } from '../session/restClient.ts';
import { createTokenSource, type TokenSource } from '../session/tokenSource.ts';
import type { Accounts } from './accounts.ts';
import { type Account, accountId, type Credentials } from './credentials.ts';
import type { HostLog } from './log.ts';
import { plainText } from './plainText.ts';

export const providerId = 'trellis';
/** The API knows no parts of an account: whoever is let in may do all. */
const scope = 'trellis';

export interface AuthenticationProviderOptions {
  credentials: Credentials;
  accounts: Accounts;
  log: Pick<HostLog, 'info' | 'error'>;
  clock?: Clock;
}

/** Registers the provider with VS Code. */
export function registerAuthenticationProvider(options: AuthenticationProviderOptions): Disposable {
  const bag = new DisposableBag();
  const provider = bag.register(createAuthenticationProvider(options));
  bag.register(
    vscode.authentication.registerAuthenticationProvider(providerId, 'Trellis', provider, {
      supportsMultipleAccounts: true,
    }),
  );
  return bag;
}

function createAuthenticationProvider({
  credentials,
  accounts,
  log,
  clock = systemClock,
}: AuthenticationProviderOptions): vscode.AuthenticationProvider & Disposable {
  const bag = new DisposableBag();
  const changes = bag.register(
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>(),
  );
  const tokens = new Map<string, TokenSource>();
  let known: Account[] = [];

  function tokensOf(account: Account): TokenSource {
    const id = accountId(account);
    const made = tokens.get(id);
    if (made) return made;
    const signedIn = async () => {
      const found = await credentials.read(account);
      if (found) return found;
      throw new SessionError('unauthorized', `${account.email} is signed out of ${new URL(account.url).host}.`);
    };
    const source = createTokenSource(
      async () => {
        const { url, apiKey, email } = await signedIn();
        return authenticate(url, apiKey, email);
      },
      clock,
      async () => (await signedIn()).id,
    );
    tokens.set(id, source);
    return source;
  }

  const session = (account: Account, accessToken: string): vscode.AuthenticationSession => ({
    id: accountId(account),
    accessToken,
    account: { id: accountId(account), label: `${account.email} (${new URL(account.url).host})` },
    scopes: [scope],
  });

  /** An account whose server is away, or whose key is dead, does not hide the others. */
  async function withTokens(wanted: Account[]): Promise<vscode.AuthenticationSession[]> {
    const tried = await Promise.allSettled(
      wanted.map(async (account) => session(account, await tokensOf(account).token())),
    );
    const failures = tried.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
    for (const reason of failures) log.info(`No token for another extension: ${errorMessage(reason)}`);
    const sessions = tried.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    const passing = failures.find((reason) => !(reason instanceof SessionError) || reason.kind !== 'unauthorized');
    // Without this, VS Code would ask the person to sign in because a server is away.
    if (sessions.length === 0 && passing) throw plainError(passing);
    return sessions;
  }

  async function tellChanges() {
    const before = known;
    const after = await credentials.list();
    known = after;
    const without = (from: Account[], others: Account[]) =>
      from.filter((account) => !others.some((other) => accountId(other) === accountId(account)));
    const [added, removed] = [without(after, before), without(before, after)];
    for (const account of removed) tokens.delete(accountId(account));
    if (added.length + removed.length === 0) return;
    changes.fire({
      added: added.map((account) => session(account, '')),
      removed: removed.map((account) => session(account, '')),
      changed: [],
    });
  }

  let telling: Promise<void> = Promise.resolve();
  function tell() {
    telling = telling.then(tellChanges).catch((cause: unknown) => {
      log.error(`The accounts could not be read: ${errorMessage(cause)}`);
    });
  }
  bag.register(credentials.onDidChange(tell));
  tell();

  return {
    onDidChangeSessions: changes.event,

    async getSessions(scopes, { account: only }) {
      if (scopes?.some((name) => name !== scope)) return [];
      const listed = await credentials.list();
      const wanted = only ? listed.filter((account) => accountId(account) === only.id) : listed;
      // VS Code lists the accounts without scopes, for its menu, and hands no token on then: none is asked for.
      return scopes === undefined ? wanted.map((account) => session(account, '')) : withTokens(wanted);
    },

    async createSession(scopes) {
      const unknown = scopes.find((name) => name !== scope);
      if (unknown !== undefined) throw new Error(`Trellis has no scope "${unknown}", only "${scope}".`);
      const account = await accounts.add();
      if (!account) throw new vscode.CancellationError();
      try {
        return session(account, await tokensOf(account).token());
      } catch (cause) {
        throw plainError(cause);
      }
    },

    async removeSession(id) {
      const account = (await credentials.list()).find((candidate) => accountId(candidate) === id);
      if (account) await accounts.remove(account);
    },

    dispose: () => bag.dispose(),
  };
}

/** VS Code may show it, and the words may be a server's. */
function plainError(cause: unknown): Error {
  return new Error(plainText(errorMessage(cause)), { cause });
}
