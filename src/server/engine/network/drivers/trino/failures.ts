// Trino's errors: their names and texts as a QueryError that says what to do.
// Not here: the line that breaks (../httpFailures.ts). Stacks are not shown: they are the server's own affair.
import { QueryError } from '../../../engine.ts';

const maxMessageLength = 1_000;
const timeouts = new Set(['EXCEEDED_TIME_LIMIT', 'EXCEEDED_CPU_LIMIT']);
const ended = new Set(['USER_CANCELED', 'ADMINISTRATIVELY_KILLED', 'ADMINISTRATIVELY_PREEMPTED']);

/** `error`: of a page. `isOurs`: whether we asked for its end ourselves. */
export function failureOf(error: unknown, isOurs: boolean): QueryError {
  if (isOurs) return new QueryError('cancelled', 'The query was cancelled.');
  const { message, errorName, errorLocation } = fieldsOf(error);
  const name = typeof errorName === 'string' ? errorName.slice(0, 80) : '';
  if (timeouts.has(name)) return new QueryError('timeout', 'The query took too long and was ended by the database.');
  if (ended.has(name)) return new QueryError('failed', 'The query was ended in the database by somebody else.');
  const said = typeof message === 'string' ? message.replace(/^line \d+:\d+: /, '').trim() : '';
  const { lineNumber, columnNumber } = fieldsOf(errorLocation);
  const place =
    typeof lineNumber === 'number' && typeof columnNumber === 'number'
      ? ` (line ${lineNumber}, column ${columnNumber})`
      : '';
  const bounded = said.length > maxMessageLength ? `${said.slice(0, maxMessageLength)}…` : said;
  return new QueryError('failed', `${bounded === '' ? name || 'Trino ended with an error.' : bounded}${place}`);
}

/** Of an answer that is no page. Somebody else than Trino may have sent it, so that its text is not shown. */
export function statusFailure(status: number): QueryError {
  if (status === 401 || status === 403)
    return new QueryError('failed', 'Trino refuses the user name or the password. Check both.');
  if (status === 404 || status === 405)
    return new QueryError('failed', 'What answers there is no Trino. Check the host and port.');
  if (status === 410) return new QueryError('failed', 'Trino does not know the query any more. Ask again.');
  return new QueryError('failed', `The server answers with status ${status} in place of rows.`);
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
