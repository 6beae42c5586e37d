// What is read from the server beside chats: the list of them, the choices of data and models, what the data begins with.
// Not here: one chat (settling.ts), drawing the list (chatTree.ts).
import type { Action } from '../chat/actions.ts';
import { summaryItem } from '../chat/fromServer.ts';
import { errorMessage } from '../session/errors.ts';
import type { ChatStore } from './chatStore.ts';
import type { Connection } from './connection.ts';

export interface ChatLists {
  /** As many pages as were loaded, so that the tree does not shrink under whoever reads it. */
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
  loadChoices(): Promise<void>;
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

  return {
    async refresh() {
      if (store.state.list.load === 'idle') dispatch({ type: 'listLoading' });
      try {
        const wanted = pages;
        const items = [];
        let hasMore = true;
        for (let page = 1; page <= wanted && hasMore; page++) {
          const list = await rest.listChats(page);
          items.push(...list.chats.map(summaryItem));
          hasMore = list.has_more ?? false;
        }
        dispatch({ type: 'listLoaded', items, hasMore, append: false });
      } catch (cause) {
        dispatch({ type: 'listFailed', error: errorMessage(cause) });
      }
    },
    async loadMore() {
      try {
        const list = await rest.listChats(pages + 1);
        pages += 1;
        const items = list.chats.map(summaryItem);
        dispatch({ type: 'listLoaded', items, hasMore: list.has_more ?? false, append: true });
      } catch (cause) {
        dispatch({ type: 'listFailed', error: errorMessage(cause) });
      }
    },
    async loadChoices() {
      try {
        const [{ integrations }, { models, default: defaultModel }] = await Promise.all([
          rest.integrations(),
          rest.models(),
        ]);
        dispatch({ type: 'choicesLoaded', integrations, models, defaultModel: defaultModel ?? null });
        const [first] = integrations;
        if (first && source.kind === 'data') void checkData(first.id);
      } catch (cause) {
        log.warn(`Integrations and models could not be read: ${errorMessage(cause)}`);
      }
    },
  };
}
