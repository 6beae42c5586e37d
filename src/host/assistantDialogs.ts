// Signing in at a server of the assistant API: its address, then what that server asks of a person, which it tells itself.
// Not here: how it tells (session/assistant/assistantSignIn.ts), where the token is kept (assistantAccounts.ts).
// A password lives from its box to the one request that exchanges it.
import * as vscode from 'vscode';
import { DisposableBag } from '../base/disposable.ts';
import { type AssistantProbe, logIn, probeAssistant, type SignInMode } from '../session/assistant/assistantSignIn.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { AssistantAccount, AssistantAccounts } from './assistantAccounts.ts';
import { checkedAssistantUrl, isUnencrypted } from './credentials.ts';
import { mayGoUnencrypted } from './dialogs.ts';
import { askText, pickOne } from './messages.ts';
import { plainText } from './plainText.ts';

/** `trellis`: the server is to be used by its other API, which needs a sign-in of its own. */
export type AssistantChoice = { kind: 'assistant'; account: AssistantAccount } | { kind: 'trellis'; url: string };

export interface AssistantDialogOptions {
  proposed: AssistantAccount;
  /** To that server again: its address is asked for only when nothing answers there. */
  again?: boolean;
  assistants: Omit<AssistantAccounts, 'keepServersIn' | 'onDidChange' | 'dispose'>;
}

/** What a person typed so far; a password is never part of it. */
type Given = AssistantAccount;
type Step = { done: AssistantChoice } | { failure: string } | { cancelled: true };

/** How many there are says the server, when its address is known. */
const step = (number: number) => `Connect to an Assistant Server (step ${number})`;
const cancelled: Step = { cancelled: true };

