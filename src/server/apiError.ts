// A failure a client is told about: a stable code, a sentence that says what to do, and what goes with it.
// Not here: unexpected exceptions; those become INTERNAL with a debug id where a request or turn is run.
import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorCodes } from '../protocol/trellis/errorCodes.ts';
import { QueryError } from './engine/engine.ts';

/** One field that does not fit, as the assistant API tells it (section 1): `loc` begins with `body` or `query`. */
export interface FieldProblem {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
}

export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly extra: Record<string, unknown>;
  /** What the fields of a request are refused for, in the form of the assistant API: then the status is 422. */
  readonly fields: readonly FieldProblem[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: {
      retryAfterSeconds?: number;
      extra?: Record<string, unknown>;
      fields?: readonly FieldProblem[];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'ApiError';
    this.code = code;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.extra = details.extra ?? {};
    this.fields = details.fields;
  }

  get status() {
    return this.fields ? 422 : errorCodes[this.code].status;
  }
}

/** The payload of an `error` event; `debug_id` is in the server's log line too. */
export function errorEventData(error: ApiError, debugId: string = randomUUID()) {
  const { type, retryable } = errorCodes[error.code];
  return {
    error: error.message,
    code: error.code,
    retryable,
    debug_id: debugId,
    error_type: type,
    ...(error.retryAfterSeconds === undefined ? {} : { retry_after_seconds: error.retryAfterSeconds }),
    ...error.extra,
  };
}

const codeOfQuery = { refused: 'QUERY_REFUSED', failed: 'QUERY_FAILED', timeout: 'QUERY_TIMEOUT' } as const;

/** Whatever was thrown, as what a client is told: a query says what went wrong, the unexpected only that it did. */
export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  if (cause instanceof QueryError && cause.kind !== 'cancelled') {
    return new ApiError(codeOfQuery[cause.kind], cause.message, { cause });
  }
  return new ApiError('INTERNAL', 'Something went wrong in the server. Ask again; if it stays, look at the log.', {
    cause,
  });
}
