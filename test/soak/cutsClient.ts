// A window without VS Code: the conversation, session, REST client, store and memory of the extension, over a line that may be cut.
// Reloading is what VS Code does: all of it goes but what the workspace remembers. Time runs faster, so that waits cost little.
// Not here: what a person does in it (cutsPerson.ts).
import { type ChatStore, createChatStore } from '../../src/host/chatStore.ts';
import { type Conversation, createConversation } from '../../src/host/conversation.ts';
import { createMemory, type Memento, type Memory } from '../../src/host/memory.ts';
import type { Clock } from '../../src/session/clock.ts';
import { authenticate, createRestClient } from '../../src/session/restClient.ts';
import { createTokenSource } from '../../src/session/tokenSource.ts';
import { type ChatSession, createTrellisSession } from '../../src/session/trellisSession.ts';
import { connectWebSocket } from '../../src/session/webSocketTransport.ts';

export interface CutsClient {
  store: ChatStore;
  memory: Memory;
  conversation: Conversation;
  session: ChatSession;
  /** Texts of questions whose chat was never made: they are back in the composer. */
  drafts: string[];
  /** Chats that are being read at this moment. */
  reading(): number;
  dispose(): void;
}

export interface CutsClientOptions {
  url: string;
  apiKey: string;
  email: string;
  memento: Memento;
  random: () => number;
  paced: boolean;
  /** Something may have changed. */
  onChange: () => void;
  onNewChat: (localId: string, chatId: string) => void;
  log: (text: string) => void;
}

const speed = 50;

export function fastClock(): Clock {
  const [began, since] = [Date.now(), performance.now()];
  return {
    now: () => began + (performance.now() - since) * speed,
    setTimeout: (work, ms) => setTimeout(work, ms / speed),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  };
}

export function openCutsClient(options: CutsClientOptions): CutsClient {
  const { url, apiKey, email, onChange, log } = options;
  const clock = fastClock();
  const store = createChatStore();
  const memory = createMemory(options.memento);
  const address = async () => url;
  const tokens = createTokenSource(() => authenticate(url, apiKey, email), clock);
  const session = createTrellisSession({
    url: address,
    tokens,
    connect: connectWebSocket,
    clock,
    random: options.random,
    paced: options.paced,
    log: (_, text) => log(text),
  });
  session.onState((state) =>
    log(`${state.phase} ${'reason' in state ? state.reason.message : 'transport' in state ? state.transport : ''}`),
  );
  const rest = createRestClient(address, tokens);
  let reading = 0;
  const counted = {
    ...rest,
    async chat(chatId: string) {
      reading += 1;
      try {
        return await rest.chat(chatId);
      } finally {
        reading -= 1;
        setImmediate(onChange);
      }
    },
  };
  const drafts = restoredDrafts(memory);
  const listening = store.onChange(({ action, before, after }) => {
    if (before.openChatId !== after.openChatId) memory.setOpenChatId(after.openChatId);
    if (action.type === 'chatCreated') options.onNewChat(action.localId, action.chatId);
    onChange();
  });
  const conversation = createConversation({
    connection: { rest: counted, session, source: { kind: 'sample' } },
    store,
    memory,
    log: { info: log, warn: log },
    clock,
  });
  const open = memory.openChatId();
  if (open !== null) store.dispatch({ type: 'chatOpened', chatId: open, title: '' });
  session.start();
  return {
    store,
    memory,
    conversation,
    session,
    drafts,
    reading: () => reading,
    dispose() {
      listening.dispose();
      conversation.dispose();
      session.dispose();
    },
  };
}

/** As host/sources.ts does it. */
function restoredDrafts(memory: Memory): string[] {
  return Object.entries(memory.pending()).flatMap(([id, { chatId, content }]) => {
    if (!chatId.startsWith('local:')) return [];
    memory.setPending(id, null);
    return [content];
  });
}