/** Undefined when the person changed their mind. What fails is said in the next box, with what was typed still in it. */
export async function connectAssistant(options: AssistantDialogOptions): Promise<AssistantChoice | undefined> {
  const { proposed, again = false, assistants } = options;
  let given: Given = proposed;
  let failure: string | undefined;
  const agreed = new Set<string>();
  for (let ask = !again; ; ask = true) {
    // After a failure what was typed is what is to be mended.
    const picked = ask && failure === undefined ? await pickServer(assistants) : { other: '' };
    if (!picked) return undefined;
    const url = !ask ? given.url : 'url' in picked ? picked.url : await askAddress(picked.other, given.url, failure);
    if (url === undefined) return undefined;
    // A name belongs to its server.
    if ('user' in picked) given = { url, user: picked.user };
    else given = { url, user: url === given.url || failure !== undefined ? given.user : null };
    if (isUnencrypted(url) && !agreed.has(url) && !(await isKnown(url, assistants))) {
      if (!(await mayGoUnencrypted(url))) return undefined;
      agreed.add(url);
    }
    try {
      const probe = await working(url, () => probeAssistant(url, null));
      const way: Step =
        'user' in picked && (await isStillIn(given, probe.mode, assistants))
          ? { done: { kind: 'assistant', account: given } }
          : await enter(probe, given, assistants, (user) => {
              given = { url, user };
            });
      if ('done' in way) {
        if (way.done.kind === 'assistant') assistants.remember({ ...way.done.account, mode: probe.mode });
        return way.done;
      }
      if ('cancelled' in way) return undefined;
      failure = way.failure;
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
  // A key goes nowhere unencrypted, which that sign-in would say only at its first step.
  if (app === 'Trellis' && !isUnencrypted(url)) {
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
      title: step(2),
      prompt: failure ?? `Your user name at ${new URL(url).host}`,
      value: name,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? 'Give a user name.' : undefined),
    });
    if (!given) return cancelled;
    name = given.trim();
    typed(name);
    const password = await askText({
      title: step(3),
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
      title: step(2),
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

/** `typed` needs no box of its own if it is an address. */
async function askAddress(typed: string, known: string, failure: string | undefined): Promise<string | undefined> {
  const given = checkedAssistantUrl(typed);
  if ('url' in given) return given.url;
  const problemOf = (value: string) => {
    const checked = checkedAssistantUrl(value);
    return 'problem' in checked ? checked.problem : undefined;
  };
  const address = await askText({
    title: step(1),
    prompt: failure ?? 'Address of the assistant server, for example http://localhost:8010',
    value: typed || known,
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  const checked = address === undefined ? undefined : checkedAssistantUrl(address);
  return checked && 'url' in checked ? checked.url : undefined;
}

type ServerItem = vscode.QuickPickItem & { server: AssistantAccount | null };

const modeNames: Readonly<Record<SignInMode, string>> = {
  open: 'open: nothing to sign in',
  token: 'one token for everybody',
  login: 'user name and password',
};

/** One that is known, or another: what was typed of its address. Nothing is asked where none is known. */
async function pickServer(
  assistants: AssistantDialogOptions['assistants'],
): Promise<AssistantAccount | { other: string } | undefined> {
  const known = await knownItems(assistants);
  if (known.length === 0) return { other: '' };
  const bag = new DisposableBag();
  const pick = bag.register(vscode.window.createQuickPick<ServerItem>());
  pick.title = step(1);
  pick.placeholder = plainText('Choose a server, or type an address');
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  const another: ServerItem = {
    label: '$(add) Another address…',
    description: 'Address of the assistant server that is typed here, or in the next box',
    alwaysShow: true,
    server: null,
  };
  pick.items = [...known, another];
  const picked = await new Promise<ServerItem | undefined>((resolve) => {
    bag.register(
      pick.onDidTriggerItemButton(({ item }) => {
        if (!item.server) return;
        assistants.forget(item.server);
        pick.items = pick.items.filter((each) => each !== item);
      }),
    );
    bag.register(pick.onDidAccept(() => resolve(pick.selectedItems[0])));
    bag.register(pick.onDidHide(() => resolve(undefined)));
    pick.show();
  });
  const other = pick.value.trim();
  bag.dispose();
  return picked && (picked.server ?? { other });
}

/** Lately used ones first, then who is signed in elsewhere. A sign-in leaves the list by signing out alone. */
async function knownItems(assistants: AssistantDialogOptions['assistants']): Promise<ServerItem[]> {
  const listed = await assistants.list();
  const servers = assistants.servers();
  const isSame = (one: AssistantAccount, other: AssistantAccount) => one.url === other.url && one.user === other.user;
  const others = listed.filter((account) => !servers.some((server) => isSame(server, account)));
  return [...servers, ...others].map(({ url, user, ...more }): ServerItem => {
    const isIn = listed.some((account) => isSame(account, { url, user }) && account.state === undefined);
    const mode = 'mode' in more ? modeNames[more.mode] : '';
    return {
      label: url,
      description: plainText([user, isIn ? 'signed in' : '', mode].filter(Boolean).join(', ')),
      server: { url, user },
      ...(isIn ? {} : { buttons: [{ iconPath: new vscode.ThemeIcon('close'), tooltip: 'Remove from this list' }] }),
    };
  });
}

async function isKnown(url: string, assistants: AssistantDialogOptions['assistants']): Promise<boolean> {
  return [...assistants.servers(), ...(await assistants.list())].some((server) => server.url === url);
}

/** Of a server that is chosen from the list: whether its token is there and accepted still. */
async function isStillIn(
  account: AssistantAccount,
  mode: SignInMode,
  assistants: AssistantDialogOptions['assistants'],
): Promise<boolean> {
  const kept = mode === 'open' ? undefined : await assistants.read(account);
  if (!kept) return false;
  try {
    await working(account.url, () => probeAssistant(account.url, kept.token));
    return true;
  } catch (cause) {
    if (cause instanceof SessionError && cause.kind === 'unauthorized') return false;
    throw cause;
  }
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
  const said = errorMessage(cause).trim();
  // What is odd about an answer says nothing to whoever only mistook the address.
  const isOdd = cause instanceof SessionError && cause.kind === 'protocol';
  const text = isOdd ? said.replace(/ \([^()]*\)(?=\. Check)/, '') : said;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
