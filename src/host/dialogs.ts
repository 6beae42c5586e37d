// What is asked of a person in VS Code's own dialogs: data to open, an account, a name, a confirmation.
// Not here: what is done with the answers (commands.ts).
import * as vscode from 'vscode';
import { errorMessage, SessionError } from '../session/errors.ts';
import { authenticate } from '../session/restClient.ts';
import { type Account, type Credentials, checkedServerUrl } from './credentials.ts';
import type { Memory } from './memory.ts';
import { askText, confirm, decide, pickOne } from './messages.ts';
import { plainText } from './plainText.ts';

export const dataExtensions = ['csv', 'tsv', 'xlsx', 'xlsm', 'parquet', 'json', 'jsonl', 'ndjson', 'duckdb', 'db'];

/** A file or folder of data. Undefined when the person changed their mind. */
export async function pickData(): Promise<string | undefined> {
  const kinds: (vscode.QuickPickItem & { folders: boolean })[] = [
    {
      label: '$(folder) Folder…',
      description: 'every CSV, Excel, Parquet and JSON file in it becomes a table',
      folders: true,
    },
    { label: '$(file) File…', description: 'CSV, Excel, Parquet, JSON or a DuckDB database', folders: false },
  ];
  const kind = await pickOne(kinds, { title: 'Open Data', placeHolder: 'What holds your data?' });
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
  const detail = `${path}\n\nIt is only read, by a separate process that can open nothing else.`;
  if (!(await confirm('This workspace is not trusted. Open this data anyway?', detail, 'Open'))) return false;
  memory.agree(path);
  return true;
}

/** Asked once for each server of the own network that speaks plain http. */
export async function mayGoUnencrypted(url: string): Promise<boolean> {
  return confirm(
    `Connect to ${new URL(url).host} without encryption?`,
    'The line to this server is plain http: whoever is in that network can read questions, answers and the token, or the password it is asked for with.',
    'Connect Anyway',
  );
}

/** `count` messages go, and cannot be brought back. */
export async function mayDeleteMessages(count: number): Promise<boolean> {
  const what = count === 1 ? 'this message' : `this question and what follows it (${count} messages)`;
  return confirm(`Delete ${what}?`, 'This cannot be undone.', 'Delete');
}

const notReplaced = {
  no: 'That question cannot be replaced: this server would remove the older messages instead of the later ones, or where the question stands cannot be told for sure.',
  older: 'This server cannot replace that question: it would remove the older messages instead of the later ones.',
};

/**
 * A question cannot take the place of another, or may take more away than was meant. `older`: because of which messages the server
 * would remove. Undefined: neither.
 */
export async function whereToAsk(verdict: 'risky' | 'no' | 'older'): Promise<'here' | 'newChat' | undefined> {
  const [here, newChat] = ['Edit Here', 'Ask in New Chat'] as const;
  const chosen =
    verdict !== 'risky'
      ? await decide(
          notReplaced[verdict],
          'The question can be asked in a new chat. This chat stays as it is.',
          newChat,
        )
      : await decide(
          'Edit this question in its place?',
          'This server may remove the older messages of the chat instead of the later ones. It does not say which, and nothing brings them back. In a new chat the question is asked without what was said before it.',
          newChat,
          here,
        );
  return chosen === here ? 'here' : chosen === newChat ? 'newChat' : undefined;
}

/** What was wrong with an answer, in the person's words; undefined when they would rather not say. */
export async function askFeedbackNote(): Promise<string | undefined> {
  const note = await askText({
    title: 'What was wrong with this answer?',
    prompt: 'It is stored with the answer. Escape leaves it out.',
    ignoreFocusOut: true,
  });
  return note?.trim() || undefined;
}

const signInTitle = 'Sign In to Trellis';

/**
 * Asks server, email and key, tries them, and saves them. Undefined when the person changed their mind. A key that is refused is
 * asked for again; after any other failure the address is, because that may be what was wrong.
 */
export async function signIn(
  proposed: { url: string; email: string | null },
  credentials: Credentials,
): Promise<Account | undefined> {
  let given = { url: proposed.url, email: proposed.email ?? '' };
  for (let failure: string | undefined; ; ) {
    const account = await askAccount(given, failure);
    if (!account) return undefined;
    try {
      return (await saveWithKey(account, credentials)) ? account : undefined;
    } catch (cause) {
      given = account;
      failure = `Signing in failed: ${errorMessage(cause)}`;
    }
  }
}

async function askAccount(given: Account, failure: string | undefined): Promise<Account | undefined> {
  const address = await askText({
    title: `${signInTitle} (1/3)`,
    prompt: failure ?? 'Address of the Trellis server',
    value: given.url,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const checked = checkedServerUrl(value);
      return 'problem' in checked ? checked.problem : undefined;
    },
  });
  const checked = address === undefined ? undefined : checkedServerUrl(address);
  if (!checked || 'problem' in checked) return undefined;
  const { url } = checked;
  const email = await askText({
    title: `${signInTitle} (2/3)`,
    prompt: `Your email address at ${new URL(url).host}`,
    // Of a failed attempt it is what was typed, whatever was wrong with the address; else it belongs to its server.
    value: failure !== undefined || url === given.url ? given.email : '',
    ignoreFocusOut: true,
    validateInput: (value) => (/^\S+@\S+$/.test(value.trim()) ? undefined : 'Give an email address.'),
  });
  return email ? { url, email: email.trim() } : undefined;
}

/** False when the person changed their mind. Throws why the server could not be asked, or the key not be kept. */
async function saveWithKey(account: Account, credentials: Credentials): Promise<boolean> {
  const location = vscode.ProgressLocation.Notification;
  const title = plainText(`Signing in at ${new URL(account.url).host}…`);
  for (let refusal: string | undefined; ; ) {
    const apiKey = await askText({
      title: `${signInTitle} (3/3)`,
      prompt:
        refusal ??
        'API key, from the admin dashboard or the first line of a server of your own. It is kept in the secret storage of VS Code.',
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? 'Give the API key.' : undefined),
    });
    if (!apiKey) return false;
    try {
      await vscode.window.withProgress({ location, title }, () =>
        authenticate(account.url, apiKey.trim(), account.email),
      );
      await credentials.save(account, apiKey.trim());
      return true;
    } catch (cause) {
      if (!(cause instanceof SessionError) || cause.kind !== 'unauthorized') throw cause;
      refusal = `${cause.message}. Check the key and give it again.`;
    }
  }
}
