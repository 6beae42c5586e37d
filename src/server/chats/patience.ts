// A question that waits while its chat answers, here or in another server on the store; those of a chat go in their order.
// Not here: the order itself (lines.ts), beginning a turn (turns.ts), who may wait (http/assistant/chat.ts).
import { setTimeout as later } from 'node:timers/promises';
import { ApiError } from '../apiError.ts';
import type { Member } from '../store/members.ts';
import type { Store } from '../store/store.ts';
import { createLines } from './lines.ts';
import type { Turn } from './turn.ts';

export interface PatientQuestion {
  /** Null: a chat is made, with that title. */
  chatId: string | null;
  title: string;
  message: string;
  /** The question's own, told before it is stored. */
  messageId: string;
  /** They may still be on their way to the disk. */
  uploadIds: readonly string[] | Promise<readonly string[]>;
}

export interface Patience {
  /** Begins when the chat does not answer any more. Throws an ApiError. */
  start(member: Member, question: PatientQuestion): Promise<Turn>;
  /** How many questions a chat has before one that comes now. */
  waitingIn(chatId: string): number;
  /** Resolves when nothing waits; undefined when nothing does. */
  readonly idle: Promise<unknown> | undefined;
}

interface PatienceOptions {
  store: Pick<Store, 'running'>;
  /** Closes the chat's turn if nobody runs it any more. */
  reclaim(chatId: string): Promise<void>;
  /** When the turn that runs here in the chat has ended; undefined: it does not run here. Who stops waits for nothing. */
  ended(chatId: string): Promise<void> | 'stopping' | undefined;
  begin(member: Member, question: PatientQuestion & { uploadIds: readonly string[] }): Promise<Turn>;
}

/** How often the turn of another server is looked at, which tells nobody here of its end. */
const lookEveryMs = 250;

export function createPatience({ store, reclaim, ended, begin }: PatienceOptions): Patience {
  const lines = createLines();

  async function free(chatId: string): Promise<void> {
    for (await reclaim(chatId); store.running(chatId); await reclaim(chatId)) {
      const end = ended(chatId);
      if (end === 'stopping') return;
      await (end ?? later(lookEveryMs));
    }
  }

  async function start(member: Member, question: PatientQuestion): Promise<Turn> {
    const uploadIds = await question.uploadIds;
    if (question.chatId) await free(question.chatId);
    try {
      return await begin(member, { ...question, uploadIds });
    } catch (cause) {
      // Somebody was faster.
      if (cause instanceof ApiError && cause.code === 'TURN_IN_PROGRESS') return start(member, question);
      throw cause;
    }
  }

  return {
    start: (member, question) =>
      question.chatId ? lines.next(question.chatId, () => start(member, question)) : start(member, question),
    waitingIn: (chatId) => lines.length(chatId) + (store.running(chatId) ? 1 : 0),
    get idle() {
      return lines.idle;
    },
  };
}
