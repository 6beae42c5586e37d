// Which source this window talks to, and the one connection to it: chosen, remembered, switched, closed.
// Not here: the dialogs that choose (commands.ts).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { capabilitiesOf, suggestsWords } from '../chat/capabilities.ts';
import type { AttachedFile, Source } from '../chat/state.ts';
import { systemClock } from '../session/clock.ts';
import { askAgainWhenSignedIn } from './accountsQuestions.ts';
import type { AssistantAccounts } from './assistantAccounts.ts';
import type { Attachments } from './attachments.ts';
import { createUploader } from './attachmentUploads.ts';
import type { ChatStore } from './chatStore.ts';
import { type Connection, createConnection } from './connection.ts';
import { type Conversation, createConversation } from './conversation.ts';
import type { Credentials } from './credentials.ts';
import { keepUnsentDrafts } from './keptWords.ts';
import type { HostLog } from './log.ts';
import type { Memory } from './memory.ts';
import type { Models } from './models.ts';
import { pictureOf } from './pictures.ts';
import type { Settings } from './settings.ts';
import { createSuggestions, type Suggestions } from './suggestions.ts';

export interface Sources extends Disposable {
  readonly connection: Connection | null;
  readonly conversation: Conversation | null;
  /** Null where no question is completed. */
  readonly suggestions: Suggestions | null;
  /** Opens what was remembered for this workspace, once; nothing is started before somebody looks. */
  restore(): void;
  /** With the chat that was open there last. Leaving for none, as a sign-out does, forgets which one that is. */
  choose(source: Source): void;
  /** Says to the server on this machine, if one runs, which language models there are now, and reads what it makes of them. */
  tellModels(): Promise<void>;
}

export interface SourcesOptions {
  store: ChatStore;
  memory: Memory;
  credentials: Credentials;
  assistants: AssistantAccounts;
  settings: Settings;
  models: Models;
  attachments: Pick<Attachments, 'find'>;
  /** Of the server on this machine (atRest.ts). */
  atRestKey: () => Promise<string | undefined>;
  storage: string;
  serverScript: string;
  log: HostLog;
}

export function createSources({
  store,
  memory,
  credentials,
  assistants,
  settings,
  models,
  attachments,
  atRestKey,
  storage,
  serverScript,
  log,
}: SourcesOptions): Sources {
  let current: {
    connection: Connection;
    conversation: Conversation;
    suggestions: Suggestions | null;
    bag: DisposableBag;
  } | null = null;
  let restored = false;
  assistants.keepServersIn(memory);

  function connect(source: Source, openChatId: string | null) {
    current?.bag.dispose();
    current = null;
    store.dispatch({ type: 'sourceChanged', source });
    store.dispatch({ type: 'connectionChanged', connection: { phase: 'idle' } });
    if (source.kind === 'none') return;
    const bag = new DisposableBag();
    const calendar = { timezone: settings.timezone(), fiscalYearStart: settings.fiscalYearStart() };
    const pin = settings.transport();
    const onNotice = (text: string) => {
      log.warn(text);
      store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
    };
    const connection = bag.register(
      createConnection({
        ...{
          source,
          credentials,
          assistants,
          models,
          atRestKey,
          storage,
          serverScript,
          ...calendar,
          pin,
          log,
          onNotice,
        },
      }),
    );
    const { uploads: client } = connection;
    const uploader = client ? createUploader({ attachments, client, source }) : undefined;
    const readPicture = async (file: AttachedFile) => pictureOf(await attachments.find(file));
    const files = capabilitiesOf(source).attach === 'image' ? { readPicture } : uploader ? { uploader } : {};
    const conversation = bag.register(createConversation({ connection, store, memory, ...files, log }));
    bag.register(settings.onTransportChange(() => connection.session.pin(settings.transport())));
    bag.register(askAgainWhenSignedIn({ session: connection.session, store, conversation }));
    const { suggestions: completions } = connection;
    const isOffered = () =>
      settings.suggestions() && suggestsWords(store.state) && connection.session.state.phase === 'ready';
    const suggestions = completions
      ? bag.register(createSuggestions({ client: completions, isOffered, clock: systemClock, log }))
      : null;
    current = { connection, conversation, suggestions, bag };
    if (openChatId !== null) store.dispatch({ type: 'chatOpened', chatId: openChatId, title: '' });
    connection.session.start();
  }

  async function tellModels() {
    const now = current;
    if (await now?.connection.setModels?.()) await now?.conversation.refreshModels();
  }
  const modelsHeard = models.onDidChange(() => void tellModels());

  return {
    tellModels,
    get connection() {
      return current?.connection ?? null;
    },
    get conversation() {
      return current?.conversation ?? null;
    },
    get suggestions() {
      return current?.suggestions ?? null;
    },
    restore() {
      if (restored) return;
      restored = true;
      const source = rememberedSource(memory, settings);
      keepUnsentDrafts(memory);
      if (source.kind !== 'none') connect(source, memory.openChatId());
    },
    choose(source) {
      restored = true;
      current?.conversation.dispose();
      keepUnsentDrafts(memory);
      // Who signs in next where nobody has a name may be somebody else.
      if (source.kind === 'none') memory.setOpenChatId(null);
      memory.setSource(source);
      // Read before the state forgets the chat of the other source: what is open is remembered all the time.
      connect(source, memory.openChatId());
    },
    dispose() {
      modelsHeard.dispose();
      current?.bag.dispose();
      current = null;
    },
  };
}

function rememberedSource(memory: Memory, settings: Settings): Source {
  const remembered = memory.source();
  if (remembered.kind !== 'none') return remembered;
  const path = settings.dataPath();
  return path === null ? remembered : { kind: 'data', path };
}
