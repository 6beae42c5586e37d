// Every frame a client sends on the socket (section 7.2 of the Trellis API), and the bodies of a question and of an edit
// over SSE (sections 5.2 and 5.3).
// Not here: the server's answers (events.ts).
import * as v from 'valibot';
import { type Decoded, issueText, parseJson } from '../decoded.ts';

export const maxMessageLength = 32_000;
export const maxTitleLength = 200;

const optionalText = v.optional(v.nullable(v.string()));

/** Text that says something, of at most so many characters. */
export function filledText(max: number) {
  return v.pipe(v.string(), v.regex(/\S/, 'must not be empty'), v.maxLength(max, `must be at most ${max} characters`));
}

export const contentSchema = filledText(maxMessageLength);
export const titleSchema = filledText(maxTitleLength);

const optionalFlag = v.optional(v.nullable(v.boolean()));
const clientMessageId = v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(64))));

/** Values for the `{{name}}` of a saved query. */
export const parametersSchema = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z_]\w{0,63}$/, 'must be the name of a parameter')),
  v.nullable(
    v.union(
      [v.pipe(v.string(), v.maxLength(4_000)), v.number(), v.boolean()],
      'must be a string of at most 4,000 characters, a number, a boolean or null',
    ),
  ),
);

const sendFields = {
  message: contentSchema,
  chat_id: optionalText,
  integration_id: optionalText,
  title: v.optional(v.nullable(titleSchema)),
  model: optionalText,
  upload_ids: v.optional(v.nullable(v.pipe(v.array(v.string()), v.maxLength(20, 'must be at most 20 ids')))),
  saved_query_id: optionalText,
  parameters: v.optional(v.nullable(parametersSchema)),
  include_tool_events: optionalFlag,
  client_message_id: clientMessageId,
};

const editFields = {
  content: contentSchema,
  integration_id: optionalText,
  model: optionalText,
  include_tool_events: optionalFlag,
  client_message_id: clientMessageId,
};

/** Ours: what becomes of the answer when the line of an SSE request is cut. */
const onDisconnect = { on_disconnect: v.optional(v.nullable(v.picklist(['interrupt', 'continue']))) };

export const sendBodySchema = v.object({ ...sendFields, ...onDisconnect });
export type SendBody = v.InferOutput<typeof sendBodySchema>;

export const editBodySchema = v.object({ ...editFields, ...onDisconnect });
export type EditBody = v.InferOutput<typeof editBodySchema>;

const messageOfChat = { chat_id: optionalText, message_id: v.string() };

export const actionSchemas = {
  authenticate: v.object({ action: v.literal('authenticate'), token: v.string() }),
  send_message: v.object({ action: v.literal('send_message'), ...sendFields }),
  edit_message: v.object({ action: v.literal('edit_message'), ...messageOfChat, ...editFields }),
  delete_message: v.object({ action: v.literal('delete_message'), ...messageOfChat }),
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
 * which closes with 4002; `adapt` may take off what an older revision does not know; a known action with a wrong field is malformed with the field's name, which is an error event.
 */
export function decodeAction(frame: string, adapt = (json: object): object => json): Decoded<ClientAction> {
  const given = parseJson(frame);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { kind: 'malformed', reason: notJson };
  const json = adapt(given);
  const name = 'action' in json ? json.action : undefined;
  if (typeof name !== 'string') return { kind: 'malformed', reason: 'action: must be a string' };
  if (!isActionName(name)) return { kind: 'unknown', name };
  const result = v.safeParse(actionSchemas[name], json);
  return result.success
    ? { kind: 'valid', value: result.output }
    : { kind: 'malformed', reason: issueText(result.issues) };
}

export const notJson = 'not JSON';
