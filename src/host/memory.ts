// What this workspace remembers over a reload: the source, and of each source the open chat, drafts, chips and scroll positions.
// Questions on their way are kept too, until the server has them. Not here: secrets, answers.
import { type ChatUi, emptyUi } from '../bridge/messages.ts';
import type { Before } from '../chat/arrival.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import type { AttachedFile, Source } from '../chat/state.ts';
import type { SignInMode } from '../session/assistant/assistantSignIn.ts';
import type { Draft } from './openTurns.ts';

export interface PendingQuestion {
  chatId: string;
  content: string;
  /** It waits for the answer before it. */
  queued?: true;
  integrationId?: string | null;
  model?: string | null;
  files?: readonly AttachedFile[];
  savedQuery?: Draft['savedQuery'];
  options?: Draft['options'];
  /** The question that this one was to take the place of, its words, and the message that stood last then; both ids are the server's. */
  edit?: { replaces: string; words?: string | null; last: string } | undefined;
  /** What stood before it when it was sent. */
  before?: Before | undefined;
  /** It was sent without a chat and its line broke: the server may have made one for it, which nobody here knows. */
  strayed?: true;
  /**
   * The server has begun an answer to it, and may not have stored it yet; the id it is to have there, where that is known. `failed`: it
   * has said that there will be none.
   */
  taken?: { serverId: string | null; failed?: true };
  /** The person has stopped it, of which the server knows nothing. */
  stopped?: true;
}

/** An assistant server that was connected to, and how one got in. */
export interface KnownServer {
  url: string;
  /** Null where nobody has a name. */
  user: string | null;
  mode: SignInMode;
}

export interface Memory {
  source(): Source;
  setSource(source: Source): void;
  openChatId(): string | null;
  setOpenChatId(chatId: string | null): void;
  /** Where mood and web are chosen, that of a new chat has the choice that was made last there. */
  ui(chatId: string | null): ChatUi;
  setUi(chatId: string | null, ui: ChatUi): void;
  /** Draft and scroll of a new chat belong to the chat it became. */
  moveUi(from: string | null, to: string | null): void;
  /** The data that new chats ask, where the person chose. */
  chosenData(): string | null;
  setChosenData(integrationId: string): void;
  pending(): Record<string, PendingQuestion>;
  setPending(messageId: string, question: PendingQuestion | null): void;
  /** What was remembered of chats that are gone. */
  forget(chatIds: readonly string[]): void;
  /** Whether this untrusted workspace was asked about opening that data. */
  /** Of all sources; the newest first. */
  servers(): KnownServer[];
  setServers(servers: readonly KnownServer[]): void;
  agreedTo(path: string): boolean;
  agree(path: string): void;
}

const keptChats = 100;
const newChat = 'new';

