// The last picture of the page, small enough for VS Code to keep: what is painted before the host's snapshot arrives.
// Not here: when it is taken (store.ts), the host's own record of drafts and positions.
import type { ChatUi } from '../src/bridge/messages.ts';
import { openChat, withoutClosedChats } from '../src/chat/selectors.ts';
import type { AppState } from '../src/chat/state.ts';

export interface Picture {
  /** Raised when the shape of the state changes: an older picture is not read. */
  version: 2;
  chatId: string | null;
  ui: ChatUi;
  /** Absent when even the last turns are too large. */
  app: AppState | null;
}

/** About 500 KB of UTF-16, which VS Code stores as JSON text. */
export const maxPictureLength = 250_000;
const keptMessages = 6;

/**
 * The open chat alone, cut to its last turns and then to nothing when it is longer than `max` characters of JSON.
 * The list of chats is left out: the panel does not show it.
 */
export function takePicture(app: AppState, ui: ChatUi, max = maxPictureLength): Picture {
  const base = { version: 2, chatId: app.openChatId, ui } as const;
  const whole = withoutClosedChats({ ...app, list: { ...app.list, items: [] } });
  if (fits(whole, max)) return { ...base, app: whole };
  const chat = openChat(whole);
  if (chat === null) return { ...base, app: null };
  const last = { ...whole, chats: { [chat.id]: { ...chat, messages: chat.messages.slice(-keptMessages) } } };
  return { ...base, app: fits(last, max) ? last : null };
}

function fits(app: AppState, max: number): boolean {
  return JSON.stringify(app).length <= max;
}

/** The picture as it was saved, or undefined when there is none that this version can read. */
export function readPicture(saved: unknown): Picture | undefined {
  if (typeof saved !== 'object' || saved === null) return undefined;
  if (!('version' in saved) || saved.version !== 2) return undefined;
  if (!('ui' in saved) || !isUi(saved.ui) || !('chatId' in saved)) return undefined;
  if (typeof saved.chatId !== 'string' && saved.chatId !== null) return undefined;
  const app = 'app' in saved && isApp(saved.app) ? saved.app : null;
  return { version: 2, chatId: saved.chatId, ui: saved.ui, app };
}

/** A chat whose messages are still on their way shows those of the last picture, so that nothing jumps. */
export function keepingPicture(app: AppState, before: AppState): AppState {
  const coming = openChat(app);
  const shown = coming && before.chats[coming.id];
  if (!shown || coming.load !== 'loading' || coming.messages.length > 0) return app;
  return { ...app, chats: { ...app.chats, [coming.id]: { ...coming, messages: shown.messages } } };
}

function isUi(ui: unknown): ui is ChatUi {
  return (
    typeof ui === 'object' &&
    ui !== null &&
    'draft' in ui &&
    typeof ui.draft === 'string' &&
    'context' in ui &&
    Array.isArray(ui.context) &&
    'scrollTop' in ui &&
    (ui.scrollTop === null || typeof ui.scrollTop === 'number')
  );
}

function isApp(app: unknown): app is AppState {
  return (
    typeof app === 'object' &&
    app !== null &&
    'source' in app &&
    'connection' in app &&
    'chats' in app &&
    'openChatId' in app
  );
}
