// Every event of an answer as a server of the assistant API streams it, judged by its name and its data.
// Not here: what an answer becomes of them (session/assistant/answerSoFar.ts), the bodies of the other calls (bodies.ts).
import * as v from 'valibot';
import { type Decoded, issueText } from '../decoded.ts';
import {
  chatIdSchema,
  lenient,
  lenientFlag,
  lenientShown,
  lenientText,
  listOf,
  longest,
  orNumber,
  shown,
  shownOr,
  suggestionsSchema,
} from '../lenient.ts';
import { maxMessageLength } from '../trellis/actions.ts';
import { unsaidError } from '../trellis/events.ts';
import { visualizationSchema } from '../trellis/visualization.ts';

const turn = { conversation_id: lenient(orNumber(chatIdSchema)), provider: lenientShown(longest.name) };
/** `text` is the whole so far, `delta` what came now; either may be missing. */
const grown = { text: lenientText, delta: lenientText };
const tool = v.object({ name: shownOr(longest.name, ''), label: lenientShown(longest.name) });

/** What our server says of an answer beside its text. A click sends the message, so that one too long to be sent is none. */
export const answerExtras = {
  text: lenientText,
  sql: lenientText,
  reading: lenientShown(longest.reading),
  clarification: lenient(
    listOf(v.object({ label: shown(longest.title), message: v.pipe(v.string(), v.maxLength(maxMessageLength)) })),
  ),
};

/** How our server says what failed, beside the sentence. */
export const failureExtras = {
  code: lenientShown(longest.name),
  retryable: lenientFlag,
  debug_id: lenientShown(longest.debugId),
  suggestions: lenient(suggestionsSchema),
};

/** Of `done` and `error` nothing is required: what ends an answer ends it however odd it is. */
export const assistantEventSchemas = {
  meta: v.object({ ...turn, message_id: lenientText }),
  status: v.object({ text: shown(longest.sentence) }),
  reasoning: v.object(grown),
  tool_start: tool,
  tool_end: tool,
  assistant: v.object(grown),
  visualization: v.object({ visualization: visualizationSchema }),
  done: v.object({
    ...turn,
    ...answerExtras,
    ...failureExtras,
    reply: lenientText,
    message_id: lenientText,
    interrupted: lenientFlag,
  }),
  error: v.object({
    ...turn,
    ...failureExtras,
    error: shownOr(longest.sentence, unsaidError),
    message_id: lenientText,
  }),
} as const;

export type AssistantEventName = keyof typeof assistantEventSchemas;
export type AssistantEventData<N extends AssistantEventName> = v.InferOutput<(typeof assistantEventSchemas)[N]>;
export type AssistantEvent = {
  [N in AssistantEventName]: { event: N; data: AssistantEventData<N> };
}[AssistantEventName];

const neverMalformed = new Set<string>(['meta', 'done', 'error']);

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** Data that is a text alone stands for the field that matters. */
function objectOf(name: AssistantEventName, data: unknown): unknown {
  if (isObject(data)) return data;
  if (typeof data === 'string' && name === 'error') return { error: data };
  return neverMalformed.has(name) ? {} : data;
}

/** `name` is the record's `event`, undefined when it has none: then the data's `type` names it. */
export function decodeAssistantEvent(name: string | undefined, data: unknown): Decoded<AssistantEvent> {
  const type = isObject(data) && typeof data.type === 'string' ? data.type : undefined;
  const called = name ?? type;
  if (called === undefined) return { kind: 'malformed', reason: 'The event has no name.' };
  if (!Object.hasOwn(assistantEventSchemas, called)) return { kind: 'unknown', name: called };
  const known = called as AssistantEventName;
  const result = v.safeParse(assistantEventSchemas[known], objectOf(known, data));
  if (!result.success) return { kind: 'malformed', reason: `${called}: ${issueText(result.issues)}` };
  // The table pairs each name with its schema, which the compiler cannot follow through an index.
  return { kind: 'valid', value: { event: known, data: result.output } as AssistantEvent };
}

/** A reply that is a failure told as a text; null for any other. The sentence comes without its prefix. */
export function failureIn(reply: string): string | null {
  const said = /^\s*(?:Error:\s*|(?=No AI provider))/.exec(reply);
  return said ? reply.slice(said[0].length).trim() || unsaidError : null;
}
