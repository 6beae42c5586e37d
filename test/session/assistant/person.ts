// A whole client at a server of the assistant API, without VS Code: session, REST, conversation and what the panel would show.
// Not here: the servers (servers.ts); time, which is turned by hand.
import type { TestContext } from 'node:test';
import { createAssistantServer } from '../../../src/session/assistant/assistantServer.ts';
import { SessionError } from '../../../src/session/errors.ts';
import type { AskRequest, TurnUpdate } from '../../../src/session/turns.ts';
import { chatClient, type Update } from '../../support/chatClient.ts';
import { fakeClock } from '../../support/fakeClock.ts';
import { createLooks } from '../../support/looks.ts';
import type { Server } from './servers.ts';

export type { Update };

export interface PersonOptions {
  /** In the place of the server's own; throws as a sign-in that has ended. */
  token?: () => Promise<string | null>;
}

export async function person(t: TestContext, server: Server, options: PersonOptions = {}) {
  const { token = async () => server.token } = options;
  const clock = fakeClock(Date.now());
  const looks = createLooks();
  const { look, until } = looks;
  void server.peer?.until(() => {
    look();
    return undefined;
  });
  const logged: string[] = [];
  const { session, rest } = createAssistantServer({
    url: server.url,
    token,
    clock,
    random: () => 0,
    log: (_, text) => void logged.push(text),
  });
  const connection = { rest, session, source: { kind: 'assistant', url: server.url, user: null } as const };
  const client = chatClient(t, { connection, clock, looks, logged });
  const { store, updates, messages } = client;
  const me = {
    ...client,
    clock,
    /** One line for each message that is shown. */
    shown: () =>
      messages().map((message) =>
        message.role === 'user'
          ? `${message.content} (${message.delivery})`
          : `= ${message.content} (${message.status})`,
      ),
    /** Resolves when just that is shown. */
    becomes: (expected: readonly string[]) => until(() => JSON.stringify(me.shown()) === JSON.stringify(expected)),
    chatId: () => store.state.openChatId ?? '',
    async connected() {
      session.start();
      await until(() => session.state.phase === 'ready');
      await until(() => store.state.list.load === 'loaded');
      return me;
    },
    /** Lets the wait for a line that broke pass, until there is one again. */
    async recovered() {
      await clock.settle();
      const { state } = session;
      if (state.phase === 'waiting') await clock.pass(state.retryAt - clock.now());
      await until(() => session.state.phase === 'ready');
    },
    /** Lets time pass, in small steps, until that is done. */
    async passing(work: () => Promise<unknown>) {
      let isOver = false;
      const over = work().finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        // A test that has run out of time would leave this turning for ever.
        t.signal.throwIfAborted();
        await clock.pass(500);
      }
      await over;
    },
    /** Past the conversation, as the session is told. */
    put: (key: string, request: Partial<AskRequest> = {}) =>
      session.ask({
        key,
        chatId: null,
        message: `question ${key}`,
        replaces: null,
        integrationId: null,
        model: null,
        clientMessageId: key,
        ...request,
      }),
    of: (key: string) => updates.filter((update) => update.key === key),
    /** The update that ends the turn of that key. */
    end: (key: string) => until(() => updates.find((update) => update.key === key && isEnd(update))),
    /** What a promise that is to fail fails with. */
    failure: async (work: Promise<unknown>): Promise<SessionError> => {
      try {
        await work;
      } catch (cause) {
        if (cause instanceof SessionError) return cause;
        throw cause;
      }
      throw new Error('It did not fail.');
    },
  };
  return me;
}

export type Person = Awaited<ReturnType<typeof person>>;

export function isEnd(update: TurnUpdate): boolean {
  if (update.kind === 'event') return ['message', 'error', 'interrupted'].includes(update.event.event);
  return ['lost', 'stopped', 'silent'].includes(update.kind);
}

/** The update in one word, as tests name it. */
export function nameOf(update: TurnUpdate): string {
  return update.kind === 'event' ? update.event.event : update.kind;
}

/** What the session showed as the text, in its order. */
export function textsOf(updates: readonly TurnUpdate[]): string[] {
  return updates.flatMap((update) => (update.kind === 'text' ? [update.content] : []));
}

/** The text that is in the end, and what ended it. */
export function outcomeOf(updates: readonly TurnUpdate[]): string {
  const end = updates.filter(isEnd);
  if (end.length !== 1) return `${end.length} ends: ${updates.map(nameOf).join()}`;
  const [last] = end;
  if (last?.kind !== 'event') return `${last?.kind}`;
  const { event } = last;
  if (event.event === 'message') return `message: ${event.data.content}`;
  return event.event === 'error' ? `error: ${event.data.error}` : event.event;
}
