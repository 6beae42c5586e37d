// Chats whose truth is on the server: read until nothing runs in them that this window does not hear, and joined with what only we know.
// Not here: how the two are joined (chat/merge.ts), when a chat needs it (conversation.ts).
import type { Action } from '../chat/actions.ts';
import { mergeStored, storedQuestions } from '../chat/merge.ts';
import type { Clock } from '../session/clock.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { RestClient } from '../session/restClient.ts';
import type { ChatStore } from './chatStore.ts';
import type { Memory } from './memory.ts';
import { type OpenTurn, type OpenTurns, turnsIn } from './openTurns.ts';

const pollMs = 500;

export interface SettlingParts {
  rest: Pick<RestClient, 'chat'>;
  store: ChatStore;
  memory: Memory;
  turns: OpenTurns;
  clock: Clock;
  log: { info(text: string): void };
  dispatch: (action: Action) => void;
  isDisposed: () => boolean;
  /** The server has the question, under that id. */
  onStored: (turn: OpenTurn, serverId: string | undefined) => void;
  /** The chat is gone. */
  onGone: (chatId: string) => void;
  /** Nothing runs in it any more; something had when it was owed, or was seen to. */
  onIdle: (chatId: string) => void;
}

export interface Settling {
  /** The next connection reads it. `ran`: an answer was cut off. */
  owe(chatId: string, ran?: boolean): void;
  owes(chatId: string): boolean;
  forget(chatId: string): void;
  /** Reads it now, again and again while something runs. One loop per chat. */
  settle(chatId: string): Promise<void>;
  settleOwed(): Promise<unknown>;
  /** Reads a chat that may have changed, and leaves what is shown alone if it has not. */
  lookAgain(chatId: string): Promise<void>;
}

export function createSettling(parts: SettlingParts): Settling {
  const { rest, store, memory, turns, clock, log, dispatch } = parts;
  /** What could not be read waits for the next connection. */
  const owed = new Map<string, { ran: boolean }>();
  const reading = new Set<string>();

  const owe = (chatId: string, ran: boolean) => owed.set(chatId, { ran: ran || (owed.get(chatId)?.ran ?? false) });

  async function settle(chatId: string): Promise<void> {
    owe(chatId, false);
    if (reading.has(chatId)) return;
    reading.add(chatId);
    let ran = false;
    try {
      while (!parts.isDisposed()) {
        const stored = await rest.chat(chatId);
        if (parts.isDisposed() || !owed.has(chatId)) return;
        const known = storedQuestions(stored);
        const open = turnsIn(turns, chatId);
        for (const turn of open)
          if (!turn.acknowledged && known.has(turn.key)) parts.onStored(turn, known.get(turn.key));
        const pending = Object.entries(memory.pending()).filter(([, each]) => each.chatId === chatId && !each.queued);
        for (const [id] of pending) if (known.has(id)) memory.setPending(id, null);
        const ours = {
          local: store.state.chats[chatId],
          open: open.map(({ key, messageId, answerId }) => ({ clientMessageId: key, messageId, answerId })),
          pending: pending.map(([id, { content, files = [] }]) => ({ clientMessageId: id, content, files })),
        };
        dispatch({ type: 'chatLoaded', chat: mergeStored(stored, ours) });
        // An answer that streams to us needs no polling; one that another line began does.
        const heard = open.some(({ key }) => known.get(key) === stored.running?.user_message_id);
        if (!stored.running || heard) break;
        owe(chatId, true);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, pollMs));
      }
      ran = owed.get(chatId)?.ran ?? false;
      owed.delete(chatId);
    } catch (cause) {
      failed(chatId, cause);
      return;
    } finally {
      reading.delete(chatId);
    }
    if (ran && !parts.isDisposed()) parts.onIdle(chatId);
  }

  function failed(chatId: string, cause: unknown) {
    if (cause instanceof SessionError && cause.kind === 'notFound') parts.onGone(chatId);
    else {
      // The next connection tries again; until then the chat says what it last knew.
      log.info(`A chat could not be read: ${errorMessage(cause)}`);
      dispatch({ type: 'chatLoadFailed', chatId, error: errorMessage(cause) });
    }
  }

  return {
    owe: (chatId, ran = false) => void owe(chatId, ran),
    owes: (chatId) => owed.has(chatId),
    forget: (chatId) => owed.delete(chatId),
    settle,
    settleOwed: () => Promise.all([...owed.keys()].map(settle)),
    async lookAgain(chatId) {
      if (reading.has(chatId)) return;
      try {
        const { messages, running } = await rest.chat(chatId);
        const shown = store.state.chats[chatId]?.messages.filter(
          (message) => message.role !== 'user' || message.delivery === 'sent',
        );
        const same = messages.length === shown?.length && messages.every(({ id }, at) => shown[at]?.id === id);
        if (!same || running) await settle(chatId);
      } catch (cause) {
        failed(chatId, cause);
      }
    },
  };
}
