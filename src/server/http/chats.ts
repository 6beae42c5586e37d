// The chats (section 5 of the Trellis API): create, send over SSE, list, get, rename, delete one and many, interrupt.
// Not here: their messages (messages.ts), their files (uploads.ts), running a turn (chats/turns.ts).
import * as v from 'valibot';
import { sendBodySchema } from '../../protocol/trellis/actions.ts';
import {
  createChatRequestSchema,
  deleteChatsRequestSchema,
  renameChatRequestSchema,
} from '../../protocol/trellis/rest.ts';
import { ApiError } from '../apiError.ts';
import { organizationId } from '../auth.ts';
import { limits } from '../limits.ts';
import type { MessageRow } from '../store/chats.ts';
import type { Member } from '../store/members.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';
import { eventStream, streamDescription } from './eventStream.ts';
import { removeChat } from './removeChat.ts';

const pageQuery = v.object({ page: v.optional(v.pipe(v.string(), v.maxLength(20))) });

export function chatEndpoints({ add }: Endpoints, services: Services): void {
  const { store, turns, integrations, limiter, uploads, revision } = services;

  const remove = (member: Member, chatId: string) => removeChat(services, member, chatId);

  async function removeIfThere(member: Member, chatId: string): Promise<boolean> {
    try {
      await remove(member, chatId);
      return true;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'CHAT_NOT_FOUND') return false;
      throw cause;
    }
  }

  add(
    {
      id: 'createChat',
      method: 'post',
      path: '/v1/chats/create',
      tag: 'Chats',
      summary: 'Create a chat',
      access: 'member',
      body: createChatRequestSchema,
      status: 201,
      answer: answers.createdChat,
      errors: ['INTEGRATION_NOT_FOUND', 'OPEN_CHAT_CAP', 'RATE_LIMIT'],
    },
    ({ session, body }) => {
      if (body.integration_id) integrations.find(body.integration_id);
      const wanted = { title: body.title ?? null, integrationId: body.integration_id ?? null, capped: true };
      const chat = store.createChat(session.member.id, wanted, () =>
        limiter.take([{ key: `create:${session.jti}`, windows: limits.createChat }]),
      );
      return {
        id: chat.id,
        organization_id: organizationId,
        member_id: chat.memberId,
        title: chat.title,
        created_at: chat.createdAt,
      };
    },
  );

  add(
    {
      id: 'sendMessage',
      method: 'post',
      path: '/v1/chats',
      tag: 'Chats',
      summary: 'Ask a question; the answer is streamed',
      access: 'member',
      body: sendBodySchema,
      status: 200,
      stream: streamDescription,
      errors: [
        'MISSING_CHAT_ID',
        'MISSING_PARAMETER',
        'UNKNOWN_MODEL',
        'NO_DATASOURCE',
        'CHAT_NOT_FOUND',
        'INTEGRATION_NOT_FOUND',
        'QUERY_NOT_FOUND',
        'UPLOAD_NOT_FOUND',
        'TURN_IN_PROGRESS',
        'DUPLICATE_MESSAGE',
        'RATE_LIMIT',
      ],
    },
    async ({ session, body }) => {
      const turn = await turns.start(session.member, body, () =>
        limiter.take([{ key: `send:${session.jti}`, windows: limits.send }]),
      );
      return eventStream(turn, revision, { interruptOnDisconnect: body.on_disconnect !== 'continue' });
    },
  );

  add(
    {
      id: 'listChats',
      method: 'get',
      path: '/v1/chats',
      tag: 'Chats',
      summary: 'List chats, newest activity first',
      access: 'member',
      query: pageQuery,
      status: 200,
      answer: answers.chats,
      errors: [],
    },
    ({ session: { member }, query }) =>
      revision.hasPages ? store.listChats(member.id, pageOf(query.page)) : store.listAllChats(member.id),
  );

  add(
    {
      id: 'getChat',
      method: 'get',
      path: '/v1/chats/{chat_id}',
      tag: 'Chats',
      summary: 'Get a chat with its messages',
      access: 'member',
      status: 200,
      answer: answers.chat,
      errors: ['CHAT_NOT_FOUND'],
    },
    async ({ session, params }) => {
      const { id, memberId } = store.chat(session.member.id, params.chat_id);
      // Nobody waits for the answer of a server that is gone.
      await turns.reclaim(id);
      // At one moment: a question whose answer ends meanwhile is shown with it, or running.
      return store.read(() => ({
        id,
        title: store.chat(memberId, id).title,
        preview: store.chatSummary(memberId, id).preview,
        messages: store.messages(id).map(shownMessage),
        running: store.running(id),
        metadata: { integration_id: store.chat(memberId, id).integrationId },
      }));
    },
  );

  /** As it was stored by this program, which is the form of the answer. */
  function shownMessage({ visualizations, uploads: files, asked: _, ...message }: MessageRow): Message {
    const shown = {
      ...message.metadata,
      ...(files.length > 0 ? { uploads: files.map((file) => uploads.ofMessage(file)) } : {}),
      ...(visualizations.length > 0 ? { visualizations } : {}),
    };
    return { ...message, metadata: shown as Message['metadata'] };
  }

  add(
    {
      id: 'renameChat',
      method: 'put',
      path: '/v1/chats/{chat_id}',
      tag: 'Chats',
      summary: 'Rename a chat',
      access: 'member',
      body: renameChatRequestSchema,
      status: 200,
      answer: answers.renamedChat,
      errors: ['CHAT_NOT_FOUND'],
    },
    ({ session, params, body }) => {
      store.renameChat(session.member.id, params.chat_id, body.title);
      const { metadata: _, ...renamed } = store.chatSummary(session.member.id, params.chat_id);
      return renamed;
    },
  );

  add(
    {
      id: 'deleteChat',
      method: 'delete',
      path: '/v1/chats/{chat_id}',
      tag: 'Chats',
      summary: 'Delete a chat',
      access: 'member',
      status: 200,
      answer: answers.deletedChat,
      errors: ['CHAT_NOT_FOUND'],
    },
    async ({ session, params }) => {
      await remove(session.member, params.chat_id);
      return { message: 'Chat deleted successfully' };
    },
  );

  add(
    {
      id: 'deleteChats',
      method: 'delete',
      path: '/v1/chats',
      tag: 'Chats',
      summary: 'Delete several chats; those that are not found are named',
      access: 'member',
      body: deleteChatsRequestSchema,
      status: 200,
      answer: answers.deletedChats,
      errors: [],
    },
    async ({ session, body }) => {
      const [deleted, not_found]: [string[], string[]] = [[], []];
      for (const id of new Set(body.chat_ids))
        ((await removeIfThere(session.member, id)) ? deleted : not_found).push(id);
      return { deleted, not_found, deleted_count: deleted.length };
    },
  );

  add(
    {
      id: 'interruptChat',
      method: 'post',
      path: '/v1/chats/{chat_id}/interrupt',
      tag: 'Chats',
      summary: 'Stop the answer that runs in a chat',
      access: 'member',
      status: 204,
      errors: ['CHAT_NOT_FOUND', 'NOTHING_TO_INTERRUPT'],
    },
    async ({ session, params }) => {
      await turns.interrupt(session.member, params.chat_id);
      return undefined;
    },
  );
}

type Message = v.InferInput<typeof answers.chat>['messages'][number];

/** 1-based; anything that is no page is the first one. */
function pageOf(text: string | undefined): number {
  const page = Number(text ?? 1);
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}
