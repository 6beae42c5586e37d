// What is read from the server beside chats: the list of them, the choices of data and models, what the data begins with.
// Not here: one chat (settling.ts), drawing the list (chatTree.ts).
import type { Action } from '../chat/actions.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import { summaryItem } from '../chat/fromServer.ts';
import type { ChatSummaryItem } from '../chat/state.ts';
import { errorMessage } from '../session/errors.ts';
import type { ChatStore } from './chatStore.ts';
import type { Connection } from './connection.ts';

/** A server holds at most 500 chats of a member. */
const maxPages = 100;

export interface ChatLists {
  /** As many pages as were loaded, so that the tree does not shrink under whoever reads it. */
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
  /** Whether the server lists the chat, as read now; null when that cannot be told. */
  isListed(chatId: string): Promise<boolean | null>;
  /** All chats, for choosing among them; what the tree shows stays as it is. Throws a SessionError. */
  all(): Promise<ChatSummaryItem[]>;
  loadChoices(): Promise<void>;
  /** The models alone: others may have been set up. */
  loadModels(): Promise<void>;
}

export interface ChatListsParts {
  connection: Pick<Connection, 'rest' | 'source'>;
  store: ChatStore;
  dispatch: (action: Action) => void;
  warn: (text: string) => void;
  log: { warn(text: string): void };
}

export function createChatLists({ connection, store, dispatch, warn, log }: ChatListsParts): ChatLists {
  const { rest, source } = connection;
  let pages = 1;

  /** Opens the data before the first question, and says what of it cannot be asked about. */
  async function checkData(integrationId: string) {
    try {
      const { tables, suggestions } = await rest.schema(integrationId);
      dispatch({ type: 'startersLoaded', starters: suggestions ?? [] });
      const { integrations } = await rest.integrations();
      const warnings = integrations.find(({ id }) => id === integrationId)?.warnings ?? [];
      for (const warning of warnings) log.warn(warning);
      const [first] = warnings;
      if (first) warn(warnings.length === 1 ? first : `${first} And ${warnings.length - 1} more: see the log.`);
      else if (tables.length === 0) warn('There is no table in this data. Open another file or folder.');
    } catch (cause) {
      warn(`The data could not be opened: ${errorMessage(cause)}`);
    }
  }

  /** So many pages at most; a server that says "more" and sends nothing new has no more. */
  async function read(pagesAtMost: number) {
    const items = new Map<string, ChatSummaryItem>();
    let hasMore = true;
    for (let page = 1; page <= pagesAtMost && hasMore; page++) {
      const before = items.size;
      const list = await rest.listChats(page);
      for (const chat of list.chats) items.set(chat.id, summaryItem(chat));
      hasMore = (list.has_more ?? false) && items.size > before;
    }
    return { items: [...items.values()], hasMore };
  }

  /** Chats can be read without them. */
  async function readFolders() {
    try {
      return await rest.folders();
    } catch (cause) {
      log.warn(`The folders of chats could not be read: ${errorMessage(cause)}`);
      return store.state.folders;
    }
  }

  async function readNow() {
    if (store.state.list.load === 'idle') dispatch({ type: 'listLoading' });
    try {
      const [list, folders] = await Promise.all([read(pages), readFolders()]);
      if (JSON.stringify(folders) !== JSON.stringify(store.state.folders)) dispatch({ type: 'foldersLoaded', folders });
      dispatch({ type: 'listLoaded', ...list, append: false });
      // A server may name a chat long after its first answer. Where a person can, what is listed may be older than the new name.
      if (capabilitiesOf(source).renameChats) return;
      for (const { id, title } of list.items) {
        if (Object.hasOwn(store.state.chats, id) && store.state.chats[id]?.title !== title)
          dispatch({ type: 'chatRenamed', chatId: id, title });
      }
    } catch (cause) {
      dispatch({ type: 'listFailed', error: errorMessage(cause) });
    }
  }

  /** One reading at a time; whoever wants one while it runs shares the next, which sees what has changed since. */
  let reading: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  function refresh(): Promise<void> {
    if (!reading) {
      reading = readNow().finally(() => {
        reading = undefined;
      });
      return reading;
    }
    next ??= reading.then(() => {
      next = undefined;
      return refresh();
    });
    return next;
  }

  /** Questions to begin with, from servers that have some; another does as well without. */
  async function readStarters(integrationId: string) {
    try {
      const { suggestions } = await rest.schema(integrationId);
      dispatch({ type: 'startersLoaded', starters: suggestions ?? [] });
    } catch (cause) {
      log.warn(`There are no questions to begin with: ${errorMessage(cause)}`);
    }
  }

  async function loadModels() {
    try {
      const { models, default: defaultModel, unlisted } = await rest.models();
      const { integrations } = store.state;
      dispatch({
        type: 'choicesLoaded',
        integrations,
        models,
        defaultModel: defaultModel ?? null,
        unlisted: unlisted ?? {},
      });
    } catch (cause) {
      log.warn(`The models could not be read: ${errorMessage(cause)}`);
    }
  }

  return {
    refresh,
    loadMore() {
      pages += 1;
      return refresh();
    },
    async isListed(chatId) {
      await refresh();
      const { load, items, hasMore } = store.state.list;
      if (load !== 'loaded') return null;
      if (items.some(({ id }) => id === chatId)) return true;
      return hasMore ? null : false;
    },
    all: async () => (await read(maxPages)).items,
    loadModels,
    async loadChoices() {
      // A provider of models may take its time; the data does not wait for it.
      const withModels = loadModels();
      try {
        const { integrations } = await rest.integrations();
        const { models, defaultModel } = store.state;
        dispatch({ type: 'choicesLoaded', integrations, models, defaultModel });
        const [first] = integrations;
        if (first && source.kind === 'data') void checkData(first.id);
        else if (first && source.kind === 'trellis') void readStarters(first.id);
      } catch (cause) {
        log.warn(`Integrations could not be read: ${errorMessage(cause)}`);
      }
      await withModels;
    },
  };
}
