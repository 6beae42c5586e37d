// What is wrong with the fields of a request, said as the assistant API says it: a list, with HTTP 422 (section 1).
// Not here: the form the rest of the server says it in (../judged.ts).
import * as v from 'valibot';
import { ApiError, type FieldProblem } from '../../apiError.ts';

const longestReason = 300;
const longestInput = 200;
const mostProblems = 20;

/** Throws INVALID_REQUEST with every field that does not fit; `place` is where the fields came from. */
export function judgedFields<T>(schema: v.GenericSchema<unknown, T>, value: unknown, place: 'body' | 'query'): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const fields = result.issues.slice(0, mostProblems).map((issue) => problem(issue, place));
  throw new ApiError('INVALID_REQUEST', 'Some fields do not fit.', { fields });
}

/** One that no schema can say. */
export function fieldProblem(
  type: string,
  loc: (string | number)[],
  msg: string,
  input: unknown,
  cause?: unknown,
): ApiError {
  return new ApiError('INVALID_REQUEST', msg, { fields: [{ type, loc, msg, input }], cause });
}

function problem(issue: v.BaseIssue<unknown>, place: string): FieldProblem {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const isMissing = issue.input === undefined;
  return {
    type: isMissing ? 'missing' : issue.kind === 'schema' ? `${issue.type}_type` : 'value_error',
    loc: [place, ...keys],
    msg: isMissing ? 'Field required' : issue.message.slice(0, longestReason),
    input: shortened(issue.input),
  };
}

/** What came is repeated, but not when it is megabytes. */
function shortened(input: unknown): unknown {
  if (typeof input === 'string') return input.length > longestInput ? `${input.slice(0, longestInput)}…` : input;
  return typeof input === 'number' || typeof input === 'boolean' ? input : null;
}