/** The part of `vscode.Memento` that is used. */
export interface Memento {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What belongs to the chats of a source: those of another may have the same ids, and are another account's. */
const ofSource = new Set(['openChatId', 'ui', 'pending', 'lastChoice', 'chosenData']);

function markOf(source: Source): string {
  switch (source.kind) {
    case 'none':
    case 'sample':
      return source.kind;
    case 'data':
      return `data ${source.path}`;
    case 'trellis':
      return `trellis ${source.url} ${source.email}`;
    case 'assistant':
      return `assistant ${source.url} ${source.user ?? ''}`;
  }
}

export function createMemory(memento: Memento): Memory {
  const mark = () => markOf(memento.get<Source>('source') ?? { kind: 'none' });
  const all = <T>(name: string) => memento.get<Record<string, T>>(`${name}BySource`) ?? {};
  const get = <T>(name: string, otherwise: T): T =>
    (ofSource.has(name) ? all<T>(name)[mark()] : memento.get<T>(name)) ?? otherwise;
  function set(name: string, value: unknown) {
    if (ofSource.has(name)) void memento.update(`${name}BySource`, { ...all(name), [mark()]: value });
    else void memento.update(name, value);
  }
  // An older version kept them for all sources together.
  for (const name of ofSource) {
    const old = memento.get<unknown>(name);
    if (old === undefined) continue;
    if (old !== null && all(name)[mark()] === undefined) set(name, old);
    void memento.update(name, undefined);
  }
  // A chat that is not created yet has a local id that means nothing after a reload.
  const key = (chatId: string | null) => (chatId === null || chatId.startsWith('local:') ? newChat : chatId);

  function setUis(uis: Record<string, ChatUi>) {
    const entries = Object.entries(uis);
    set('ui', Object.fromEntries(entries.slice(Math.max(0, entries.length - keptChats))));
  }

  /** Where who answers, and how, is chosen for each question, a new chat begins as the last choice was. */
  const choosesOptions = () => capabilitiesOf(get<Source>('source', { kind: 'none' })).askOptions;
  const lastChoice = () => (choosesOptions() ? get<ChatUi['choice']>('lastChoice', undefined) : undefined);

  function uiOf(chatId: string | null): ChatUi {
    const ui = get<Record<string, ChatUi>>('ui', {})[key(chatId)] ?? emptyUi;
    if (key(chatId) !== newChat) return ui;
    const data = get<string | null>('chosenData', null);
    const choice = lastChoice() ?? ui.choice;
    if (data === null) return choice ? { ...ui, choice } : ui;
    return { ...ui, choice: { integrationId: data, ...choice } };
  }

  return {
    source: () => get<Source>('source', { kind: 'none' }),
    setSource(source) {
      // What was written before there was any data to ask goes along.
      const draft =
        get<Source>('source', { kind: 'none' }).kind === 'none'
          ? get<Record<string, ChatUi>>('ui', {})[newChat]
          : undefined;
      if (draft) set('ui', {});
      set('source', source);
      if (draft && !get<Record<string, ChatUi>>('ui', {})[newChat])
        set('ui', { ...get<Record<string, ChatUi>>('ui', {}), [newChat]: draft });
    },
    openChatId: () => get<string | null>('openChatId', null),
    setOpenChatId: (chatId) => set('openChatId', chatId === null || chatId.startsWith('local:') ? null : chatId),
    ui: uiOf,
    setUi(chatId, given) {
      // What was asked with is chosen still: the chat does not remember all of it.
      const choice = given.choice ?? (choosesOptions() ? uiOf(chatId).choice : undefined);
      const ui: ChatUi = choice ? { ...given, choice } : given;
      if (given.choice && choosesOptions()) set('lastChoice', given.choice);
      const { [key(chatId)]: _, ...others } = get<Record<string, ChatUi>>('ui', {});
      const isEmpty =
        ui.draft === '' &&
        ui.context.length === 0 &&
        !ui.files?.length &&
        ui.scrollTop === null &&
        !ui.edit &&
        !ui.replaced &&
        !ui.kinds &&
        !ui.choice;
      setUis(isEmpty ? others : { ...others, [key(chatId)]: ui });
    },
    moveUi(from, to) {
      const { [key(from)]: stored, ...others } = get<Record<string, ChatUi>>('ui', {});
      const choice = uiOf(from).choice;
      const moved = stored ?? (choice ? { ...emptyUi, choice } : undefined);
      if (moved) setUis({ ...others, [key(to)]: moved });
    },
    chosenData: () => get<string | null>('chosenData', null),
    setChosenData: (integrationId) => set('chosenData', integrationId),
    pending: () => get<Record<string, PendingQuestion>>('pending', {}),
    setPending(messageId, question) {
      const { [messageId]: _, ...others } = get<Record<string, PendingQuestion>>('pending', {});
      set('pending', question ? { ...others, [messageId]: question } : others);
    },
    forget(chatIds) {
      const kept = <T>(entries: Record<string, T>, isGone: (id: string, value: T) => boolean) =>
        Object.fromEntries(Object.entries(entries).filter(([id, value]) => !isGone(id, value)));
      set(
        'ui',
        kept(get<Record<string, ChatUi>>('ui', {}), (id) => chatIds.includes(id)),
      );
      set(
        'pending',
        kept(get<Record<string, PendingQuestion>>('pending', {}), (_, { chatId }) => chatIds.includes(chatId)),
      );
    },
    servers: () => get<KnownServer[]>('servers', []),
    setServers: (servers) => set('servers', servers),
    agreedTo: (path) => get<string[]>('agreed', []).includes(path),
    agree: (path) => set('agreed', [...get<string[]>('agreed', []), path]),
  };
}
