// The three answers of every parser at the door: valid, unknown (a newer peer: ignored and logged once), malformed (an error).
// Not here: what to do about each; the session and the server decide that.
import * as v from 'valibot';

export type Decoded<T> =
  | { kind: 'valid'; value: T }
  | { kind: 'unknown'; name: string }
  | { kind: 'malformed'; reason: string };

/** Of a reason: the value that does not fit, and the keys on the way to it, are the peer's and may be megabytes. */
const longestReason = 300;

/** The first issue of a failed parse as `path: message`, so that an error names the field; never longer than a few lines. */
export function issueText(issues: readonly v.BaseIssue<unknown>[]): string {
  const first = issues[0];
  if (!first) return 'The value does not fit.';
  const path = v.getDotPath(first);
  // A key that is missing is said shorter than the library does.
  const message = first.received === 'undefined' ? 'is required' : first.message;
  const reason = path ? `${path}: ${message}` : message;
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
}

/** Parses one JSON text; undefined is never a JSON value, so it stands for "not JSON". */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function decodeWith<T>(schema: v.GenericSchema<unknown, T>, value: unknown): Decoded<T> {
  const result = v.safeParse(schema, value);
  return result.success
    ? { kind: 'valid', value: result.output }
    : { kind: 'malformed', reason: issueText(result.issues) };
}
