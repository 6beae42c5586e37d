// The REST calls of the Trellis API (sections 2, 3 and 5). Answers are judged by their schemas; failures are SessionErrors.
// Not here: one HTTP request (httpCall.ts), where tokens come from (tokenSource.ts), questions (trellisSession.ts).

import * as v from 'valibot';
import { integrationsSchema, schemaSchema } from '../protocol/trellis/integrations.ts';
import { modelsSchema } from '../protocol/trellis/models.ts';
import {
  type AuthenticateResponse,
  authenticateResponseSchema,
  type ChatList,
  type ChatSummary,
  chatListSchema,
  chatSchema,
  createdChatSchema,
  deleteChatsResponseSchema,
  type Feedback,
  type StoredChat,
} from '../protocol/trellis/rest.ts';
import { createAuthorizedCall } from './authorizedCall.ts';
import { asSessionError, SessionError } from './errors.ts';
import { call, judged } from './httpCall.ts';
import type { TokenSource } from './tokenSource.ts';

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

/** Resolves when the REST API answers to this token, whatever becomes of sockets. */
export async function checkReach(baseUrl: string, token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  judged(modelsSchema, await call(baseUrl, { method: 'GET', path: '/models', headers }));
}

/** Stops the answer that runs in a chat; other servers than ours do not have this call. */
export async function interruptChat(baseUrl: string, token: string, chatId: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  await call(baseUrl, { method: 'POST', path: `/chats/${encodeURIComponent(chatId)}/interrupt`, headers });
}

/** A chat as a list shows it, in the folder it lies in. */
export type ListedChat = ChatSummary & { folder_id?: string | null };

/** What is read and changed beside questions, whichever API is spoken. Every call throws a SessionError. */
export interface RestClient {
  models(): Promise<v.InferOutput<typeof modelsSchema>>;
  integrations(): Promise<v.InferOutput<typeof integrationsSchema>>;
  schema(integrationId: string): Promise<v.InferOutput<typeof schemaSchema>>;
  listChats(page: number): Promise<Omit<ChatList, 'chats'> & { chats: ListedChat[] }>;
  /** Empty where the server has none. */
  folders(): Promise<{ id: string; name: string }[]>;
  chat(chatId: string): Promise<StoredChat>;
  /** `notFound` where the server makes a chat for a question that names none. */
  createChat(title: string, integrationId: string | null): Promise<v.InferOutput<typeof createdChatSchema>>;
  renameChat(chatId: string, title: string): Promise<void>;
  deleteChat(chatId: string): Promise<void>;
  /** The chats that are still there, and why; one that was gone already counts as deleted. */
  deleteChats(chatIds: string[]): Promise<ReadonlyMap<string, SessionError>>;
  /** The message and all after it. */
  deleteMessage(chatId: string, messageId: string): Promise<void>;
  giveFeedback(messageId: string, feedback: Feedback, note: string | null): Promise<void>;
}

/** As `RestClient.deleteChats`, one after another. What a line or a sign-in that is gone refuses once, it refuses of the rest, too. */
export async function deleteEach(
  chatIds: readonly string[],
  deleteChat: (chatId: string) => Promise<void>,
): Promise<ReadonlyMap<string, SessionError>> {
  const failed = new Map<string, SessionError>();
  let all: SessionError | undefined;
  for (const chatId of chatIds) {
    if (all) {
      failed.set(chatId, all);
      continue;
    }
    try {
      await deleteChat(chatId);
    } catch (cause) {
      const reason = asSessionError(cause);
      if (reason.kind === 'notFound') continue;
      failed.set(chatId, reason);
      if (['offline', 'unauthorized', 'rateLimit'].includes(reason.kind)) all = reason;
    }
  }
  return failed;
}

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createRestClient(baseUrl: () => Promise<string>, tokens: TokenSource): RestClient {
  const authorized = createAuthorizedCall(baseUrl, tokens);
  const get = async <T>(path: string, schema: v.GenericSchema<unknown, T>) =>
    judged(schema, await authorized({ method: 'GET', path }));
  const id = encodeURIComponent;
  const deleteChat = async (chatId: string): Promise<void> => {
    await authorized({ method: 'DELETE', path: `/chats/${id(chatId)}` });
  };

  return {
    models: () => get('/models', modelsSchema),
    integrations: () => get('/integrations', integrationsSchema),
    schema: (integrationId: string) => get(`/integrations/${id(integrationId)}/schema`, schemaSchema),
    folders: async () => [],
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
    deleteChat,
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
    async deleteChats(chatIds: string[]) {
      let json: unknown;
      try {
        json = await authorized({ method: 'DELETE', path: '/chats', body: { chat_ids: chatIds } });
      } catch (cause) {
        // Not one of them has to be gone: a server may not know this call.
        if (!(cause instanceof SessionError) || cause.kind !== 'notFound') throw cause;
        return deleteEach(chatIds, deleteChat);
      }
      const { deleted, not_found } = judged(deleteChatsResponseSchema, json);
      const gone = new Set([...deleted, ...not_found]);
      const left = chatIds.filter((chatId) => !gone.has(chatId));
      return new Map(left.map((chatId) => [chatId, new SessionError('server', 'The server did not delete it.')]));
    },
  };
}
