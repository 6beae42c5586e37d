// The stable error codes of the Trellis API, with the HTTP status each has and the kind of error it is.
// Not here: sentences for the person (session/errors.ts on the client; the place of the failure on the server).
export type ErrorType = 'auth' | 'limit' | 'request' | 'data' | 'model' | 'server';

export const errorCodes = {
  MISSING_CHAT_ID: { status: 400, type: 'request', retryable: false },
  INVALID_REQUEST: { status: 400, type: 'request', retryable: false },
  MISSING_PARAMETER: { status: 400, type: 'request', retryable: false },
  NOT_A_USER_MESSAGE: { status: 400, type: 'request', retryable: false },
  UNKNOWN_MODEL: { status: 400, type: 'request', retryable: false },
  UNAUTHORIZED: { status: 401, type: 'auth', retryable: false },
  FORBIDDEN: { status: 403, type: 'auth', retryable: false },
  NOT_FOUND: { status: 404, type: 'request', retryable: false },
  CHAT_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  MESSAGE_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  QUERY_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  UPLOAD_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  RESULT_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  INTEGRATION_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  VISUALIZATION_NOT_FOUND: { status: 404, type: 'request', retryable: false },
  OPEN_CHAT_CAP: { status: 409, type: 'limit', retryable: false },
  TURN_IN_PROGRESS: { status: 409, type: 'request', retryable: true },
  DUPLICATE_MESSAGE: { status: 409, type: 'request', retryable: false },
  NOTHING_TO_INTERRUPT: { status: 409, type: 'request', retryable: false },
  REQUEST_TOO_LARGE: { status: 413, type: 'request', retryable: false },
  UPLOAD_TOO_LARGE: { status: 413, type: 'request', retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, type: 'request', retryable: false },
  MISDIRECTED_REQUEST: { status: 421, type: 'request', retryable: false },
  RATE_LIMIT: { status: 429, type: 'limit', retryable: true },
  WS_CONNECTION_CAP: { status: 429, type: 'limit', retryable: true },
  NO_DATASOURCE: { status: 400, type: 'data', retryable: false },
  QUERY_REFUSED: { status: 400, type: 'data', retryable: false },
  QUERY_FAILED: { status: 400, type: 'data', retryable: false },
  QUERY_TIMEOUT: { status: 400, type: 'data', retryable: true },
  DATABASE_UNREACHABLE: { status: 502, type: 'data', retryable: true },
  NOT_UNDERSTOOD: { status: 400, type: 'request', retryable: false },
  MODEL_FAILED: { status: 502, type: 'model', retryable: true },
  INTERNAL: { status: 500, type: 'server', retryable: true },
} as const satisfies Record<string, { status: number; type: ErrorType; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;
