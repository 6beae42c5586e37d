// Why a model did not answer, from whatever the library throws or tells: one kind each, and how long to wait.
// Not here: what a person is told of it (answer/agent/failureText.ts). Errors of the library hold the whole prompt: none of them leaves this file.
import { APICallError, RetryError } from 'ai';
import type { FailureKind, ModelFailure } from '../conversation.ts';

export function failureOf(thrown: unknown): ModelFailure {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (APICallError.isInstance(error)) {
    const { statusCode, responseBody = '', responseHeaders } = error;
    const kind = kindOf(statusCode, `${responseBody}\n${error.message}\n${messageOf(error.cause)}`);
    const about = statusCode === undefined ? `no answer (${causeCode(error)})` : `HTTP ${statusCode}`;
    return { kind, about, retryAfterMs: kind === 'limited' ? waitOf(responseHeaders, responseBody) : undefined };
  }
  if (error instanceof Error && error.name === 'EditorModelError' && 'code' in error) {
    const code = String(error.code);
    return { kind: editorKinds.get(code) ?? 'unreachable', about: `editor: ${code}` };
  }
  // An error that is told inside a stream.
  const status = field(error, 'statusCode');
  const text = `${field(error, 'type') ?? ''} ${field(error, 'code') ?? ''} ${error instanceof Error ? error.message : ''}`;
  if (typeof status === 'number') return { kind: kindOf(status, text), about: `HTTP ${status} inside the answer` };
  return { kind: kindOf(undefined, text), about: error instanceof Error ? error.name : typeof error };
}

const editorKinds = new Map<string, FailureKind>([
  ['NoPermissions', 'noPermission'],
  ['Blocked', 'refused'],
  ['NotFound', 'noModel'],
]);

/** What services say beside HTTP 402; Google speaks of billing in every limit, too. */
const noCredit =
  /insufficient_quota|credit balance|credits are depleted|payment required|blocked_api_access|usage limit, upgrade/i;

function kindOf(status: number | undefined, said: string): FailureKind {
  if (noCredit.test(said) || status === 402) return 'credit';
  if (/API_KEY_INVALID|API key not valid/.test(said) || status === 401 || status === 403) return 'key';
  if (/context_length_exceeded|prompt is too long|maximum context|too many tokens/i.test(said)) return 'tooLong';
  if (status === 413) return 'tooLong';
  // It called a tool where it was told to use none: asked again, most do not.
  if (/tool_use_failed|tool choice is none/i.test(said)) return 'cut';
  if (status === 404) return 'noModel';
  if (status === 429 || /rate.?limit/i.test(said)) return 'limited';
  // Answers that break off come with the status of their beginning.
  if (status === 200 || status === undefined)
    return /\bcut\b|terminated|without a finish/i.test(said) ? 'cut' : 'unreachable';
  return status >= 500 ? 'unreachable' : 'refused';
}

/** Milliseconds; services say it in a header, or in the body. */
function waitOf(headers: Record<string, string> | undefined, body: string): number | undefined {
  const milliseconds = Number(headers?.['retry-after-ms']);
  if (milliseconds > 0) return milliseconds;
  const after = headers?.['retry-after'];
  if (after && /^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000;
  const date = after ? Date.parse(after) - Date.now() : Number.NaN;
  if (date > 0) return date;
  const told = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body) ?? /try again in (\d+(?:\.\d+)?)s/i.exec(body);
  return told ? Number(told[1]) * 1000 : undefined;
}

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function causeCode({ cause }: Error): string {
  const code = field(cause, 'code') ?? field(field(cause, 'cause'), 'code');
  return typeof code === 'string' ? code : 'no code';
}
