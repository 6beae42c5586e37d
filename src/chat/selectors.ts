// Questions asked of the state by more than one place.
// Not here: anything that changes it.
import type { AppState, AssistantMessage, Chat } from './state.ts';

export function openChat(state: AppState): Chat | null {
  return state.openChatId === null ? null : (state.chats[state.openChatId] ?? null);
}

export function runningAnswerOf(chat: Chat | null | undefined): AssistantMessage | null {
  // Questions that were not sent may stand behind it.
  const running = chat?.messages.findLast((message) => message.role === 'assistant' && message.status === 'running');
  return running?.role === 'assistant' ? running : null;
}

/** The last message the server has; what stands behind it never arrived. */
export function lastStoredId(chat: Chat | null | undefined): string | null {
  const stored = chat?.messages.findLast((message, at, all) => {
    const question = message.role === 'user' ? message : all[at - 1];
    return question?.role !== 'user' || question.delivery === 'sent';
  });
  return stored?.id ?? null;
}

/** Whether a question that the server has stands without an answer, and another one behind it. */
export function lacksAnswers(chat: Chat | null | undefined): boolean {
  const sent = (chat?.messages ?? []).filter((message) => message.role !== 'user' || message.delivery === 'sent');
  return sent.some((message, at) => message.role === 'user' && sent[at + 1]?.role === 'user');
}

/** The state as the page needs it: without the messages of chats that are not open. */
export function withoutClosedChats(state: AppState): AppState {
  const chat = openChat(state);
  return { ...state, chats: chat ? { [chat.id]: chat } : {} };
}
