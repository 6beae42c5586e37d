// The three revisions of the Trellis API this server speaks: everything inside is the current one, and what an older one
// lacks is taken off here, on the way out. The old ones carry no key and no event of ours (section 11 of the Trellis API).
// Not here: answering (http/, socket.ts, chats/turns.ts).
import type { Chart, Table } from '../protocol/trellis/visualization.ts';
import type { ApiError } from './apiError.ts';

export const revisionNames = ['current', 'previous', 'first'] as const;
export type RevisionName = (typeof revisionNames)[number];

export interface WireEvent {
  event: string;
  data: Record<string, unknown>;
}

export interface Revision {
  readonly name: RevisionName;
  /** False: a question or upload without a chat makes one, `client_message_id` and `on_disconnect` mean nothing. */
  readonly isCurrent: boolean;
  readonly hasSocket: boolean;
  /** Bytes of one uploaded file. */
  readonly maxUploadBytes: number;
  /** False: the list of chats is all of them. */
  readonly hasPages: boolean;
  serves(endpoint: string): boolean;
  /** The body of a request or a frame, as the current revision would have it. */
  body(endpoint: string, json: object): object;
  /** The body of an answer, from that of the current revision. */
  answer(endpoint: string, body: unknown): unknown;
  /** An event, or undefined when this revision has none of it. */
  event(event: WireEvent, turn: { madeChat: boolean }): WireEvent | undefined;
  status(error: ApiError): number;
  errorBody(error: ApiError, debugId: string): Record<string, unknown>;
}

const megabyte = 1024 * 1024;

export const current: Revision = {
  name: 'current',
  isCurrent: true,
  hasSocket: true,
  maxUploadBytes: 30 * megabyte,
  hasPages: true,
  serves: () => true,
  body: (_, json) => json,
  answer: (_, body) => body,
  event: (event) => event,
  status: (error) => error.status,
  errorBody: (error, debugId) => ({
    detail: error.fields ?? error.message,
    code: error.code,
    ...(error.code === 'INTERNAL' ? { debug_id: debugId } : {}),
    ...error.extra,
  }),
};

type Json = Record<string, unknown>;

/** The endpoints of the assistant API have ids that begin with it. */
export const assistantPrefix = 'assistant';

/** What only the current revision has. */
const newEndpoints = new Set([
  'createChat',
  'interruptChat',
  'integrationSchema',
  'checkIntegration',
  'createIntegration',
  'deleteIntegration',
  'listSuggestions',
  'openApi',
  'getVisualization',
  'getResult',
  'exportResult',
  'uploadContent',
]);
const oldStatuses: readonly number[] = [200, 201, 204, 400, 401, 403, 404, 421, 500];

const previous: Revision = {
  name: 'previous',
  isCurrent: false,
  hasSocket: true,
  maxUploadBytes: 5 * megabyte,
  hasPages: false,
  // Links to uploads exist in every revision; where they lead is not part of the API.
  serves: (endpoint) =>
    endpoint === 'uploadContent' || !(newEndpoints.has(endpoint) || endpoint.startsWith(assistantPrefix)),
  body: (endpoint, json) => oldBody(endpoint, json),
  answer: (endpoint, body) => oldAnswers[endpoint]?.(body as Json) ?? body,
  event: ({ event, data }) => oldEvents[event]?.(data),
  status: (error) => (oldStatuses.includes(error.status) ? error.status : 400),
  errorBody: (error) => ({ detail: error.message }),
};

const first: Revision = {
  ...previous,
  name: 'first',
  hasSocket: false,
  serves: (endpoint) => endpoint === 'getVisualization' || previous.serves(endpoint),
  event(event, turn) {
    if (event.event === 'chat_metadata')
      return turn.madeChat ? { event: 'chat_metadata', data: { id: event.data.id } } : undefined;
    if (event.event === 'visualization') return { event: 'visualization', data: { id: event.data.id } };
    return previous.event(event, turn);
  },
};

export const revisions: Readonly<Record<RevisionName, Revision>> = { current, previous, first };

function pick(json: Json, ...names: string[]): Json {
  return Object.fromEntries(names.flatMap((name) => (json[name] === undefined ? [] : [[name, json[name]]])));
}

