// The answers that come over SSE: each with its token, its line and its way to be stopped.
// Not here: one answer's bytes (sseTransport.ts), when questions go this way (trellisSession.ts).
import type { Disposable } from '../base/disposable.ts';
import { type ErrorCode, errorCodes } from '../protocol/trellis/errorCodes.ts';
import type { ServerEvent } from '../protocol/trellis/events.ts';
import { errorMessage, SessionError } from './errors.ts';
import type { checkReach, interruptChat } from './restClient.ts';
import type { askOverSse } from './sseTransport.ts';
import type { TokenSource } from './tokenSource.ts';
import { endsTurn, type OpenTurn, type Turns } from './turns.ts';

/** What a session needs of HTTP. */
export interface SessionHttp {
  ask: typeof askOverSse;
  /** Whether REST works where sockets do not. */
  reach: typeof checkReach;
  interrupt: typeof interruptChat;
}

export interface SseAnswersOptions {
  url: () => Promise<string>;
  tokens: TokenSource;
  http: SessionHttp;
  turns: Pick<Turns, 'heard' | 'lose'>;
  /** An answer is gone, after its turn was told; the line may be gone with it, or the account. */
  onLost: (reason: SessionError) => void;
  onUnknown: (name: string) => void;
  log: (level: 'info' | 'warn', text: string) => void;
}

export interface SseAnswers extends Disposable {
  ask(turn: OpenTurn): void;
  /** Stops the turn; its `interrupted` comes like any event. */
  interrupt(turn: OpenTurn): void;
  /** Stops what runs in a chat, whoever asked it. */
  interruptChat(chatId: string): Promise<'done' | 'tooLate' | 'unknown' | 'failed'>;
}

export function createSseAnswers(options: SseAnswersOptions): SseAnswers {
  const { url, tokens, http, turns, log } = options;
  const running = new Map<OpenTurn, { abort: AbortController; stopWanted: boolean }>();

  /** Once more with a new token after a 401: what was refused so was not stored. */
  async function withToken<T>(work: (baseUrl: string, token: string) => Promise<T>): Promise<T> {
    const token = await tokens.token();
    try {
      return await work(await url(), token);
    } catch (cause) {
      if (!(cause instanceof SessionError) || cause.status !== 401) throw cause;
      return work(await url(), await tokens.renewed(token));
    }
  }

  async function run(turn: OpenTurn) {
    const answer = { abort: new AbortController(), stopWanted: false };
    running.set(turn, answer);
    const isOpen = () => running.get(turn) === answer;
    try {
      await withToken((baseUrl, token) =>
        http.ask({
          baseUrl,
          token,
          request: turn.request,
          signal: answer.abort.signal,
          onEvent(event) {
            if (!isOpen()) return;
            turns.heard(turn, event);
            if (!answer.stopWanted || endsTurn(event)) return;
            answer.stopWanted = false;
            void stop(turn);
          },
          onUnknown: options.onUnknown,
          log,
        }),
      );
    } catch (cause) {
      if (isOpen()) failed(turn, asSessionError(cause));
    } finally {
      if (isOpen()) running.delete(turn);
    }
  }

  function failed(turn: OpenTurn, reason: SessionError) {
    running.delete(turn);
    if (isRefusal(reason)) turns.heard(turn, refusalEvent(turn, reason));
    else {
      turns.lose(turn, reason);
      options.onLost(reason);
    }
  }

  async function stop(turn: OpenTurn) {
    const answer = turn.chatId === null ? 'unknown' : await interruptChat(turn.chatId);
    // Another server: it stops when nobody listens any more.
    if (answer === 'unknown') cut(turn);
  }

  function cut(turn: OpenTurn) {
    const answer = running.get(turn);
    if (!answer) return;
    running.delete(turn);
    answer.abort.abort();
    if (turn.phase === 'acknowledged') turns.heard(turn, { event: 'interrupted', data: { status: 'interrupted' } });
    else turns.lose(turn, new SessionError('offline', 'Stopped before the server had said anything.'));
  }

  async function interruptChat(chatId: string): Promise<'done' | 'tooLate' | 'unknown' | 'failed'> {
    try {
      await withToken((baseUrl, token) => http.interrupt(baseUrl, token, chatId));
      return 'done';
    } catch (cause) {
      const { status, kind } = asSessionError(cause);
      if (status === 404 || status === 405) return 'unknown';
      // The answer's end is on its way.
      if (kind === 'conflict') return 'tooLate';
      log('warn', `The answer could not be stopped: ${errorMessage(cause)}`);
      return 'failed';
    }
  }

  return {
    ask: (turn) => void run(turn),
    interrupt(turn) {
      const answer = running.get(turn);
      if (!answer) return;
      if (turn.phase === 'acknowledged') void stop(turn);
      // Asked twice: whatever the server makes of it, the person is not kept waiting.
      else if (answer.stopWanted) cut(turn);
      // The server may not have the question yet, and a stop before it would be no stop.
      else answer.stopWanted = true;
    },
    interruptChat,
    dispose() {
      const answers = [...running.values()];
      running.clear();
      for (const { abort } of answers) abort.abort();
    },
  };
}

/** The server itself said no, and has stored nothing. A gateway's 5xx says nothing about what lies behind it. */
function isRefusal({ status }: SessionError): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 401 && status !== 408;
}

/** A refusal as the event that the same refusal is on a socket. */
function refusalEvent(turn: OpenTurn, { message, code, kind, retryAfterSeconds }: SessionError): ServerEvent {
  const known = code !== null && isErrorCode(code) ? errorCodes[code] : undefined;
  return {
    event: 'error',
    data: {
      error: message,
      code,
      retryable: known?.retryable ?? kind === 'rateLimit',
      error_type: known?.type ?? null,
      retry_after_seconds: retryAfterSeconds,
      chat_id: turn.chatId,
      client_message_id: turn.request.clientMessageId,
    },
  };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function asSessionError(cause: unknown): SessionError {
  return cause instanceof SessionError ? cause : new SessionError('offline', errorMessage(cause), { cause });
}
