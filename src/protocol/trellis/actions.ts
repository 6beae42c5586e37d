// Every frame a client sends on the socket (section 7.2 of the Trellis API), and the body of a question over SSE (section 5.2).
// Not here: the server's answers (events.ts).
import * as v from 'valibot';
import { type Decoded, issueText, parseJson } from '../decoded.ts';

export const maxMessageLength = 32_000;
export const maxTitleLength = 200;

const optionalText = v.optional(v.nullable(v.string()));
const message = v.pipe(
  v.string(),
  v.check((value) => value.trim().length > 0, 'must not be empty'),
  v.maxLength(maxMessageLength, `must be at most ${maxMessageLength} characters`),
);
export const titleSchema = v.pipe(
  v.string(),
  v.check((value) => value.trim().length > 0, 'must not be empty'),
  v.maxLength(maxTitleLength, `must be at most ${maxTitleLength} characters`),
);

/** What this version cannot do is refused rather than answered without it. */
const notServed = v.optional(v.nullable(v.custom<never>(() => false, 'is not served by this version')));

const sendFields = {
  saved_query_id: notServed,
  upload_ids: notServed,
  parameters: notServed,
  message,
  chat_id: optionalText,
  integration_id: optionalText,
  title: v.optional(v.nullable(titleSchema)),
  model: optionalText,
  client_message_id: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(64)))),
};

export const sendBodySchema = v.object({
  ...sendFields,
  on_disconnect: v.optional(v.nullable(v.picklist(['interrupt', 'continue']))),
});
export type SendBody = v.InferOutput<typeof sendBodySchema>;

export const actionSchemas = {
  authenticate: v.object({ action: v.literal('authenticate'), token: v.string() }),
  send_message: v.object({ action: v.literal('send_message'), ...sendFields }),
  ping: v.object({ action: v.literal('ping') }),
  interrupt: v.object({ action: v.literal('interrupt'), chat_id: optionalText }),
} as const;

export type ActionName = keyof typeof actionSchemas;
export type ClientAction = { [N in ActionName]: v.InferOutput<(typeof actionSchemas)[N]> }[ActionName];

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(actionSchemas, name);
}

/**
 * Judges one WebSocket frame from a client. Text that is not a JSON object is `malformed` with reason `not JSON`,
 * which closes with 4002; a known action with a wrong field is malformed with the field's name, which is an error event.
 */
export function decodeAction(frame: string): Decoded<ClientAction> {
  const json = parseJson(frame);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { kind: 'malformed', reason: notJson };
  const name = 'action' in json ? json.action : undefined;
  if (typeof name !== 'string') return { kind: 'malformed', reason: 'action: must be a string' };
  if (!isActionName(name)) return { kind: 'unknown', name };
  const result = v.safeParse(actionSchemas[name], json);
  return result.success
    ? { kind: 'valid', value: result.output }
    : { kind: 'malformed', reason: issueText(result.issues) };
}

export const notJson = 'not JSON';
