// The next words of the question that is being written: asked for when the person pauses, the latest text alone.
// Not here: showing them (webview/view/suggestionList.tsx). What fails here is missed by nobody, so nobody is told.
import type { Disposable } from '../base/disposable.ts';
import type { Clock } from '../session/clock.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { SuggestionsClient } from '../session/suggestionsClient.ts';

export interface Suggestions extends Disposable {
  /** Calls back at most once, and only if nothing was asked or ended since. */
  ask(text: string, integrationId: string | null, onItems: (items: string[]) => void): void;
  /** Nobody waits for what was asked last. */
  end(): void;
}

export interface SuggestionsParts {
  client: SuggestionsClient;
  /** Whether the person wants them, the server has them, and its line is there: read at each question. */
  isOffered: () => boolean;
  clock: Clock;
  log: { info(text: string): void };
}

const pauseMs = 150;

export function createSuggestions({ client, isOffered, clock, log }: SuggestionsParts): Suggestions {
  let timer: unknown;
  let asked: AbortController | undefined;
  /** What is wrong with all of them need not be said of each. */
  let isLogged = false;
  let isUnknown = false;

  function end() {
    clock.clearTimeout(timer);
    timer = undefined;
    asked?.abort();
    asked = undefined;
  }

  async function read(text: string, integrationId: string | null, onItems: (items: string[]) => void) {
    // The line may have gone in the pause, and a server is not started for this.
    if (!isOffered()) return;
    const mine = new AbortController();
    asked = mine;
    try {
      const items = await client(text, integrationId, mine.signal);
      if (!mine.signal.aborted) onItems(items);
    } catch (cause) {
      if (mine.signal.aborted) return;
      // An older server has none of it.
      isUnknown ||=
        cause instanceof SessionError && cause.kind === 'notFound' && cause.code !== 'INTEGRATION_NOT_FOUND';
      if (!isLogged) log.info(`There are no suggestions: ${errorMessage(cause)}`);
      isLogged = true;
    }
  }

  return {
    ask(text, integrationId, onItems) {
      end();
      if (isUnknown || !isOffered()) return;
      timer = clock.setTimeout(() => void read(text, integrationId, onItems), pauseMs);
    },
    end,
    dispose: end,
  };
}
