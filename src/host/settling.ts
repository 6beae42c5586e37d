// Chats whose truth is on the server: read until nothing runs in them that this window does not hear, and joined with what only we know.
// Not here: how the two are joined (chat/merge.ts), when a chat needs it (conversation.ts).
import type { Action } from '../chat/actions.ts';
import { arrivalsIn } from '../chat/arrival.ts';
import { mergeStored, withoutReplaced } from '../chat/merge.ts';
import type { Message } from '../chat/state.ts';
import { backoffMs } from '../session/backoff.ts';
import type { Clock } from '../session/clock.ts';
import { errorMessage, passes, SessionError } from '../session/errors.ts';
import type { RestClient } from '../session/restClient.ts';
import type { ChatStore } from './chatStore.ts';
import type { Memory, PendingQuestion } from './memory.ts';
import { type OpenTurn, type OpenTurns, turnsIn } from './openTurns.ts';

const firstPollMs = 500;
const longestPollMs = 5_000;
/** Each pause is so many times the one before it; where nobody says that an answer runs, there may be none. */
const growth = { running: 1.2, unknown: 1.6 };
/** Nearly five minutes with the pauses between them: no answer is waited for longer by looking whether it is there. */
const maxLooks = 60;

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
  /** Whether the server lists the chat; null when that cannot be told. */
  isListed: (chatId: string) => Promise<boolean | null>;
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
  /** If it is being read at this moment: something has changed meanwhile. */
  readOnceMore(chatId: string): void;
  /** Reads a chat that may have changed, and leaves what is shown alone if it has not. */
  lookAgain(chatId: string): Promise<void>;
}

/** The server has it, or may have it, and has not said what becomes of it. */
function mayStillCome({ taken, stopped }: Pick<PendingQuestion, 'taken' | 'stopped'>): boolean {
  return stopped ?? (taken !== undefined && !taken.failed);
}

/** Ids may stand for places alone, and then another message has the id of the one before. */
function isShown(shown: readonly Message[]) {
  return ({ id, content }: { id: string; content: string }, at: number): boolean =>
    shown[at]?.id === id && shown[at].content === content;
}

