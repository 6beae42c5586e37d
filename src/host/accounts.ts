// What people do with accounts: sign in to one more, switch to another, sign out of one.
// Not here: where they are kept (credentials.ts), the questions of signing in (dialogs.ts), VS Code's own menu (authenticationProvider.ts).
import * as vscode from 'vscode';
import type { Source } from '../chat/state.ts';
import { type Account, accountId, type Credentials } from './credentials.ts';
import { signIn } from './dialogs.ts';
import { confirm, pickOne, showInfo } from './messages.ts';
import type { Settings } from './settings.ts';
import type { Sources } from './sources.ts';

export interface Accounts {
  /** Asks for an account and adds it, others stay. Undefined when the person changed their mind. */
  add(): Promise<Account | undefined>;
  /** Adds one and makes it this window's. False when the person changed their mind. */
  signIn(): Promise<boolean>;
  /** Makes one of the known accounts this window's, or one more. False when the person changed their mind. */
  switchAccount(): Promise<boolean>;
  /** Whether any is known. */
  any(): Promise<boolean>;
  /** Asks which, if there are several, and whether. */
  signOut(): Promise<void>;
  /** Signs out without asking. */
  remove(account: Account): Promise<void>;
}

export interface AccountsOptions {
  credentials: Credentials;
  settings: Settings;
  sources: Pick<Sources, 'choose'>;
  source: () => Source;
}

type AccountItem = vscode.QuickPickItem & { account?: Account };

export function createAccounts({ credentials, settings, sources, source }: AccountsOptions): Accounts {
  const current = (): Account | null => {
    const { kind, ...account } = { url: '', email: '', ...source() };
    return kind === 'trellis' ? account : null;
  };
  const isCurrent = (account: Account) => {
    const mine = current();
    return mine !== null && accountId(mine) === accountId(account);
  };

  function use(account: Account) {
    // The session of the same account goes on by itself, with what was asked meanwhile.
    if (!isCurrent(account)) sources.choose({ kind: 'trellis', ...account });
  }

  const itemOf = (account: Account): AccountItem => ({
    label: account.email,
    description: `${new URL(account.url).host}${isCurrent(account) ? ' (current)' : ''}`,
    iconPath: new vscode.ThemeIcon('account'),
    account,
  });

  /** The current one first. */
  async function items(): Promise<AccountItem[]> {
    const known = await credentials.list();
    return [...known.filter(isCurrent), ...known.filter((account) => !isCurrent(account))].map(itemOf);
  }

  const add = () => signIn(current() ?? { url: settings.serverUrl(), email: null }, credentials);

  async function signInAndUse() {
    const account = await add();
    if (account) use(account);
    return account !== undefined;
  }

  async function remove(account: Account) {
    const wasCurrent = isCurrent(account);
    await credentials.remove(account);
    if (wasCurrent) sources.choose({ kind: 'none' });
  }

  async function chosenToSignOut(): Promise<Account | undefined> {
    const known = await items();
    const mine = current();
    // The one that is current may have been signed out elsewhere; then it is left here.
    const isListed = mine === null || known.some(({ account }) => account && isCurrent(account));
    const all = isListed ? known : [itemOf(mine), ...known];
    if (all.length < 2) return all[0]?.account;
    const chosen = await pickOne(all, { title: 'Sign Out', placeHolder: 'Which account?' });
    return chosen?.account;
  }

  return {
    add,
    any: async () => (await credentials.list()).length > 0,
    signIn: signInAndUse,
    remove,
    async switchAccount() {
      const another: AccountItem = { label: 'Add another…', iconPath: new vscode.ThemeIcon('add') };
      const known = await items();
      if (known.length === 0) return signInAndUse();
      const chosen = await pickOne([...known, another], {
        title: 'Switch Account',
        placeHolder: 'Which account does this window use?',
        matchOnDescription: true,
      });
      if (chosen === another) return signInAndUse();
      if (chosen?.account) use(chosen.account);
      return chosen !== undefined;
    },
    async signOut() {
      const account = await chosenToSignOut();
      if (!account) {
        void showInfo('Trellis: no account is signed in.');
        return;
      }
      const question = `Sign ${account.email} out of ${new URL(account.url).host}?`;
      const detail = 'The key is removed from this VS Code. Chats stay on the server.';
      if (await confirm(question, detail, 'Sign Out')) await remove(account);
    },
  };
}
