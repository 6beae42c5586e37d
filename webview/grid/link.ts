// The line between one grid and the host: intents go up, and of the answers only its own come down.
// Not here: what they mean (model.ts), what is in them (src/bridge/results.ts).
import type { FromWebview } from '../../src/bridge/messages.ts';
import { type ResultAnswer, readResultAnswer } from '../../src/bridge/results.ts';

export interface Link {
  /** The name it is answered under. */
  grid: string;
  end(): void;
}

export type Post = (intent: FromWebview) => void;

// A page that was made again must not take an answer to the one before it for its own, and the host tells grids of all pages apart by it.
const page = crypto.getRandomValues(new Uint32Array(2)).join('-');
let opened = 0;

/** Listens until it is ended. */
export function openLink(hear: (answer: ResultAnswer) => void): Link {
  opened += 1;
  const grid = `${page}-${opened}`;
  const listen = (event: MessageEvent<unknown>): void => {
    const answer = readResultAnswer(event.data, grid);
    if (answer) hear(answer);
  };
  window.addEventListener('message', listen);
  return { grid, end: () => window.removeEventListener('message', listen) };
}