/** What only the current revision knows of a question. */
const newFields = new Set([
  'client_message_id',
  'on_disconnect',
  'saved_query_id',
  'parameters',
  'upload_ids',
  'include_tool_events',
]);

function oldBody(endpoint: string, json: object): object {
  const body: Json = Object.fromEntries(Object.entries(json).filter(([name]) => !newFields.has(name)));
  if (endpoint !== 'createQuery' && endpoint !== 'updateQuery') return body;
  return { ...pick(body, 'title', 'sql'), ...(body.query === undefined ? {} : { prompt: body.query }) };
}

const list = (json: Json, name: string): Json[] => (Array.isArray(json[name]) ? json[name] : []);

function oldQuery({ prompt, ...query }: Json): Json {
  return {
    ...pick(query, 'id', 'organization_id', 'title'),
    query: prompt,
    ...pick(query, 'sql', 'last_updated_by', 'last_updated_by_name', 'created_at', 'updated_at'),
  };
}

function oldMessage(message: Json): Json {
  const metadata = typeof message.metadata === 'object' && message.metadata !== null ? (message.metadata as Json) : {};
  return { ...message, metadata: pick(metadata, 'feedback', 'uploads') };
}

const oldAnswers: Readonly<Record<string, (body: Json) => Json>> = {
  listModels: (body) => ({ models: list(body, 'models').map((model) => model.model_id), default: body.default }),
  listIntegrations: (body) => ({
    integrations: list(body, 'integrations').map((item) => pick(item, 'id', 'display_name', 'type')),
  }),
  listQueries: (body) => ({ queries: list(body, 'queries').map(oldQuery) }),
  getQuery: oldQuery,
  createQuery: oldQuery,
  updateQuery: oldQuery,
  listChats: (body) => pick(body, 'chats'),
  getChat: (body) => ({ ...pick(body, 'id', 'title', 'preview'), messages: list(body, 'messages').map(oldMessage) }),
  getVisualization: (body) => oldVisualization(body as unknown as Table | Chart),
};

const oldEvents: Readonly<Record<string, (data: Json) => WireEvent | undefined>> = {
  authenticated: (data) => ({ event: 'authenticated', data }),
  chat_metadata: (data) => ({ event: 'chat_metadata', data: pick(data, 'id', 'user_message_id') }),
  processing: ({ status }) => {
    // `starting` is always followed by another; the rest is one of the two that were known.
    if (status === 'starting') return undefined;
    return { event: 'processing', data: { status: status === 'thinking' ? 'thinking' : 'analyzing' } };
  },
  visualization: (data) => ({ event: 'visualization', data: oldVisualization(data as unknown as Table | Chart) }),
  message: (data) => ({ event: 'message', data: pick(data, 'content', 'id') }),
  interrupted: () => ({ event: 'interrupted', data: { status: 'interrupted' } }),
  deleted: (data) => ({ event: 'deleted', data: pick(data, 'message_id') }),
  error: (data) => ({ event: 'error', data: pick(data, 'error') }),
  pong: () => ({ event: 'pong', data: {} }),
};

/** Only the documented keys. Several series had no form, so they are a table: no chart is better than a wrong one. */
function oldVisualization(shown: Table | Chart): Json {
  if (shown.type === 'table') return { ...pick(shown, 'id', 'type', 'headers'), rows: shown.rows.map(asText) };
  const { values, x_axis_label: x, y_axis_label: y } = shown.data;
  if (values.some((item) => item.series !== undefined)) {
    const headers = [x ?? 'Label', 'Series', y ?? 'Value'];
    const rows = values.map((item) => asText([item.label ?? null, item.series ?? null, numberOf(item.value)]));
    return { id: shown.id, type: 'table', headers, rows };
  }
  return {
    ...pick(shown, 'id', 'type', 'chart_type', 'title'),
    data: {
      values: values.map((item) => pick(item, 'label', 'text', 'value')),
      ...pick(shown.data, 'x_axis_label', 'y_axis_label'),
    },
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function asText(cells: readonly unknown[]): string[] {
  return cells.map((cell) => (cell === null ? '' : String(cell)));
}
