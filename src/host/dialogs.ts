// What is asked of a person in VS Code's own dialogs: data to open, an account, a name, a confirmation.
// Not here: what is done with the answers (commands.ts).
import * as vscode from 'vscode';
import { errorMessage, SessionError } from '../session/errors.ts';
import { authenticate } from '../session/restClient.ts';
import { type Account, type Credentials, checkedServerUrl } from './credentials.ts';
import type { Memory } from './memory.ts';

export const dataExtensions = ['csv', 'tsv', 'parquet', 'json', 'jsonl', 'ndjson', 'duckdb', 'db'];

/** A file or folder of data. Undefined when the person changed their mind. */
export async function pickData(): Promise<string | undefined> {
  const kinds: (vscode.QuickPickItem & { folders: boolean })[] = [
    {
      label: '$(folder) Folder…',
      description: 'every CSV, Parquet and JSON file in it becomes a table',
      folders: true,
    },
    { label: '$(file) File…', description: 'CSV, Parquet, JSON or a DuckDB database', folders: false },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title: 'Open Data', placeHolder: 'What holds your data?' });
  if (!kind) return undefined;
  const picked = await vscode.window.showOpenDialog({
    title: 'Open data with Trellis',
    openLabel: 'Open',
    canSelectFolders: kind.folders,
    canSelectFiles: !kind.folders,
    ...(kind.folders ? {} : { filters: { Data: dataExtensions, 'All files': ['*'] } }),
  });
  return picked?.[0]?.fsPath;
}

/** An untrusted workspace could hold a file made to be opened: asked once for each. */
export async function mayOpen(path: string, memory: Memory): Promise<boolean> {
  if (vscode.workspace.isTrusted || memory.agreedTo(path)) return true;
  const open = 'Open';
  const answer = await vscode.window.showWarningMessage(
    'This workspace is not trusted. Open its data anyway?',
    { modal: true, detail: `${path}\n\nThe file is only read, by a separate process without access to other files.` },
    open,
  );
  if (answer !== open) return false;
  memory.agree(path);
  return true;
}

/** `count` messages go, and cannot be brought back. */
export async function mayDeleteMessages(count: number): Promise<boolean> {
  const yes = 'Delete';
  const what = count === 1 ? 'this message' : `this question and what follows it (${count} messages)`;
  const detail = 'This cannot be undone.';
  return (await vscode.window.showWarningMessage(`Delete ${what}?`, { modal: true, detail }, yes)) === yes;
}

/** What was wrong with an answer, in the person's words; undefined when they would rather not say. */
export async function askFeedbackNote(): Promise<string | undefined> {
  const note = await vscode.window.showInputBox({
    title: 'What was wrong with this answer?',
    prompt: 'It is stored with the answer. Escape leaves it out.',
    ignoreFocusOut: true,
  });
  return note?.trim() || undefined;
}

/** Asks server, email and key, tries them, and saves them. Undefined when the person changed their mind. */
export async function signIn(
  proposed: { url: string; email: string | null },
  credentials: Credentials,
): Promise<Account | undefined> {
  const title = 'Sign In to Trellis';
  const address = await vscode.window.showInputBox({
    title: `${title} (1/3)`,
    prompt: 'Address of the Trellis server',
    value: proposed.url,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const checked = checkedServerUrl(value);
      return 'problem' in checked ? checked.problem : undefined;
    },
  });
  const checked = address === undefined ? undefined : checkedServerUrl(address);
  if (!checked || 'problem' in checked) return undefined;
  const { url } = checked;
  const email = await vscode.window.showInputBox({
    title: `${title} (2/3)`,
    prompt: `Your email address at ${new URL(url).host}`,
    value: url === proposed.url ? (proposed.email ?? '') : '',
    ignoreFocusOut: true,
    validateInput: (value) => (/^\S+@\S+$/.test(value.trim()) ? undefined : 'Give an email address.'),
  });
  if (!email) return undefined;
  const account = { url, email: email.trim() };
  for (let problem: string | undefined; ; ) {
    const apiKey = await vscode.window.showInputBox({
      title: `${title} (3/3)`,
      prompt: problem ?? 'API key, from the admin dashboard. It is kept in the secret storage of VS Code.',
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? 'Give the API key.' : undefined),
    });
    if (!apiKey) return undefined;
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Signing in at ${new URL(url).host}…` },
        () => authenticate(url, apiKey.trim(), account.email),
      );
      await credentials.save(account, apiKey.trim());
      return account;
    } catch (cause) {
      if (!(cause instanceof SessionError) || cause.kind !== 'unauthorized') {
        void vscode.window.showErrorMessage(`Signing in failed: ${errorMessage(cause)}`);
        return undefined;
      }
      problem = `${cause.message}. Check the key and give it again.`;
    }
  }
}
