// The conversations of the assistant API (section 4): list, read, delete, cut short. They are the chats of the other API.
// Not here: asking in one (chat.ts).
import {
  conversationsQuerySchema,
  defaultLimit,
  messagesQuerySchema,
  truncateRequestSchema,
} from '../../../protocol/assistant/served.ts';
import { providerOf } from '../../assistant/providers.ts';
import { contentOf } from '../../assistant/reply.ts';
import type { MessageRow } from '../../store/chats.ts';
import type { StoredConversation } from '../../store/conversations.ts';
import type { Services } from '../context.ts';
import type { Endpoints } from '../endpoint.ts';
import { removeChat } from '../removeChat.ts';
import * as answers from './answers.ts';
import { conversationOf } from './ownership.ts';

/** Of every chat here. */
const channel = 'web';
const charactersPerToken = 4;

export function assistantConversationEndpoints({ add }: Endpoints, services: Services): void {
  const { store, turns, uploads } = services;
  const shared = { tag: 'Assistant', access: 'member', status: 200 } as const;

  add(
    {
      ...shared,
      id: 'assistantConversations',
      method: 'get',
      path: '/api/chat/conversations',
      summary: 'List the conversations that hold messages, newest activity first',
      query: conversationsQuerySchema,
      answer: answers.conversations,
      errors: [],
    },
    ({ session, query }) => {
      if ((query.channel ?? channel) !== channel) return { conversations: [] };
      return { conversations: store.conversations(session.member.id, limitOf(query)).map(listed) };
    },
  );

  add(
    {
      ...shared,
      id: 'assistantMessages',
      method: 'get',
      path: '/api/chat/messages',
      summary: 'Get the newest messages of a conversation, oldest first',
      query: messagesQuerySchema,
      answer: answers.messages,
      errors: [],
    },
    async ({ session, query }) => {
      const { conversation_id } = query;
      const id = conversationOf(store, session.member, conversation_id);
      if (id === undefined) return { conversation_id, messages: [] };
      // Nobody waits for the answer of a server that is gone.
      await turns.reclaim(id);
      return { conversation_id, messages: store.messages(id).slice(-limitOf(query)).map(shownMessage) };
    },
  );

  add(
    {
      ...shared,
      id: 'assistantDeleteConversation',
      method: 'delete',
      path: '/api/chat/conversations/{chat_id}',
      summary: 'Delete a conversation; also done when there is none',
      answer: answers.deleted,
      errors: ['NOT_FOUND'],
    },
    async ({ session, params }) => {
      const id = conversationOf(store, session.member, params.chat_id);
      if (id !== undefined) await removeChat(services, session.member, id);
      return { ok: true as const };
    },
  );

  add(
    {
      ...shared,
      id: 'assistantTruncate',
      method: 'post',
      path: '/api/chat/conversations/{chat_id}/truncate',
      summary: 'Keep the most recent messages of a conversation, and delete those before them',
      body: truncateRequestSchema,
      answer: answers.truncated,
      errors: ['NOT_FOUND', 'TURN_IN_PROGRESS'],
    },
    async ({ session, params, body }) => {
      const keep_count = Math.max(0, body.keep_count ?? 0);
      const id = conversationOf(store, session.member, params.chat_id);
      if (id !== undefined) await turns.reclaim(id);
      const { removed: deleted, pictures } =
        id === undefined ? { removed: 0, pictures: [] } : store.keepNewest(id, keep_count);
      await uploads.removeFiles(pictures);
      return { ok: true as const, conversation_id: params.chat_id, keep_count, deleted };
    },
  );
}

function limitOf({ limit }: { limit?: string | undefined }): number {
  return limit === undefined ? defaultLimit : Number(limit);
}

function listed({ id, title, createdAt, activeAt, messageCount, characters }: StoredConversation) {
  return {
    id,
    title,
    created_at: withoutZone(createdAt),
    last_active: withoutZone(activeAt),
    message_count: messageCount,
    approx_tokens: Math.round(characters / charactersPerToken),
    folder_id: null,
  };
}

/** `YYYY-MM-DD HH:MM:SS`, in UTC. */
function withoutZone(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** `role` and `content` are the API's; the rest is for who wants more than one text. */
function shownMessage(row: MessageRow): answers.Message {
  const { id, role, content, timestamp, metadata, visualizations, uploads } = row;
  const { model, sql, reading, clarification, interrupted, error } = metadata;
  const image = uploads.find(({ uploadType }) => uploadType === 'image');
  return {
    role,
    content: contentOf(row),
    id,
    created_at: timestamp,
    ...(model ? { provider: providerOf(model) } : {}),
    text: content,
    ...(sql ? { sql } : {}),
    ...(reading ? { reading } : {}),
    ...(clarification ? { clarification } : {}),
    ...(visualizations.length > 0 ? { visualizations: visualizations as answers.Message['visualizations'] } : {}),
    ...(interrupted ? { interrupted } : {}),
    // As it was stored by this program, which is the form of the answer.
    ...(error ? { error: error as NonNullable<answers.Message['error']> } : {}),
    ...(image ? { image: { mime: image.mimeType, name: image.filename, size: image.size } } : {}),
  };
}
