// The answers that come over SSE: each with its token, its line and its way to be stopped.
// Not here: one answer's bytes (sseTransport.ts), when questions go this way (trellisSession.ts).
import type { Disposable } from '../base/disposable.ts';
import { type ErrorCode, errorCodes } from '../protocol/trellis/errorCodes.ts';
import type { ServerEvent } from '../protocol/trellis/events.ts';
import type { Clock } from './clock.ts';
import { asSessionError, errorMessage, SessionError } from './errors.ts';
import { checkReach, interruptChat } from './restClient.ts';
import { askOverSse } from './sseTransport.ts';
import type { TokenSource } from './tokenSource.ts';
import { endsTurn, type OpenTurn, type Turns } from './turns.ts';

/** What a session needs of HTTP. */
export interface SessionHttp {
  ask: typeof askOverSse;
  /** Whether REST works where sockets do not. */
  reach: typeof checkReach;
  interrupt: typeof interruptChat;
}

export const overFetch: SessionHttp = { ask: askOverSse, reach: checkReach, interrupt: interruptChat };

export interface SseAnswersOptions {
  url: () => Promise<string>;
  tokens: TokenSource;
  http: SessionHttp;
  clock: Clock;
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
  /** Hears no more of it; the server may go on. */
  cut(turn: OpenTurn): void;
  /** Stops what runs in a chat, whoever asked it. */
  interruptChat(chatId: string): Promise<'done' | 'tooLate' | 'unknown' | 'failed'>;
}

interface Answer {
  abort: AbortController;
  stopWanted: boolean;
  /** Of silence on its line. */
  timer: unknown;
  /** How often in a row its line was silent when it was looked at, and whether its server sends comments to say that it lives. */
  silences: number;
  beats: boolean;
}

/** No request can ask an answer's line whether it lives, so after this silence the server is asked, and has that long to answer. */
const silentMs = 30_000;
const reachWithinMs = 15_000;

export function createSseAnswers(options: SseAnswersOptions): SseAnswers {
  const { url, tokens, clock, http, turns, log } = options;
  const running = new Map<OpenTurn, Answer>();

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
    const answer: Answer = {
      abort: new AbortController(),
      stopWanted: false,
      timer: undefined,
      silences: 0,
      beats: false,
    };
    running.set(turn, answer);
    listen(turn, answer);
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
          onAlive(sign) {
            if (sign === 'beat') answer.beats = true;
            answer.silences = 0;
            if (isOpen()) listen(turn, answer);
          },
          onUnknown: options.onUnknown,
          log,
        }),
      );
    } catch (cause) {
      if (isOpen()) failed(turn, asSessionError(cause));
    } finally {
      if (isOpen()) forget(turn);
    }
  }

  function forget(turn: OpenTurn) {
    clock.clearTimeout(running.get(turn)?.timer);
    running.delete(turn);
  }

  function listen(turn: OpenTurn, answer: Answer) {
    clock.clearTimeout(answer.timer);
    answer.timer = clock.setTimeout(() => void look(turn, answer), silentMs);
  }

  /** The other side may be gone without a word. Where it can still be reached, silence may be work, unless it used to say so. */
  async function look(turn: OpenTurn, answer: Answer) {
    answer.silences += 1;
    const silence = answer.silences;
    const gone = (await isOffline()) || (answer.beats && silence > 1);
    if (running.get(turn) !== answer || answer.silences !== silence) return;
    if (!gone) {
      listen(turn, answer);
      return;
    }
    answer.abort.abort();
    failed(turn, new SessionError('offline', 'The line went silent.'));
  }

  async function isOffline(): Promise<boolean> {
    let timer: unknown;
    const late = new Promise<boolean>((resolve) => {
      timer = clock.setTimeout(() => resolve(true), reachWithinMs);
    });
    const asked = withToken(http.reach).then(
      () => false,
      (cause: unknown) => asSessionError(cause).kind === 'offline',
    );
    const offline = await Promise.race([late, asked]);
    clock.clearTimeout(timer);
    return offline;
  }

  function failed(turn: OpenTurn, reason: SessionError) {
    forget(turn);
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
    forget(turn);
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
    cut,
    interruptChat,
    dispose() {
      const answers = [...running.values()];
      running.clear();
      for (const { abort, timer } of answers) {
        clock.clearTimeout(timer);
        abort.abort();
      }
    },
  };
}

/** The server itself said no, and has stored nothing. A gateway's 5xx says nothing about what lies behind it. */
function isRefusal({ status }: SessionError): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 401 && status !== 408;
}

/** A refusal as the event that the same refusal is on a socket. */
function refusalEvent(turn: OpenTurn, error: SessionError): ServerEvent {
  const { message, kind, retryAfterSeconds, debugId } = error;
  // A gateway that counts requests knows nothing of our codes.
  const code = error.code ?? (kind === 'rateLimit' ? 'RATE_LIMIT' : null);
  const known = code !== null && isErrorCode(code) ? errorCodes[code] : undefined;
  return {
    event: 'error',
    data: {
      error: message,
      code,
      retryable: known?.retryable ?? kind === 'rateLimit',
      error_type: known?.type ?? null,
      retry_after_seconds: retryAfterSeconds,
      debug_id: debugId,
      chat_id: turn.chatId,
      client_message_id: turn.request.clientMessageId,
    },
  };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
