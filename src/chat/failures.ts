// What a person can do about each failure, by its code: the server's stable codes, and ours for failures of the line.
// Not here: the sentence of what failed, which comes with the failure; what the actions do (webview/view, host/chatView.ts).
import type { ErrorCode } from '../protocol/trellis/errorCodes.ts';

/** Failures of the line and of what is no Trellis API; they have no code of a server. */
export const lineCodes = ['OFFLINE', 'SERVER_FAILED', 'NOT_TRELLIS'] as const;
export type LineCode = (typeof lineCodes)[number];

export type FailureStep =
  /** Send the same question once more. */
  'askAgain' | 'newChat' | 'signIn' | 'chooseData' | 'chooseModel' | 'deleteChats' | 'showLog';

export interface Remedy {
  /** What to do, where the server's sentence may not say it. */
  hint: string | null;
  steps: readonly FailureStep[];
}

const remedy = (hint: string | null, ...steps: FailureStep[]): Remedy => ({ hint, steps });

const remedies: Readonly<Record<ErrorCode | LineCode, Remedy>> = {
  MISSING_CHAT_ID: remedy(null, 'newChat', 'askAgain'),
  INVALID_REQUEST: remedy('Change the question, or ask it again.', 'askAgain', 'showLog'),
  MISSING_PARAMETER: remedy('Run the saved query again and give all of its values.'),
  NOT_A_USER_MESSAGE: remedy('Only questions can be edited.'),
  UNKNOWN_MODEL: remedy('Choose another one below.', 'chooseModel', 'askAgain'),
  UNAUTHORIZED: remedy(null, 'signIn', 'askAgain'),
  FORBIDDEN: remedy('This account may not do that. An administrator can change it, or sign in with another.', 'signIn'),
  NOT_FOUND: remedy('It may have been deleted elsewhere.', 'newChat'),
  CHAT_NOT_FOUND: remedy('The chat may have been deleted elsewhere.', 'newChat'),
  MESSAGE_NOT_FOUND: remedy('The message may have been deleted elsewhere.', 'askAgain'),
  QUERY_NOT_FOUND: remedy('The saved query may have been deleted elsewhere.'),
  UPLOAD_NOT_FOUND: remedy('Attach the file again.'),
  RESULT_NOT_FOUND: remedy('Ask the question again.'),
  INTEGRATION_NOT_FOUND: remedy('Choose other data.', 'chooseData', 'askAgain'),
  VISUALIZATION_NOT_FOUND: remedy(null, 'askAgain'),
  OPEN_CHAT_CAP: remedy('Delete chats that are no longer needed, then send it again.', 'deleteChats', 'askAgain'),
  TURN_IN_PROGRESS: remedy('This chat answers another question, perhaps of another window. Wait for it.', 'askAgain'),
  DUPLICATE_MESSAGE: remedy(null),
  NOTHING_TO_INTERRUPT: remedy(null),
  REQUEST_TOO_LARGE: remedy('Shorten the question or its context.'),
  UPLOAD_TOO_LARGE: remedy('Attach a smaller file.'),
  UNSUPPORTED_MEDIA_TYPE: remedy(
    'Take the question back, and attach a file that is whole and of another kind: CSV, Excel, PDF or a picture.',
  ),
  MISDIRECTED_REQUEST: remedy("Check the server's address.", 'signIn', 'showLog'),
  RATE_LIMIT: remedy(null, 'askAgain'),
  WS_CONNECTION_CAP: remedy('Close another window of this account, or ask again later.', 'askAgain'),
  NO_DATASOURCE: remedy('Choose the data to ask.', 'chooseData', 'askAgain'),
  QUERY_REFUSED: remedy(null, 'askAgain'),
  QUERY_FAILED: remedy(null, 'askAgain'),
  QUERY_TIMEOUT: remedy('Ask for less at once, a shorter time for example.', 'askAgain'),
  DATABASE_UNREACHABLE: remedy(null, 'askAgain', 'showLog'),
  NOT_UNDERSTOOD: remedy(null, 'chooseModel'),
  MODEL_FAILED: remedy('Ask again, or choose another model below.', 'askAgain', 'chooseModel'),
  INTERNAL: remedy("The server's log says more, under the debug id.", 'askAgain', 'showLog'),
  OFFLINE: remedy(null, 'askAgain'),
  SERVER_FAILED: remedy(null, 'askAgain', 'showLog'),
  NOT_TRELLIS: remedy(null, 'signIn', 'showLog'),
};

const unknown = remedy(null, 'askAgain', 'showLog');

/** A code nobody here knows is a newer server's: the question can be asked again, and the log read. */
export function remedyOf(code: string | null): Remedy {
  return code !== null && isKnown(code) ? remedies[code] : code === null ? remedy(null, 'askAgain') : unknown;
}

function isKnown(code: string): code is keyof typeof remedies {
  return Object.hasOwn(remedies, code);
}
