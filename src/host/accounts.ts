// What people do with accounts, of both kinds of server: sign in to one more, switch to another, sign out of one.
// Not here: where they are kept (credentials.ts, assistantAccounts.ts), the questions of signing in (dialogs.ts, assistantDialogs.ts),
// VS Code's own menu (authenticationProvider.ts).
import * as vscode from 'vscode';
import type { Source } from '../chat/state.ts';
import type { AssistantAccount, AssistantAccounts, AssistantSource, ListedAssistant } from './assistantAccounts.ts';
import { connectAssistant } from './assistantDialogs.ts';
import { type Account, accountId, type Credentials } from './credentials.ts';
import { signIn } from './dialogs.ts';
import { confirm, pickOne, showInfo } from './messages.ts';
import type { Settings } from './settings.ts';
import type { Sources } from './sources.ts';

export interface Accounts {
  /** Asks for an account of Trellis and adds it, others stay. Undefined when the person changed their mind. */
  add(): Promise<Account | undefined>;
  /** Adds one and makes it this window's. False when the person changed their mind. */
  signIn(): Promise<boolean>;
  /** Likewise at an assistant server. `again`: at the one this window uses, if it uses one. */
  connectAssistant(again: boolean): Promise<boolean>;
  /** Makes one of the known accounts this window's, or one more. False when the person changed their mind. */
  switchAccount(): Promise<boolean>;
  /** Whether any is known, servers that need none among them, and whether anybody is signed in. */
  any(): Promise<{ known: boolean; signedIn: boolean }>;
  /** Asks which, if there are several, and whether. */
  signOut(): Promise<void>;
  /** Signs out of Trellis without asking. */
  remove(account: Account): Promise<void>;
}

export interface AccountsOptions {
  credentials: Credentials;
  assistants: AssistantAccounts;
  settings: Pick<Settings, 'serverUrl' | 'assistantUrl'>;
  sources: Pick<Sources, 'choose' | 'connection'>;
  source: () => Source;
}

/** A source that somebody is signed in to, or a server that is known. */
type AccountSource = Extract<Source, { kind: 'trellis' }> | AssistantSource;
type AccountItem = vscode.QuickPickItem & { account: AccountSource; state: ListedAssistant['state'] };
type Known = AccountSource & Pick<ListedAssistant, 'state'>;

