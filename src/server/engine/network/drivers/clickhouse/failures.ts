// ClickHouse's errors: its codes and texts as a QueryError that says what to do.
// Not here: the line that breaks (../httpFailures.ts).
import { QueryError } from '../../../engine.ts';

/** More of an error's text is not read. */
export const maxFailureBytes = 64 * 1024;
const maxMessageLength = 1_000;

const codes: Readonly<Record<number, string>> = {
  159: 'timeout',
  160: 'timeout',
  394: 'cancelled',
};
const login = new Set([192, 193, 194, 516]);

/** The code of an error's text; undefined: it is none. */
export function failureCode(text: string): number | undefined {
  const code = /Code: (\d{1,6})[.,]/.exec(text)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** `isOurs`: whether we asked for its end ourselves. */
export function failureOf(text: string, status: number, isOurs: boolean): QueryError {
  const code = failureCode(text);
  const kind = codes[code ?? 0];
  if (isOurs) return new QueryError('cancelled', 'The query was cancelled.');
  if (kind === 'timeout') return new QueryError('timeout', 'The query took too long and was ended by the database.');
  if (kind === 'cancelled') return new QueryError('failed', 'The query was ended in the database by somebody else.');
  if (code !== undefined && login.has(code))
    return new QueryError('failed', 'The database refuses the user name or the password. Check both.');
  if (code === undefined) return new QueryError('failed', withoutText(status));
  const said = text
    .slice(text.indexOf('Code: '))
    .replace(/^Code: \d+[.,]\s*(e\.displayText\(\) = )?/, '')
    .replace(/,? ?(Stack trace|e\.what\(\) = )[\s\S]*$/, '')
    .replaceAll(/DB::\w*Exception: /g, '')
    .replaceAll(/\s*\(version [^)]*\)+/g, '')
    .trim();
  const message = said.length > maxMessageLength ? `${said.slice(0, maxMessageLength)}…` : said;
  return new QueryError('failed', message === '' ? `ClickHouse ended with its error ${code}.` : message);
}

/** Somebody else than ClickHouse may have answered: a proxy, another server. Its page is not shown. */
function withoutText(status: number): string {
  if (status === 401 || status === 403) return 'The server refuses the user name or the password. Check both.';
  if (status === 404 || status === 405) return 'What answers there is no ClickHouse. Check the host and port.';
  return `The server answers with status ${status} in place of rows.`;
}
