// A question that waits while its chat answers, here or in another server on the store; those of a chat go in their order.
// Not here: the order itself (lines.ts), beginning a turn (turns.ts), who may wait (http/assistant/chat.ts).
import { setTimeout as later } from 'node:timers/promises';
import { ApiError } from '../apiError.ts';
import type { Member } from '../store/members.ts';
import type { Store } from '../store/store.ts';
import type { KeptFile, LaidFile, UploadFiles } from '../uploads/uploadFiles.ts';
import type { AskingOptions } from './background.ts';
import { createLines } from './lines.ts';
import type { Turn } from './turn.ts';

export interface PatientQuestion {
  /** Null: a chat is made, with that title; only for a question without a picture. */
  chatId: string | null;
  title: string;
  message: string;
  /** What is asked, where the message holds more: documents, which are kept and not asked. */
  text: string | undefined;
  /** Who is to answer it (a `model_id`, or a provider), and how. */
  asking?: (AskingOptions & { model?: string | undefined }) | undefined;
  /** The question's own, told before it is stored. */
  messageId: string;
  /** It stays where files arrive until its question begins, and may still be on its way there. Who sent it removes it. */
  picture: Promise<KeptFile> | undefined;
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
  uploads: Pick<UploadFiles, 'lay' | 'removeFiles'>;
  /** Closes the chat's turn if nobody runs it any more. */
  reclaim(chatId: string): Promise<void>;
  /** When the turn that runs here in the chat has ended; undefined: it does not run here. Throws when this server stops, which waits for no other. */
  ended(chatId: string): Promise<void> | undefined;
  begin(member: Member, question: PatientQuestion & { pictures: readonly LaidFile[] }): Promise<Turn>;
}

/** How often the turn of another server is looked at, which tells nobody here of its end. */
const lookEveryMs = 250;

export function createPatience({ store, uploads, reclaim, ended, begin }: PatienceOptions): Patience {
  const lines = createLines();

  async function free(chatId: string): Promise<void> {
    for (await reclaim(chatId); store.running(chatId); await reclaim(chatId))
      await (ended(chatId) ?? later(lookEveryMs));
  }

  async function start(member: Member, question: PatientQuestion): Promise<Turn> {
    const { chatId } = question;
    if (chatId) await free(chatId);
    const picture = await question.picture;
    const pictures = chatId && picture ? [await uploads.lay(chatId, picture)] : [];
    try {
      return await begin(member, { ...question, pictures });
    } catch (cause) {
      await uploads.removeFiles(pictures);
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
