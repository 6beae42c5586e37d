// How each revision of the Trellis API writes what a scripted peer has (section 11): written anew from the specification, not
// taken from the embedded server, so that the two can disagree. `extras` are the keys and calls that only that server adds.
// Not here: where things are kept (scriptedPeerStore.ts), when they are sent (scriptedPeerTurns.ts).
import type { Json, PeerChat, PeerUpload } from './scriptedPeerStore.ts';

export type PeerRevision = 'first' | 'previous' | 'current';

export interface PeerEvent {
  event: string;
  data: Json;
}

export interface Refusal {
  status: number;
  code: string;
  text: string;
  extra?: Json;
}

export interface Dialect {
  revision: PeerRevision;
  extras: boolean;
}

const isNew = ({ revision }: Dialect) => revision === 'current';

/** The event as this revision sends it; undefined when it has none of it. */
export function eventOf(
  dialect: Dialect,
  { event, data }: PeerEvent,
  turn: { chat: PeerChat; madeChat: boolean; clientMessageId: unknown },
): PeerEvent | undefined {
  const named = dialect.extras ? { chat_id: turn.chat.id } : {};
  if (isNew(dialect)) {
    const client =
      dialect.extras && event === 'chat_metadata' && turn.clientMessageId
        ? { client_message_id: turn.clientMessageId }
        : {};
    return { event, data: { ...data, ...client, ...named } };
  }
  const isFirst = dialect.revision === 'first';
  switch (event) {
    case 'chat_metadata':
      if (isFirst) return turn.madeChat ? { event, data: { id: data.id } } : undefined;
      return { event, data: { id: data.id, user_message_id: data.user_message_id } };
    case 'text_delta':
      return undefined;
    case 'processing':
      return data.status === 'starting' ? undefined : { event, data };
    case 'visualization':
      return { event, data: isFirst ? { id: data.id } : data };
    case 'error':
      return { event, data: { error: data.error } };
    default:
      return { event, data };
  }
}

export function refusalData(dialect: Dialect, refusal: Refusal): Json {
  if (!isNew(dialect)) return { error: refusal.text };
  return {
    error: refusal.text,
    code: refusal.code,
    retryable: refusal.status === 429,
    error_type: 'request',
    ...refusal.extra,
  };
}

export function refusalBody(dialect: Dialect, { code, text, extra }: Refusal): Json {
  return isNew(dialect) ? { detail: text, code, ...extra } : { detail: text };
}

/** Statuses that the old revisions do not have are 400. */
export function refusalStatus(dialect: Dialect, { status }: Refusal): number {
  return isNew(dialect) || [400, 401, 404, 500].includes(status) ? status : 400;
}

const modelIds = ['claude-sonnet-4-6', 'gpt-5-mini'];

export function modelsBody(dialect: Dialect): Json {
  const models = isNew(dialect)
    ? modelIds.map((model_id) => ({ model_id, display_name: `The ${model_id}`, description: 'A model.' }))
    : modelIds;
  return { models, default: modelIds[0] };
}

export function chatListBody(dialect: Dialect, chats: readonly PeerChat[], page: number): Json {
  const items = chats
    .toSorted((one, other) => lastTime(other).localeCompare(lastTime(one)))
    .map((chat) => ({
      id: chat.id,
      title: chat.title,
      preview: chat.messages.at(-1)?.content.slice(0, 80) ?? '',
      timestamp: lastTime(chat),
      metadata: { source_type: 'database' },
    }));
  if (!isNew(dialect)) return { chats: items };
  const [size, from] = [20, (page - 1) * 20];
  const shown = items.slice(from, from + size);
  return { chats: shown, total: items.length, page, page_size: size, has_more: from + size < items.length };
}

function lastTime({ messages }: PeerChat): string {
  return messages.at(-1)?.timestamp ?? '2025-01-01T00:00:00Z';
}

export function chatBody(dialect: Dialect, chat: PeerChat): Json {
  return {
    id: chat.id,
    title: chat.title,
    preview: '',
    messages: chat.messages,
    ...(dialect.extras
      ? {
          running: chat.running ? { user_message_id: chat.running } : null,
          metadata: { integration_id: chat.integrationId },
        }
      : {}),
  };
}

/** The names in the SQL's `{{name}}`. */
export function parametersOf(sql: unknown): string[] {
  return typeof sql === 'string' ? [...new Set([...sql.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name))] : [];
}

/** A saved query from the fields of the revision that wrote it; what this revision does not know is left out. */
export function queryBody(dialect: Dialect, id: string, given: Json, now: string): Json {
  const who = { id, organization_id: 'org_1', last_updated_by: 'member_1', created_at: now, updated_at: now };
  const sql = given.sql ?? null;
  if (!isNew(dialect)) return { ...who, title: given.title, query: given.query, sql };
  return {
    ...who,
    title: given.title,
    prompt: given.prompt,
    description: given.description ?? null,
    keywords: given.keywords ?? [],
    sql,
    parameters: parametersOf(sql),
  };
}

export function maxUploadBytes(dialect: Dialect): number {
  return (isNew(dialect) ? 30 : 5) * 1024 * 1024;
}

export function uploadsBody(chatId: string, uploads: readonly PeerUpload[]): Json {
  return { chat_id: chatId, uploads };
}
