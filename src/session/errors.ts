// The taxonomy of what can go wrong between this client and a server, each with what the person can do about it.
//   offline       nothing answers at that address            retry
//   unauthorized  the key, email or token is refused         sign in again
//   forbidden     this account may not                       -
//   notFound      what was asked for is gone                 -
//   conflict      a cap is reached, or a turn still runs     -
//   rateLimit     too many requests; says how long to wait   wait
//   request       the server refuses what was asked          -
//   server        the server failed                          retry
//   protocol      the answer is not this API's               check the address
//   stopped       the person did, before anything was sent   -
// Not here: errors of a turn; those arrive as events and are part of the chat.
import { closeCodes } from '../protocol/trellis/closeCodes.ts';

export type SessionErrorKind =
  | 'offline'
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'rateLimit'
  | 'request'
  | 'server'
  | 'protocol'
  | 'stopped';

export interface SessionErrorDetails {
  code?: string | null;
  status?: number | null;
  retryAfterSeconds?: number | null;
  debugId?: string | null;
  cause?: unknown;
}

export class SessionError extends Error {
  readonly kind: SessionErrorKind;
  /** The server's stable code, when it gave one. */
  readonly code: string | null;
  /** Of the HTTP answer, when there was one: then the server, or something before it, refused the request. */
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  /** Names this failure in the server's log, when the server gave it a name. */
  readonly debugId: string | null;

  constructor(kind: SessionErrorKind, message: string, details: SessionErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'SessionError';
    this.kind = kind;
    this.code = details.code ?? null;
    this.status = details.status ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.debugId = details.debugId ?? null;
  }
}

export function errorMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** What failed without a word about it counts as a line that could not be made. */
export function asSessionError(cause: unknown, message = 'The connection could not be made.'): SessionError {
  return cause instanceof SessionError ? cause : new SessionError('offline', message, { cause });
}

/** The kind a status of the REST API stands for (section 1). */
export function kindOfStatus(status: number): SessionErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 405) return 'notFound';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rateLimit';
  if (status >= 500) return 'server';
  if (status >= 300 && status < 400) return 'protocol';
  return 'request';
}

const passing = new Set<SessionErrorKind>(['offline', 'server', 'rateLimit', 'conflict']);

/** Failures to connect that pass by themselves; after any other, trying again would only fail again. */
export function passes(kind: SessionErrorKind): boolean {
  return passing.has(kind);
}

/**
 * Statuses of an upgrade that speak against sockets and not against the account: it reached the server as a plain request
 * (200, 400), is forbidden or unknown there, sent elsewhere, a method or protocol that is not served, a server or gateway that fails at it.
 */
const barring = new Set([200, 301, 302, 303, 307, 308, 400, 403, 404, 405, 426, 500, 501, 502, 503, 504]);

/** True when REST may work where this attempt at a socket failed; whoever asks must then look. */
export function mayBarSockets({ status }: SessionError): boolean {
  return status !== null && barring.has(status);
}

/** A wait that the server asked for on every way; that there are too many sockets concerns sockets alone. */
export function holdsEverywhere({ kind, code }: SessionError): boolean {
  return kind === 'rateLimit' && code !== 'WS_CONNECTION_CAP';
}

/** What a person is told who wants sockets only, where only HTTP works. */
export function socketsOnly(cause: SessionError): SessionError {
  const text = `${cause.message} HTTP works here, but this connection is set to use a socket only.`;
  return new SessionError(cause.kind, text, { cause });
}

/** What to do when the line closed: connect again, get a new token first, go on without a socket, or give up. */
export type AfterClose = 'retry' | 'newToken' | 'noPlace' | 'giveUp';

export function decideAfterClose(code: number): AfterClose {
  switch (code) {
    // The token is missing, expired or of another key: a new one may do.
    case closeCodes.unauthorized:
      return 'newToken';
    // Too many sockets for this token, which is good: another socket would only be refused again.
    case closeCodes.connectionCap:
      return 'noPlace';
    // The server takes our frames for broken: the same frames would be refused again.
    case closeCodes.badFrame:
    case closeCodes.tooLarge:
      return 'giveUp';
    // Everything else passes: a restart (1001, 1011), a lost line (1006), a proxy's limit.
    default:
      return 'retry';
  }
}
