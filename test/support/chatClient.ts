// A client without VS Code at a real or scripted server: the real conversation, memory and reducer, what the panel would show.
// Not here: its session (the `person` of each test folder), one whose line is in memory (chatSetting.ts).
import type { TestContext } from 'node:test';
import type { AssistantMessage } from '../../src/chat/state.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import type { Connection } from '../../src/host/connection.ts';
import { createConversation } from '../../src/host/conversation.ts';
import { createMemory } from '../../src/host/memory.ts';
import type { Clock } from '../../src/session/clock.ts';
import type { TurnUpdate } from '../../src/session/turns.ts';
import { memento } from './chatSetting.ts';
import type { Looks } from './looks.ts';

export type Update = TurnUpdate & { key: string };

export interface ChatClientOptions<S extends Connection['session']> {
  connection: Pick<Connection, 'rest' | 'source'> & { session: S };
  clock: Clock;
  /** Told of all that the client hears. */
  looks: Looks;
  logged: string[];
}

/** The client of a session that is not started yet; both end with the test. */
export function chatClient<S extends Connection['session']>(t: TestContext, options: ChatClientOptions<S>) {
  const { connection, clock, looks, logged } = options;
  const { session } = connection;
  const { look, until } = looks;
  const store = createChatStore();
  const memory = createMemory(memento());
  const log = { info: (text: string) => void logged.push(text), warn: (text: string) => void logged.push(text) };
  const updates: Update[] = [];
  session.onTurn((update) => {
    updates.push(update);
    look();
  });
  const conversation = createConversation({ connection, store, memory, log, clock });
  session.onState(look);
  store.onChange(look);
  t.after(() => {
    conversation.dispose();
    session.dispose();
  });

  const messages = () => store.state.chats[store.state.openChatId ?? '']?.messages ?? [];
  const answers = () => messages().filter((message): message is AssistantMessage => message.role === 'assistant');
  const isAnswered = (count: number) =>
    answers().length >= count && answers().every(({ status }) => status !== 'running');
  const settled = (count: number) => until(() => isAnswered(count));
  const ask = (question: string, chatId: string | null = store.state.openChatId) =>
    conversation.ask({ chatId, question, context: [], integrationId: null, model: null });
  return {
    ...connection,
    store,
    memory,
    conversation,
    until,
    logged,
    updates,
    messages,
    answers,
    texts: () => messages().map(({ content }) => content),
    ask,
    /** Resolves when there are so many answers in the open chat, and all have ended. */
    settled,
    /** Asks in the open chat, and waits for the end of the answer. */
    async asked(question: string) {
      const count = answers().length;
      ask(question);
      await settled(count + 1);
      return answers().at(-1);
    },
  };
}
