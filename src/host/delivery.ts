// A question's way to the server: its chat is made, its files are uploaded, then the session sends it.
// Not here: what becomes of it then (conversation.ts), how it is sent (session/).
import type { AttachedFile } from '../chat/state.ts';
import type { Clock } from '../session/clock.ts';
import { SessionError } from '../session/errors.ts';
import type { RestClient } from '../session/restClient.ts';
import type { AskImage, AskRequest } from '../session/turns.ts';
import { isLocal, type OpenTurn } from './openTurns.ts';

/** Files to a chat. Those that are there already are not sent again. */
export interface Uploader {
  /**
   * The uploads' ids in the order of the files, and the chat they went to: an older server makes one when `chatId` is null.
   * `onProgress` gets the share that arrived, from 0 to 1. Rejects with a SessionError, also when `signal` says so.
   */
  upload(
    chatId: string | null,
    files: readonly AttachedFile[],
    options: { signal: AbortSignal; onProgress: (share: number) => void },
  ): Promise<{ ids: string[]; chatId: string | null }>;
}

/** Of one step that the server puts off. */
const maxAttempts = 5;

export interface DeliveryParts {
  rest: Pick<RestClient, 'createChat'>;
  session: { ask(request: AskRequest): void };
  uploader: Uploader | undefined;
  /** Where a picture goes with its question instead; throws a SessionError. */
  readPicture?: ((file: AttachedFile) => Promise<AskImage>) | undefined;
  /** The `model_id` that answers where none is chosen; null when the server did not say. */
  defaultModel: () => string | null;
  isDisposed: () => boolean;
  /** Whether it is still wanted: not stopped, removed or asked again meanwhile. */
  isOpen: (turn: OpenTurn) => boolean;
  /** The server has a chat for the local one. */
  onChat: (localId: string, chatId: string, title: string) => void;
  onProgress: (turn: OpenTurn, share: number | null) => void;
  /** The server asks to wait until then. */
  onHeld: (turn: OpenTurn, until: number) => void;
  clock: Clock;
  onFailed: (turn: OpenTurn, cause: unknown) => void;
}

export function createDelivery(parts: DeliveryParts) {
  const { rest, session, uploader, clock } = parts;
  /** Chats on their way to exist: once for each, however often its question is stopped and sent again meanwhile. */
  const creations = new Map<string, Promise<void>>();

  function createChat({ chatId: localId, title, integrationId }: OpenTurn): Promise<void> {
    const known = creations.get(localId);
    if (known) return known;
    const creation = rest
      .createChat(title, integrationId)
      .then((chat) => {
        if (!parts.isDisposed()) parts.onChat(localId, chat.id, chat.title ?? title);
      })
      .finally(() => creations.delete(localId));
    creations.set(localId, creation);
    return creation;
  }

  /** Does it again when the server wanted to be asked later. */
  async function patiently<T>(turn: OpenTurn, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (cause) {
        if (!(cause instanceof SessionError) || cause.kind !== 'rateLimit') throw cause;
        // A server that does not say how long is asked again ever later.
        const seconds = cause.retryAfterSeconds ?? 10 * 2 ** (attempt - 1);
        if (attempt >= maxAttempts || !parts.isOpen(turn)) throw cause;
        parts.onHeld(turn, clock.now() + seconds * 1000);
        await new Promise<void>((resolve) => {
          const timer = clock.setTimeout(resolve, seconds * 1000);
          const stop = () => {
            clock.clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', stop, { once: true });
        });
        if (signal.aborted || parts.isDisposed() || !parts.isOpen(turn)) throw cause;
      }
    }
  }

  async function prepare(turn: OpenTurn, signal: AbortSignal): Promise<string[]> {
    if (isLocal(turn.chatId)) {
      try {
        await patiently(turn, signal, () => createChat(turn));
      } catch (cause) {
        // Older servers cannot make a chat; they make one for a question that names none.
        if (!(cause instanceof SessionError) || cause.kind !== 'notFound') throw cause;
        turn.makesChat = true;
      }
    }
    if (turn.files.length === 0 || !uploader || !parts.isOpen(turn)) return [];
    const onProgress = (share: number) => parts.onProgress(turn, share);
    const place = turn.makesChat ? null : turn.chatId;
    const { ids, chatId } = await patiently(turn, signal, () =>
      uploader.upload(place, turn.files, { signal, onProgress }),
    );
    parts.onProgress(turn, null);
    if (place === null && chatId !== null && !parts.isDisposed()) {
      parts.onChat(turn.chatId, chatId, turn.title);
      turn.makesChat = false;
    }
    return ids;
  }

  return async (turn: OpenTurn): Promise<void> => {
    const preparing = new AbortController();
    turn.preparing = preparing;
    let uploadIds: string[];
    let image: AskImage | null = null;
    try {
      const picture = turn.files.at(-1);
      if (picture && parts.readPicture) image = await parts.readPicture(picture);
      uploadIds = await prepare(turn, preparing.signal);
    } catch (cause) {
      if (parts.isOpen(turn)) parts.onFailed(turn, cause);
      return;
    }
    turn.preparing = null;
    if (parts.isDisposed() || !parts.isOpen(turn)) return;
    const { key, content: message, integrationId, model, replaces, replacedWords = null, savedQuery, options } = turn;
    const chatId = turn.makesChat ? null : turn.chatId;
    const choice = { integrationId, model, options: options ?? null };
    const place = { chatId, replaces, replacedWords };
    const toolEvents = thinksOnItsWay(model ?? parts.defaultModel());
    session.ask({ key, message, ...place, ...choice, toolEvents, clientMessageId: key, uploadIds, image, savedQuery });
  };
}

/** A model does; the planner's steps are over before anybody could read of them. */
function thinksOnItsWay(model: string | null): boolean {
  return model !== null && model !== 'planner';
}
