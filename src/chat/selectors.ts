// Questions asked of the state by more than one place.
// Not here: anything that changes it.
import type { AppState, AssistantMessage, Chat } from './state.ts';

export function openChat(state: AppState): Chat | null {
  return state.openChatId === null ? null : (state.chats[state.openChatId] ?? null);
}

export function runningAnswerOf(chat: Chat | null | undefined): AssistantMessage | null {
  const last = chat?.messages.at(-1);
  return last?.role === 'assistant' && last.status === 'running' ? last : null;
}

/** The state as the page needs it: without the messages of chats that are not open. */
export function withoutClosedChats(state: AppState): AppState {
  const chat = openChat(state);
  return { ...state, chats: chat ? { [chat.id]: chat } : {} };
}
