// The REST side of a scripted peer: a table of endpoints, each from a request to its answer in the peer's revision.
// Not here: faults and recording (scriptedPeer.ts), sockets (scriptedPeerSocket.ts).
import type { ServerResponse } from 'node:http';
import type { ByteGate } from './scriptedPeerBytes.ts';
import {
  chatBody,
  chatListBody,
  type Dialect,
  maxUploadBytes,
  modelsBody,
  queryBody,
  type Refusal,
  uploadsBody,
} from './scriptedPeerShapes.ts';
import type { Json, PeerChat, PeerStore, PeerUpload } from './scriptedPeerStore.ts';
import type { createPeerTurns, PeerTurn, Sink } from './scriptedPeerTurns.ts';

export interface RestRequest {
  params: string[];
  query: URLSearchParams;
  body: Json;
  raw: Buffer;
  headers: NodeJS.Dict<string | string[]>;
}

/** A status and its JSON, a refusal, or a question whose answer is streamed. */
export type RestAnswer =
  | { status: number; body?: unknown }
  | { refusal: Refusal }
  | { turn: PeerTurn; begin: (sink: Sink) => void };

export interface RestOptions {
  dialect: Dialect;
  store: PeerStore;
  turns: ReturnType<typeof createPeerTurns>;
  apiKey: string;
  url: () => string;
  tokenLifeMs: number;
}

const ok = (body: unknown, status = 200): RestAnswer => ({ status, body });
const no = (status: number, code: string, text: string): RestAnswer => ({ refusal: { status, code, text } });
const noChat = no(404, 'CHAT_NOT_FOUND', 'Chat not found');

