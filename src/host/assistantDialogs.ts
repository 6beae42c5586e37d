// Signing in at a server of the assistant API: its address, then what that server asks of a person, which it tells itself.
// Not here: how it tells (session/assistant/assistantSignIn.ts), where the token is kept (assistantAccounts.ts).
// A password lives from its box to the one request that exchanges it.
import * as vscode from 'vscode';
import { type AssistantProbe, logIn, probeAssistant } from '../session/assistant/assistantSignIn.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { AssistantAccount, AssistantAccounts } from './assistantAccounts.ts';
import { checkedAssistantUrl } from './credentials.ts';
import { askText, pickOne } from './messages.ts';
import { plainText } from './plainText.ts';

/** `trellis`: the server is to be used by its other API, which needs a sign-in of its own. */
export type AssistantChoice = { kind: 'assistant'; account: AssistantAccount } | { kind: 'trellis'; url: string };

export interface AssistantDialogOptions {
  proposed: AssistantAccount;
  /** To that server again: its address is asked for only when nothing answers there. */
  again?: boolean;
  assistants: Pick<AssistantAccounts, 'save' | 'remove'>;
}

/** What a person typed so far; a password is never part of it. */
type Given = AssistantAccount;
type Step = { done: AssistantChoice } | { failure: string } | { cancelled: true };

const title = 'Connect to an Assistant Server';
const cancelled: Step = { cancelled: true };

/** Undefined when the person changed their mind. What fails is said in the next box, with what was typed still in it. */
export async function connectAssistant(options: AssistantDialogOptions): Promise<AssistantChoice | undefined> {
  const { proposed, again = false, assistants } = options;
  let given: Given = proposed;
  let failure: string | undefined;
  for (let ask = !again; ; ask = true) {
    const url = ask ? await askAddress(given.url, failure) : given.url;
    if (url === undefined) return undefined;
    // A name belongs to its server.
    given = { url, user: url === given.url || failure !== undefined ? given.user : null };
    try {
      const probe = await working(url, () => probeAssistant(url, null));
      const step = await enter(probe, given, assistants, (user) => {
        given = { url, user };
      });
      if ('done' in step) return step.done;
      if ('cancelled' in step) return undefined;
      failure = step.failure;
    } catch (cause) {
      failure = `That did not work: ${sentence(cause)}`;
    }
  }
}

async function enter(
  { mode, app }: AssistantProbe,
  given: Given,
  assistants: AssistantDialogOptions['assistants'],
  typed: (user: string) => void,
): Promise<Step> {
  const { url } = given;
  if (mode === 'open') {
    // A token of earlier would only be refused, or say that somebody else asks.
    await assistants.remove({ url, user: null });
    return { done: { kind: 'assistant', account: { url, user: null } } };
  }
  if (app === 'Trellis') {
    const way = await askWay(url);
    if (way === undefined) return cancelled;
    return way === 'trellis' ? { done: { kind: 'trellis', url } } : withToken(url, mode, assistants, undefined);
  }
  return mode === 'token'
    ? withToken(url, mode, assistants, undefined)
    : withPassword(url, given.user ?? '', assistants, typed);
}

async function withPassword(
  url: string,
  proposed: string,
  assistants: AssistantDialogOptions['assistants'],
  typed: (user: string) => void,
): Promise<Step> {
  let name = proposed;
  for (let failure: string | undefined; ; ) {
    const given = await askText({
      title: `${title} (2/3)`,
      prompt: failure ?? `Your user name at ${new URL(url).host}`,
      value: name,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? 'Give a user name.' : undefined),
    });
    if (!given) return cancelled;
    name = given.trim();
    typed(name);
    const password = await askText({
      title: `${title} (3/3)`,
      prompt: `Password of ${name}. It is sent once, to ${new URL(url).host}, and not kept.`,
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value === '' ? 'Give the password.' : undefined),
    });
    if (!password) return cancelled;
    try {
      const { token, user } = await working(url, () => logIn(url, name, password));
      const account = { url, user };
      await assistants.save(account, token);
      return { done: { kind: 'assistant', account } };
    } catch (cause) {
      if (!(cause instanceof SessionError)) throw cause;
      if (cause.kind === 'notFound')
        return withToken(url, 'login', assistants, 'This server has no sign-in with a password. It takes a token');
      // The name may be what was wrong.
      if (cause.kind !== 'unauthorized' && cause.kind !== 'request') throw cause;
      failure = `${sentence(cause)} Check the user name, then give the password again.`;
    }
  }
}

async function withToken(
  url: string,
  mode: 'token' | 'login',
  assistants: AssistantDialogOptions['assistants'],
  reason: string | undefined,
): Promise<Step> {
  for (let prompt = reason ?? `Token of ${new URL(url).host}`, refusal = ''; ; ) {
    const token = await askText({
      title,
      prompt: refusal || `${prompt}. It is kept in the secret storage of VS Code.`,
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? 'Give the token.' : undefined),
    });
    if (!token) return cancelled;
    try {
      const { user } = await working(url, () => probeAssistant(url, token.trim()));
      // One token for everybody is nobody's.
      const account = { url, user: mode === 'token' ? null : user };
      await assistants.save(account, token.trim());
      return { done: { kind: 'assistant', account } };
    } catch (cause) {
      if (!(cause instanceof SessionError) || cause.kind !== 'unauthorized') throw cause;
      refusal = `${sentence(cause)} Check the token and give it again.`;
    }
  }
}

async function askAddress(proposed: string, failure: string | undefined): Promise<string | undefined> {
  const problemOf = (value: string) => {
    const checked = checkedAssistantUrl(value);
    return 'problem' in checked ? checked.problem : undefined;
  };
  const address = await askText({
    title: `${title} (1/3)`,
    prompt: failure ?? 'Address of the assistant server, for example http://localhost:8010',
    value: proposed,
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  const checked = address === undefined ? undefined : checkedAssistantUrl(address);
  return checked && 'url' in checked ? checked.url : undefined;
}

async function askWay(url: string): Promise<'trellis' | 'token' | undefined> {
  const ways: (vscode.QuickPickItem & { way: 'trellis' | 'token' })[] = [
    {
      label: '$(account) Sign in to Trellis',
      description: 'recommended',
      detail: 'With an email and the API key: charts, files, saved queries and renaming work too',
      way: 'trellis',
    },
    { label: '$(key) Use a token', detail: 'As an assistant server, with a token of this server', way: 'token' },
  ];
  const named = `${new URL(url).host} is a Trellis server`;
  return (await pickOne(ways, { title: named, placeHolder: 'How is it to be used?', ignoreFocusOut: true }))?.way;
}

function working<T>(url: string, work: () => Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: plainText(`Asking ${new URL(url).host}…`) };
  return Promise.resolve(vscode.window.withProgress(options, work));
}

/** What a server said ends as a sentence does, so that another can follow it. */
function sentence(cause: unknown): string {
  const text = errorMessage(cause).trim();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
