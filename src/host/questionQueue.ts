// Questions that wait, each chat's in order, until the answer before them has ended; remembered over a reload.
// Not here: sending them (conversation.ts).
import type { Action } from '../chat/actions.ts';
import type { Memory } from './memory.ts';
import { type Draft, isLocal } from './openTurns.ts';

export interface WaitingQuestion extends Draft {
  chatId: string;
  id: string;
}

export interface QuestionQueue {
  add(question: WaitingQuestion): void;
  /** Takes one out: that of the id, or the next. */
  take(chatId: string, id?: string): WaitingQuestion | undefined;
  /** The chat has another id now. */
  move(from: string, to: string): void;
  forget(chatIds: readonly string[]): void;
}

export function createQuestionQueue(memory: Memory, dispatch: (action: Action) => void): QuestionQueue {
  const queues = new Map<string, WaitingQuestion[]>();

  function set(chatId: string, queue: WaitingQuestion[]) {
    if (queue.length > 0) queues.set(chatId, queue);
    else queues.delete(chatId);
    dispatch({ type: 'queueChanged', chatId, queue: queue.map(({ id, content }) => ({ id, content })) });
  }

  const inChat = (chatId: string) => queues.get(chatId) ?? [];

  for (const [id, { queued, ...draft }] of Object.entries(memory.pending()))
    if (queued && !isLocal(draft.chatId)) set(draft.chatId, [...inChat(draft.chatId), { ...noExtras, ...draft, id }]);

  return {
    add(question) {
      const { id, ...draft } = question;
      memory.setPending(id, { ...draft, queued: true });
      set(question.chatId, [...inChat(question.chatId), question]);
    },
    take(chatId, id) {
      const queue = inChat(chatId);
      const taken = id === undefined ? queue[0] : queue.find((question) => question.id === id);
      if (!taken) return undefined;
      memory.setPending(taken.id, null);
      const rest = queue.filter((question) => question !== taken);
      set(chatId, rest);
      return taken;
    },
    move(from, to) {
      const queue = inChat(from).map((question) => ({ ...question, chatId: to }));
      if (queue.length === 0) return;
      queues.delete(from);
      for (const { id, ...draft } of queue) memory.setPending(id, { ...draft, queued: true });
      queues.set(to, queue);
    },
    forget(chatIds) {
      for (const chatId of chatIds) queues.delete(chatId);
    },
  };
}

/** What an older version did not remember. */
const noExtras = { integrationId: null, model: null, files: [], savedQuery: null };