/** `POST /v1/chats/:id` to what answers it; only what the revision has. */
export function restEndpoints({ dialect, store, turns, apiKey, url, tokenLifeMs }: RestOptions) {
  const isNew = dialect.revision === 'current';
  const withChat = (id: string | undefined, work: (chat: PeerChat) => RestAnswer): RestAnswer => {
    const chat = store.chats.get(id ?? '');
    return chat ? work(chat) : noChat;
  };

  function upload({ raw }: RestRequest): RestAnswer {
    const text = raw.toString('latin1');
    const chatId = /name="chat_id"\r\n\r\n([^\r]*)/.exec(text)?.[1];
    if (!chatId && isNew) return no(400, 'MISSING_CHAT_ID', 'chat_id: is required');
    const chat = chatId ? store.chats.get(chatId) : store.addChat('Files', null);
    if (!chat) return noChat;
    const boundary = text.slice(0, text.indexOf('\r\n'));
    const files = text.split(boundary).flatMap((part): PeerUpload[] => {
      const name = /filename="([^"]*)"/.exec(part)?.[1];
      const at = part.indexOf('\r\n\r\n');
      if (name === undefined || at < 0) return [];
      const filename = Buffer.from(name, 'latin1').toString();
      const id = store.id('upload');
      return [
        {
          id,
          filename,
          mime_type: /content-type: ([^\r]*)/i.exec(part)?.[1] ?? '',
          file_size: part.length - at - 6,
          upload_type: 'document',
          presigned_url: `${url()}/files/${id}`,
          created_at: store.now(),
          message_id: null,
        },
      ];
    });
    if (files.some(({ file_size }) => file_size > maxUploadBytes(dialect)))
      return no(400, 'UPLOAD_TOO_LARGE', 'The file is too large.');
    store.uploads.set(chat.id, [...(store.uploads.get(chat.id) ?? []), ...files]);
    return ok(uploadsBody(chat.id, files), isNew ? 201 : 200);
  }

  const endpoints: Record<string, (request: RestRequest) => RestAnswer> = {
    'POST /v1/authenticate': ({ headers, body }) => {
      if (headers['x-api-key'] !== apiKey) return no(401, 'UNAUTHORIZED', 'Invalid API key');
      if (typeof body.email !== 'string' || !body.email.includes('@'))
        return no(400, 'INVALID_REQUEST', 'Invalid email format');
      const token = store.id('token');
      store.tokens.add(token);
      const expires_at = new Date(Date.now() + tokenLifeMs).toISOString();
      return ok({ token, member_id: 'member_1', organization_id: 'org_1', expires_at });
    },
    'GET /v1/models': () => ok(modelsBody(dialect)),
    'GET /v1/integrations': () =>
      ok({ integrations: [{ id: 'integration_1', display_name: 'Sales', type: 'database' }] }),
    'GET /v1/projects': () => ok({ projects: [] }),
    'GET /v1/chats': ({ query }) =>
      ok(chatListBody(dialect, [...store.chats.values()], Number(query.get('page') ?? 1))),
    'POST /v1/chats': ({ body }) => turns.ask(body),
    'DELETE /v1/chats': ({ body }) => {
      const ids = Array.isArray(body.chat_ids) ? body.chat_ids.map(String) : [];
      const deleted = ids.filter((id) => store.chats.delete(id));
      return ok({ deleted, not_found: ids.filter((id) => !deleted.includes(id)), deleted_count: deleted.length });
    },
    'GET /v1/chats/:id': ({ params: [id] }) => withChat(id, (chat) => ok(chatBody(dialect, chat))),
    'PUT /v1/chats/:id': ({ params: [id], body }) =>
      withChat(id, (chat) => {
        chat.title = String(body.title);
        return ok({ id: chat.id, title: chat.title, preview: '', timestamp: store.now() });
      }),
    'DELETE /v1/chats/:id': ({ params: [id] }) =>
      store.chats.delete(id ?? '') ? ok({ message: 'Chat deleted successfully' }) : noChat,
    'DELETE /v1/chats/:id/messages/:id': ({ params: [id, messageId] }) =>
      withChat(id, (chat) => {
        const at = chat.messages.findIndex((message) => message.id === messageId);
        if (at < 0) return no(404, 'MESSAGE_NOT_FOUND', 'There is no such message.');
        chat.messages.splice(at);
        return { status: 204 };
      }),
    'PATCH /v1/chats/:id/messages/:id': ({ params: [chat_id, message_id], body }) =>
      turns.ask({ ...body, chat_id, message_id }),
    'PATCH /v1/chats/messages/:id/feedback': ({ params: [messageId], body }) => {
      const found = store.findMessage(messageId ?? '');
      const message = found?.chat.messages[found.at];
      if (!message) return no(404, 'MESSAGE_NOT_FOUND', 'There is no such message.');
      message.metadata.feedback = body.feedback;
      return ok({ id: message.id, metadata: { feedback: body.feedback } });
    },
    'POST /v1/chats/uploads': upload,
    'GET /v1/chats/:id/uploads': ({ params: [id] }) =>
      withChat(id, (chat) => ok(uploadsBody(chat.id, store.uploads.get(chat.id) ?? []))),
    'GET /v1/queries': () => ok({ queries: [...store.queries.values()] }),
    'GET /v1/queries/:id': ({ params: [id] }) => {
      const query = store.queries.get(id ?? '');
      return query ? ok(query) : no(404, 'QUERY_NOT_FOUND', 'There is no such query.');
    },
    'POST /v1/queries': ({ body }) => {
      // Each revision wants its own name for the question, and takes no other.
      if (typeof body[isNew ? 'prompt' : 'query'] !== 'string')
        return no(400, 'INVALID_REQUEST', `${isNew ? 'prompt' : 'query'}: is required`);
      const id = isNew ? `5e0f1c2a-0000-4000-8000-00000000000${store.queries.size}` : store.id('sq');
      const query = queryBody(dialect, id, body, store.now());
      store.queries.set(id, query);
      return ok(query, isNew ? 201 : 200);
    },
    'PATCH /v1/queries/:id': ({ params: [id = ''], body }) => {
      const old = store.queries.get(id);
      if (!old) return no(404, 'QUERY_NOT_FOUND', 'There is no such query.');
      const query = queryBody(dialect, id, { ...old, ...body }, store.now());
      store.queries.set(id, query);
      return ok(query);
    },
    'DELETE /v1/queries/:id': ({ params: [id] }) => {
      store.queries.delete(id ?? '');
      return { status: 204 };
    },
    ...(isNew
      ? {
          'POST /v1/chats/create': ({ body }: RestRequest) => {
            const integrationId = typeof body.integration_id === 'string' ? body.integration_id : null;
            const { id, title } = store.addChat(String(body.title ?? store.now()), integrationId);
            return ok({ id, organization_id: 'org_1', member_id: 'member_1', title, created_at: store.now() }, 201);
          },
        }
      : {}),
    ...(dialect.revision === 'first'
      ? { 'GET /v1/visualizations/:id': ({ params: [id] }: RestRequest) => ok(store.visualizations.get(id ?? '')) }
      : {}),
    ...(dialect.extras
      ? {
          'POST /v1/chats/:id/interrupt': ({ params: [id] }: RestRequest): RestAnswer => {
            const turn = turns.running(id ?? '');
            turn?.stop();
            return turn ? { status: 204 } : no(409, 'NOTHING_TO_INTERRUPT', 'Nothing is running.');
          },
        }
      : {}),
  };
  return endpoints;
}

/** Writes an answer of events on an HTTP answer that has begun. `gone`: what becomes of the turn when the reader is gone. */
export function sseSink(response: ServerResponse, gate: ByteGate, gone: () => void): Sink {
  let over = false;
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', Connection: 'close' });
  response.flushHeaders();
  response.on('close', () => {
    if (!over) gone();
  });
  return {
    event: ({ event, data }) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    raw: (bytes) => void response.write(bytes),
    // There are no close codes here; the line breaks.
    close: () => gate.cut(),
    cut: () => gate.cut(),
    stall: () => gate.stall(),
    done() {
      over = true;
      response.end();
    },
  };
}