export function createAccounts({ credentials, assistants, settings, sources, source }: AccountsOptions): Accounts {
  const isCurrent = (account: AccountSource) => isSame(account, source());

  function use(account: AccountSource) {
    // The session of the same account goes on by itself, with what was asked meanwhile.
    if (!isCurrent(account)) sources.choose(account);
  }

  const itemOf = ({ state, ...account }: Known): AccountItem => {
    const { host } = new URL(account.url);
    const label =
      state === 'open' || (state === 'out' && account.kind === 'assistant' && !account.user) ? host : nameOf(account);
    return {
      label,
      description: [
        label === host ? '' : host,
        account.kind === 'assistant' ? 'assistant server' : '',
        state === 'open' ? '(open)' : state === 'out' ? '(signed out)' : '',
        isCurrent(account) ? '(current)' : '',
      ]
        .filter(Boolean)
        .join(' '),
      iconPath: new vscode.ThemeIcon(account.kind === 'assistant' ? 'comment-discussion' : 'account'),
      account,
      state,
    };
  };

  /** The current one first. */
  async function items(): Promise<AccountItem[]> {
    const [ofTrellis, ofAssistants] = await Promise.all([credentials.list(), assistants.list()]);
    const known: Known[] = [
      ...ofTrellis.map((account) => ({ kind: 'trellis' as const, ...account })),
      ...ofAssistants.map((account) => ({ kind: 'assistant' as const, ...account })),
    ];
    return [...known.filter(isCurrent), ...known.filter((account) => !isCurrent(account))].map(itemOf);
  }

  const add = (url?: string) => {
    const now = source();
    const mine = now.kind === 'trellis' ? now : { url: settings.serverUrl(), email: null };
    return signIn(url === undefined ? mine : { url, email: null }, credentials);
  };

  async function signInAndUse(url?: string) {
    const account = await add(url);
    if (account) use({ kind: 'trellis', ...account });
    return account !== undefined;
  }

  /** `at`: that server is meant, whose address needs no asking. */
  async function connectAndUse(at?: AssistantAccount) {
    const now = source();
    const mine = now.kind === 'assistant' ? now : { url: settings.assistantUrl(), user: null };
    const { url, user } = at ?? mine;
    const chosen = await connectAssistant({ proposed: { url, user }, again: at !== undefined, assistants });
    if (chosen?.kind === 'trellis') return signInAndUse(chosen.url);
    if (!chosen) return false;
    const next = { kind: 'assistant' as const, ...chosen.account };
    // An open server asks for nothing that would make its session go on by itself.
    if (isCurrent(next)) sources.connection?.session.retryNow();
    else sources.choose(next);
    return true;
  }

  async function remove(account: AccountSource) {
    const wasCurrent = isCurrent(account);
    if (account.kind === 'trellis') await credentials.remove({ url: account.url, email: account.email });
    else await assistants.remove({ url: account.url, user: account.user });
    if (wasCurrent) sources.choose({ kind: 'none' });
  }

  async function chosenToSignOut(): Promise<AccountSource | undefined> {
    const known = (await items()).filter(({ state }) => state === undefined);
    const mine = source();
    const isAccount = mine.kind === 'trellis' || (mine.kind === 'assistant' && mine.user !== null);
    // The one that is current may have been signed out elsewhere; then it is left here.
    const isListed = !isAccount || known.some(({ account }) => isCurrent(account));
    const all = isListed ? known : [itemOf(mine), ...known];
    if (all.length < 2) return all[0]?.account;
    const chosen = await pickOne(all, { title: 'Sign Out', placeHolder: 'Which account?' });
    return chosen?.account;
  }

  return {
    add: () => add(),
    async any() {
      const known = await items();
      return { known: known.length > 0, signedIn: known.some(({ state }) => state === undefined) };
    },
    signIn: () => signInAndUse(),
    async connectAssistant(again) {
      const now = source();
      return connectAndUse(again && now.kind === 'assistant' ? now : undefined);
    },
    remove: (account) => remove({ kind: 'trellis', ...account }),
    async switchAccount() {
      const another = { label: 'Sign in to another Trellis account…', iconPath: new vscode.ThemeIcon('add') };
      const server = { label: 'Connect to an assistant server…', iconPath: new vscode.ThemeIcon('plug') };
      const known = await items();
      if (known.length === 0) return signInAndUse();
      const chosen = await pickOne<AccountItem | typeof another>([...known, another, server], {
        title: 'Switch Account',
        placeHolder: 'Which account does this window use?',
        matchOnDescription: true,
      });
      if (chosen === another) return signInAndUse();
      if (chosen === server) return connectAndUse();
      if (!chosen || !('account' in chosen)) return false;
      if (chosen.state === 'out' && chosen.account.kind === 'assistant') return connectAndUse(chosen.account);
      use(chosen.account);
      return true;
    },
    async signOut() {
      const account = await chosenToSignOut();
      if (!account) {
        void showInfo('Trellis: no account is signed in.');
        return;
      }
      const { host } = new URL(account.url);
      const question =
        account.kind === 'assistant' && account.user === null
          ? `Forget the token of ${host}?`
          : `Sign ${nameOf(account)} out of ${host}?`;
      const what = account.kind === 'trellis' ? 'key' : 'token';
      // These servers have no way to end a token.
      const valid = account.kind === 'trellis' ? '' : ' The server still accepts that token until it expires.';
      const detail = `The ${what} is removed from this VS Code. Chats stay on the server.${valid}`;
      if (await confirm(question, detail, 'Sign Out')) await remove(account);
    },
  };
}

function nameOf(account: AccountSource): string {
  return account.kind === 'trellis' ? account.email : (account.user ?? 'with a token');
}

function isSame(account: AccountSource, other: Source): boolean {
  if (account.kind === 'trellis') return other.kind === 'trellis' && accountId(account) === accountId(other);
  return other.kind === 'assistant' && account.url === other.url && account.user === other.user;
}
