// The pictures that went with questions of this window, for asking these again: a server that takes them gives none of them back.
// Not here: reading a picture (pictures.ts), asking again (askedQuestions.ts).
import type { AttachedFile, Chat, UserMessage } from '../chat/state.ts';
import type { OpenTurn } from './openTurns.ts';

export interface AskedPictures {
  /** After each event of the turn: the server has its question, and what that took the place of is gone. */
  heard(turn: OpenTurn): void;
  /** What went with that question; undefined where that is not known here. */
  of(chatId: string, question: UserMessage): readonly AttachedFile[] | undefined;
  forget(chatIds: readonly string[]): void;
  clear(): void;
}

interface Kept {
  content: string;
  files: readonly AttachedFile[];
}

export function createAskedPictures(chatOf: (chatId: string) => Chat | undefined): AskedPictures {
  /** By chat, then by message. Ids may stand for places alone: every chat has the same, and another question comes to have one. */
  const kept = new Map<string, Map<string, Kept>>();

  function keepOnlyShown(chatId: string) {
    const pictures = kept.get(chatId);
    if (!pictures) return;
    const shown = new Map(chatOf(chatId)?.messages.map(({ id, content }) => [id, content]));
    for (const [id, { content }] of pictures) if (!isSame(content, shown.get(id))) pictures.delete(id);
    if (pictures.size === 0) kept.delete(chatId);
  }

  return {
    heard({ chatId, messageId, content, files, acknowledged }) {
      if (!acknowledged) return;
      if (files.length > 0) {
        const pictures = kept.get(chatId) ?? new Map<string, Kept>();
        kept.set(chatId, pictures.set(messageId, { content, files }));
      }
      keepOnlyShown(chatId);
    },
    of(chatId, { id, content, files = [] }) {
      if (files.length === 0) return [];
      const found = kept.get(chatId)?.get(id);
      return found && isSame(found.content, content) ? found.files : undefined;
    },
    forget(chatIds) {
      for (const chatId of chatIds) kept.delete(chatId);
    },
    clear: () => kept.clear(),
  };
}

/** A server may trim what it stores beside a picture. */
function isSame(one: string, other: string | undefined): boolean {
  return one.trim() === other?.trim();
}
