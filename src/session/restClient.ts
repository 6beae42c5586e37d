// The REST calls of the Trellis API (sections 2, 3 and 5). Answers are judged by their schemas; failures are SessionErrors.
// Not here: where tokens come from (tokenSource.ts), the socket (trellisSession.ts).

import * as v from 'valibot';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import {
  type AuthenticateResponse,
  authenticateResponseSchema,
  chatListSchema,
  chatSchema,
  createdChatSchema,
  deleteChatsResponseSchema,
  errorBodySchema,
  type Feedback,
  integrationsSchema,
  modelsSchema,
  schemaSchema,
} from '../protocol/trellis/rest.ts';
import { kindOfStatus, SessionError } from './errors.ts';
import type { TokenSource } from './tokenSource.ts';

const timeoutMs = 30_000;
const maxBody = 64 * 1024 * 1024;

interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

async function readSized(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBody) throw new SessionError('protocol', 'The answer of the server is too large.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function call(baseUrl: string, { method, path, headers = {}, body }: Request): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${baseUrl}/v1${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect could carry the key or token to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await readSized(response);
  } catch (cause) {
    if (cause instanceof SessionError) throw cause;
    throw new SessionError('offline', `No answer from ${baseUrl}. Check the address and the network.`, { cause });
  }
  const json = parseJson(text);
  if (response.ok) return json;
  if (response.status >= 300 && response.status < 400) {
    throw new SessionError(
      'protocol',
      `${baseUrl} redirects to another place, which is not followed. Give the server's own address.`,
    );
  }
  const detail = decodeWith(errorBodySchema, json);
  const retryAfter = Number(response.headers.get('retry-after'));
  throw new SessionError(
    kindOfStatus(response.status),
    detail.kind === 'valid' ? detail.value.detail : `The server answered with status ${response.status}.`,
    {
      code: detail.kind === 'valid' ? (detail.value.code ?? null) : null,
      retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    },
  );
}

function judged<T>(schema: v.GenericSchema<unknown, T>, json: unknown): T {
  const decoded = decodeWith(schema, json);
  if (decoded.kind === 'valid') return decoded.value;
  const reason = decoded.kind === 'malformed' ? decoded.reason : decoded.name;
  throw new SessionError(
    'protocol',
    `The answer is not one of the Trellis API (${reason}). Check the server's address.`,
  );
}

/** Exchanges the API key for a token. The key goes into this one header and nowhere else. */
export async function authenticate(baseUrl: string, apiKey: string, email: string): Promise<AuthenticateResponse> {
  const json = await call(baseUrl, {
    method: 'POST',
    path: '/authenticate',
    headers: { 'X-API-Key': apiKey },
    body: { email },
  });
  return judged(authenticateResponseSchema, json);
}

export type RestClient = ReturnType<typeof createRestClient>;

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createRestClient(baseUrl: () => Promise<string>, tokens: TokenSource) {
  async function authorized(request: Request): Promise<unknown> {
    const withToken = async (token: string) =>
      call(await baseUrl(), { ...request, headers: { Authorization: `Bearer ${token}` } });
    const token = await tokens.token();
    try {
      return await withToken(token);
    } catch (error) {
      if (!(error instanceof SessionError) || error.kind !== 'unauthorized') throw error;
      // Once: a token that ran out is replaced; a key that is dead stays dead.
      return withToken(await tokens.renewed(token));
    }
  }
  const get = async <T>(path: string, schema: v.GenericSchema<unknown, T>) =>
    judged(schema, await authorized({ method: 'GET', path }));
  const id = encodeURIComponent;

  return {
    models: () => get('/models', modelsSchema),
    integrations: () => get('/integrations', integrationsSchema),
    schema: (integrationId: string) => get(`/integrations/${id(integrationId)}/schema`, schemaSchema),
    listChats: (page: number) => get(`/chats?page=${page}`, chatListSchema),
    chat: (chatId: string) => get(`/chats/${id(chatId)}`, chatSchema),
    createChat: async (title: string, integrationId: string | null) =>
      judged(
        createdChatSchema,
        await authorized({
          method: 'POST',
          path: '/chats/create',
          body: { title, ...(integrationId ? { integration_id: integrationId } : {}) },
        }),
      ),
    renameChat: async (chatId: string, title: string) => {
      judged(
        v.object({ id: v.string() }),
        await authorized({ method: 'PUT', path: `/chats/${id(chatId)}`, body: { title } }),
      );
    },
    deleteChat: async (chatId: string) => {
      await authorized({ method: 'DELETE', path: `/chats/${id(chatId)}` });
    },
    /** The message and all after it. */
    deleteMessage: async (chatId: string, messageId: string) => {
      await authorized({ method: 'DELETE', path: `/chats/${id(chatId)}/messages/${id(messageId)}` });
    },
    giveFeedback: async (messageId: string, feedback: Feedback, note: string | null) => {
      await authorized({
        method: 'PATCH',
        path: `/chats/messages/${id(messageId)}/feedback`,
        body: { feedback, ...(note ? { note } : {}) },
      });
    },
    deleteChats: async (chatIds: string[]) =>
      judged(
        deleteChatsResponseSchema,
        await authorized({ method: 'DELETE', path: '/chats', body: { chat_ids: chatIds } }),
      ),
  };
}
