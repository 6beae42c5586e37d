// The questions of this window that are on their way or being answered, by their keys.
// Not here: what happens to them (conversation.ts), those that wait behind an answer (questionQueue.ts).
import { randomUUID } from 'node:crypto';
import type { Action } from '../chat/actions.ts';
import type { Before } from '../chat/arrival.ts';
import type { TurnPlace } from '../chat/fromServer.ts';
import type { AttachedFile } from '../chat/state.ts';
import type { AskOptions } from '../protocol/assistant/choices.ts';
import { maxMessageLength } from '../protocol/trellis/actions.ts';
import { titleOf } from '../protocol/trellis/sqlContext.ts';
import type { AskRequest } from '../session/turns.ts';

/** A question as it is to be asked; its words and their context are one text. */
export interface Draft {
  /** Null: a new chat. */
  chatId: string | null;
  content: string;
  integrationId: string | null;
  model: string | null;
  files: readonly AttachedFile[];
  savedQuery: NonNullable<AskRequest['savedQuery']> | null;
  /** Where the source lets the person choose. */
  options?: AskOptions | null;
}

export interface OpenTurn extends TurnPlace, Draft {
  chatId: string;
  /** The question's local id and `client_message_id`, for ever. */
  key: string;
  title: string;
  /** The server's id of the question that this one takes the place of. */
  replaces: string | null;
  /** That question's words, as the person saw them when the edit was begun. */
  replacedWords?: string | null;
  /** The server makes the chat for it (older revisions); its id comes with the first event. */
  makesChat: boolean;
  /** Until the session has it: aborted when the person stops it. */
  preparing: AbortController | null;
  acknowledged: boolean;
  /** Nothing of it needs to be remembered any more: the server has stored it. */
  stored?: true;
  /** What stood before it when it was sent. */
  before: Before | undefined;
}

export type OpenTurns = Map<string, OpenTurn>;

/** A sentence when it is longer than a server takes, or null. */
export function refusalOfLength(content: string): string | null {
  const over = content.length - maxMessageLength;
  const count = over.toLocaleString('en');
  return over > 0 ? `The question and its context are ${count} characters too long together. Nothing was sent.` : null;
}

/** A question that is sent now, in that chat. */
export function newTurn(
  draft: Draft & { chatId: string },
  given: Pick<OpenTurn, 'key' | 'replaces' | 'replacedWords' | 'before'>,
): OpenTurn {
  return {
    ...draft,
    ...given,
    messageId: given.key,
    answerId: `answer:${randomUUID()}`,
    title: titleOf(draft.content) || 'New chat',
    makesChat: false,
    preparing: null,
    acknowledged: false,
  };
}

export function placeOf({ chatId, answerId }: OpenTurn): { chatId: string; answerId: string } {
  return { chatId, answerId };
}

/** It shows at once. `at` as clocks give it. */
export function askedAction(turn: OpenTurn, at: number): Action {
  const { messageId, title, content, integrationId, model, savedQuery } = turn;
  const files = turn.files.map(({ name, size }) => ({ name, size }));
  const saved = savedQuery ? { savedQueryId: savedQuery.id } : {};
  const place = placeOf(turn);
  return { type: 'questionAsked', ...place, messageId, title, content, integrationId, model, files, ...saved, at };
}

export function turnsIn(turns: OpenTurns, chatId: string): OpenTurn[] {
  return [...turns.values()].filter((turn) => turn.chatId === chatId);
}

/** Chats that are not made yet have an id of ours. */
export function isLocal(chatId: string): boolean {
  return chatId.startsWith('local:');
}
