// What a session needs and what it offers, whichever API it speaks.
// Not here: how it does it (trellisSession.ts, assistant/assistantSession.ts).
import type { Disposable } from '../base/disposable.ts';
import type { Clock } from './clock.ts';
import type { SessionState } from './sessionState.ts';
import type { SessionHttp } from './sseAnswers.ts';
import type { TokenSource } from './tokenSource.ts';
import type { Connect } from './transport.ts';
import type { AskRequest, TurnUpdate } from './turns.ts';

/** Which way questions go: `auto` takes a socket where there can be one and HTTP where there cannot. */
export type Pin = 'auto' | 'socket' | 'sse';

export interface SessionOptions {
  /** Read at each attempt: the embedded server has another port after a restart. */
  url: () => Promise<string>;
  tokens: TokenSource;
  connect: Connect;
  /** For tests; else the real one. */
  http?: SessionHttp;
  /** `auto` unless given. */
  pin?: Pin;
  /** False for a server that takes any number of questions, as our own child does. */
  paced?: boolean;
  clock: Clock;
  random: () => number;
  log: (level: 'info' | 'warn', text: string) => void;
}

export interface ChatSession extends Disposable {
  readonly state: SessionState;
  readonly onState: (listener: (state: SessionState) => void) => Disposable;
  readonly onTurn: (listener: (update: TurnUpdate & { key: string }) => void) => Disposable;
  /** Chats were made, renamed or deleted, or their messages changed, here or elsewhere; only some servers tell. */
  readonly onChatsChanged: (listener: () => void) => Disposable;
  start(): void;
  /** From now on questions go that way; `socket` waits for one and says why. What runs goes on where it is. */
  pin(wanted: Pin): void;
  /** Connects now, whatever the countdown says; over SSE it tries for a socket now. */
  retryNow(): void;
  /** Sends the question, at once or when there is a way; its fate comes through `onTurn`. */
  ask(request: AskRequest): void;
  /**
   * Whether a question can take the place of that message, which goes with all after it. `words`: as that one was shown. `no`: its
   * place cannot be told for sure, or the server cannot do it. `risky`: nobody knows which end of the chat the server cuts off.
   * Throws a SessionError.
   */
  canReplace(chatId: string, messageId: string, words?: string): Promise<'yes' | 'risky' | 'no'>;
  /** Stops what runs in the chat, or the question of that key, whose chat may not be known yet. */
  interrupt(chatId: string | null, key?: string): void;
}
