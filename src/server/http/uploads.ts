// The files of a chat (section 5.3 of the Trellis API): upload, list with fresh links, and what a link leads to.
// Not here: receiving and keeping them (uploads/).
import * as v from 'valibot';
import { ApiError } from '../apiError.ts';
import { bearerToken } from '../auth.ts';
import { limits } from '../limits.ts';
import type { StoredUpload } from '../store/uploads.ts';
import { readDocuments } from '../uploads/readDocuments.ts';
import { receiveUploads } from '../uploads/receive.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

const maxFiles = 5;
const linkQuery = v.object({ expires: v.optional(v.string()), signature: v.optional(v.string()) });

export function uploadEndpoints({ add }: Endpoints, services: Services): void {
  const { store, uploads, documents, limiter, revision, auth, log } = services;

  add(
    {
      id: 'uploadFiles',
      method: 'post',
      path: '/v1/chats/uploads',
      tag: 'Uploads',
      summary: 'Upload files to a chat',
      access: 'member',
      multipart: { fields: ['chat_id'], files: 'files' },
      status: 201,
      answer: answers.uploads,
      errors: [
        'INVALID_REQUEST',
        'MISSING_CHAT_ID',
        'CHAT_NOT_FOUND',
        'UPLOAD_TOO_LARGE',
        'UNSUPPORTED_MEDIA_TYPE',
        'RATE_LIMIT',
      ],
    },
    async ({ session, context }) => {
      const received = await receiveUploads(context.req.raw, uploads.incoming, {
        maxFiles,
        maxFileBytes: revision.maxUploadBytes,
      });
      try {
        const wanted = received.fields.get('chat_id');
        if (!wanted && revision.isCurrent)
          throw new ApiError('MISSING_CHAT_ID', 'chat_id is required: create a chat with POST /v1/chats/create first.');
        const existing = wanted ? store.chat(session.member.id, wanted) : undefined;
        limiter.take([{ key: `upload:${session.jti}`, windows: limits.upload }]);
        const notes = await readDocuments(received.files, documents, log);
        const newChat = { title: received.files[0]?.filename ?? null, integrationId: null, capped: revision.isCurrent };
        const chat = existing ?? store.createChat(session.member.id, newChat, () => undefined);
        const kept = await uploads.keep(chat.id, received.files);
        const noted = (at: number) => {
          const file = received.files[at];
          const found = (file && notes.get(file)) ?? [];
          return found.length > 0 && revision.isCurrent ? { notes: found } : {};
        };
        return {
          chat_id: chat.id,
          uploads: kept.map((upload, at) => ({ ...uploads.listed(upload), ...noted(at) })),
        };
      } finally {
        await received.discard();
      }
    },
  );

  add(
    {
      id: 'listUploads',
      method: 'get',
      path: '/v1/chats/{chat_id}/uploads',
      tag: 'Uploads',
      summary: 'List the files of a chat, with links that are good for an hour',
      access: 'member',
      status: 200,
      answer: answers.uploads,
      errors: ['CHAT_NOT_FOUND'],
    },
    ({ session, params }) => {
      const { id } = store.chat(session.member.id, params.chat_id);
      return { chat_id: id, uploads: store.uploads.list(id).map((upload) => uploads.listed(upload)) };
    },
  );

  add(
    {
      id: 'uploadContent',
      method: 'get',
      path: '/v1/uploads/{upload_id}/content',
      tag: 'Uploads',
      summary: 'Read a file: what `presigned_url` leads to; the link is as good as a token for an hour',
      access: 'public',
      query: linkQuery,
      status: 200,
      stream: { type: 'application/octet-stream', description: 'The file as it was uploaded.' },
      errors: ['UNAUTHORIZED', 'UPLOAD_NOT_FOUND'],
    },
    async ({ params, query, context }) => {
      const content = (upload: StoredUpload) => uploads.content(upload, context.req.method === 'HEAD');
      if (uploads.isSigned(params.upload_id, query)) return await content(store.uploads.find(params.upload_id));
      const { member } = await auth.verify(bearerToken(context.req.header('authorization')));
      const upload = store.uploads.find(params.upload_id);
      if (!isOwn(member.id, upload.chatId)) throw new ApiError('UPLOAD_NOT_FOUND', 'Upload not found');
      return await content(upload);
    },
  );

  function isOwn(memberId: string, chatId: string): boolean {
    try {
      return store.chat(memberId, chatId).id === chatId;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'CHAT_NOT_FOUND') return false;
      throw cause;
    }
  }
}