export function createSettling(parts: SettlingParts): Settling {
  const { rest, store, memory, turns, clock, log, dispatch } = parts;
  /** What could not be read waits for the next connection, or is tried again meanwhile. */
  const owed = new Map<string, { ran: boolean }>();
  const reading = new Set<string>();
  /** Wanted while they were being read: what is on its way may be older than what it is wanted for. */
  const again = new Set<string>();
  /** How often in a row a chat could not be read. */
  const failures = new Map<string, number>();

  const owe = (chatId: string, ran: boolean) => owed.set(chatId, { ran: ran || (owed.get(chatId)?.ran ?? false) });

  /** It is shown, or something waits for it to be idle. */
  const isWanted = (chatId: string) =>
    store.state.openChatId === chatId || (store.state.queues[chatId]?.length ?? 0) > 0;

  async function settle(chatId: string): Promise<void> {
    owe(chatId, false);
    if (reading.has(chatId)) {
      again.add(chatId);
      return;
    }
    reading.add(chatId);
    let ran = false;
    let looks = 0;
    let pollMs = firstPollMs;
    let later = false;
    try {
      while (!parts.isDisposed()) {
        again.delete(chatId);
        const read = await rest.chat(chatId);
        failures.delete(chatId);
        if (parts.isDisposed() || !owed.has(chatId)) return;
        const open = turnsIn(turns, chatId);
        const stored = withoutReplaced(read, open);
        const pending = Object.entries(memory.pending()).filter(([, each]) => each.chatId === chatId && !each.queued);
        const lost = pending.filter(([id]) => !turns.get(id)?.acknowledged);
        const arrivals = arrivalsIn(stored, [
          ...open
            .filter(({ acknowledged }) => acknowledged)
            .map(({ key, content, before, messageId }) => ({
              clientMessageId: key,
              content,
              before,
              serverId: messageId,
            })),
          ...lost.map(([id, each]) => ({
            ...{ clientMessageId: id, content: each.content, before: each.before },
            unseen: each.strayed ?? mayStillCome(each),
            ...(each.taken?.serverId ? { serverId: each.taken.serverId } : {}),
          })),
        ]);
        const known = arrivals.found;
        // The server may still come to these; nothing says so.
        const isAwaited = lost.some(([id, each]) => mayStillCome(each) && !known.has(id));
        for (const turn of open)
          if (!turn.acknowledged && known.has(turn.key)) parts.onStored(turn, known.get(turn.key));
        // Of one that has failed, words like its own are its own: nothing more comes of it.
        const isStored = (id: string, { taken }: PendingQuestion) =>
          known.has(id) || (taken?.failed === true && arrivals.doubtful.has(id));
        for (const [id, each] of pending) {
          if (!isStored(id, each)) continue;
          memory.setPending(id, null);
          // It had arrived: what waits behind it may go when it is answered. After a reload that is for the person to say.
          if (store.state.chats[chatId]?.messages.some((message) => message.id === id)) owe(chatId, true);
        }
        const ours = {
          local: store.state.chats[chatId],
          open: open.map(({ key, messageId, answerId }) => ({ clientMessageId: key, messageId, answerId })),
          pending: lost.flatMap(([id, each]) => {
            const { content, files = [], taken, stopped = false } = each;
            if (isStored(id, each) && !known.has(id)) return [];
            return [{ clientMessageId: id, content, files, serverId: taken?.serverId ?? null, stopped }];
          }),
          arrivals,
        };
        dispatch({ type: 'chatLoaded', chat: mergeStored(stored, ours) });
        if (again.has(chatId)) continue;
        // An answer that streams to us needs no polling; one that another line began does.
        const heard = open.some(({ key }) => known.get(key) === stored.running?.user_message_id);
        // Where a server does not say that an answer runs, a question without one tells as much for a while.
        const unanswered = stored.running === undefined && stored.messages.at(-1)?.role === 'user';
        const isOpenEnded = stored.running === undefined && (unanswered || isAwaited) && open.length === 0;
        if (isOpenEnded && owed.get(chatId)?.ran) looks += 1;
        const isLookedFor = isOpenEnded && looks > 0 && looks <= maxLooks;
        // Behind the answer that streams to us now, and when somebody wants to see it again, it is read once more.
        later = (unanswered && open.length > 0) || (isLookedFor && !isWanted(chatId));
        if (!(stored.running || isLookedFor) || heard || later) break;
        owe(chatId, true);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, pollMs));
        pollMs = Math.min(longestPollMs, pollMs * growth[stored.running === undefined ? 'unknown' : 'running']);
      }
      ran = owed.get(chatId)?.ran ?? false;
      if (!later) owed.delete(chatId);
    } catch (cause) {
      failed(chatId, cause);
      return;
    } finally {
      reading.delete(chatId);
      again.delete(chatId);
    }
    if (ran && !parts.isDisposed()) parts.onIdle(chatId);
  }

  function failed(chatId: string, cause: unknown) {
    if (cause instanceof SessionError && cause.kind === 'notFound') void notFound(chatId, cause);
    else unread(chatId, cause);
  }

  /** A gateway says "not found", too, while the server behind it is away; the list of chats tells the two apart. */
  async function notFound(chatId: string, cause: SessionError) {
    const gone = cause.code === 'CHAT_NOT_FOUND' || (await parts.isListed(chatId)) === false;
    if (parts.isDisposed()) return;
    if (gone) parts.onGone(chatId);
    else unread(chatId, new SessionError('server', cause.message, { cause }));
  }

  /** Until it can be read the chat says what it last knew. */
  function unread(chatId: string, cause: unknown) {
    log.info(`A chat could not be read: ${errorMessage(cause)}`);
    dispatch({ type: 'chatLoadFailed', chatId, error: errorMessage(cause) });
    if (cause instanceof SessionError && passes(cause.kind)) tryAgain(chatId, cause);
  }

  /** The line may stand all the while, as it does over HTTP, so that no next connection comes. */
  function tryAgain(chatId: string, { retryAfterSeconds }: SessionError) {
    const attempt = (failures.get(chatId) ?? 0) + 1;
    failures.set(chatId, attempt);
    const delay = Math.max(backoffMs(attempt, 1), (retryAfterSeconds ?? 0) * 1000);
    clock.setTimeout(() => {
      // A later failure, or a success, has its own way on.
      if (!parts.isDisposed() && owed.has(chatId) && failures.get(chatId) === attempt) void settle(chatId);
    }, delay);
  }

  return {
    owe: (chatId, ran = false) => void owe(chatId, ran),
    owes: (chatId) => owed.has(chatId),
    forget(chatId) {
      owed.delete(chatId);
      failures.delete(chatId);
    },
    settle,
    readOnceMore(chatId) {
      if (reading.has(chatId)) again.add(chatId);
    },
    settleOwed: () => Promise.all([...owed.keys()].map(settle)),
    async lookAgain(chatId) {
      if (reading.has(chatId)) {
        again.add(chatId);
        return;
      }
      try {
        const { messages, running } = await rest.chat(chatId);
        const shown = store.state.chats[chatId]?.messages.filter(
          (message) => message.role !== 'user' || message.delivery === 'sent',
        );
        const same = messages.length === shown?.length && messages.every(isShown(shown));
        if (!same || running) await settle(chatId);
      } catch (cause) {
        owe(chatId, false);
        failed(chatId, cause);
      }
    },
  };
}
