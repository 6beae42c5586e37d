// The bodies of the REST calls (sections 2, 3 and 5 of the Trellis API), as a server of any revision may send them.
// Not here: the calls themselves (session/restClient.ts, server/http).
import * as v from 'valibot';
import {
  chatIdSchema,
  lenient,
  lenientFlag,
  lenientNumber,
  lenientShown,
  lenientText,
  listOf,
  longest,
  shown,
  shownOr,
  shownText,
  suggestionsSchema,
} from '../lenient.ts';
import { contentSchema, filledText, titleSchema } from './actions.ts';
import { clarificationSchema, unsaidError, unverifiedSchema } from './events.ts';
import { visualizationSchema } from './visualization.ts';

/** Of requests, which are judged strictly. What a server answers is taken as it can be (lenient.ts). */
const text = v.optional(v.nullable(v.string()));
const lenientName = lenientShown(longest.name);
const lenientTexts = lenient(listOf(v.string()));

export const authenticateRequestSchema = v.object({ email: v.string() });
export const authenticateResponseSchema = v.object({
  token: v.string(),
  member_id: v.string(),
  organization_id: v.string(),
  expires_at: v.string(),
});
export type AuthenticateResponse = v.InferOutput<typeof authenticateResponseSchema>;

export const createChatRequestSchema = v.object({ title: v.optional(v.nullable(titleSchema)), integration_id: text });
export const renameChatRequestSchema = v.object({ title: titleSchema });
export const deleteChatsRequestSchema = v.object({
  chat_ids: v.pipe(
    v.array(v.string()),
    v.minLength(1, 'must name at least one chat'),
    v.maxLength(1_000, 'must name at most 1,000 chats'),
  ),
});
export const deleteChatsResponseSchema = v.object({
  deleted: v.array(v.string()),
  not_found: v.fallback(v.optional(listOf(v.string()), []), []),
  deleted_count: lenientNumber,
});

/** Old servers call the prompt `query`, and have no description, keywords or parameters (section 11). */
const queryFields = {
  description: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(2_000)))),
  sql: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(100_000)))),
  keywords: v.optional(v.nullable(v.pipe(v.array(filledText(100)), v.maxLength(50)))),
};
export const createQueryRequestSchema = v.object({ title: titleSchema, prompt: contentSchema, ...queryFields });
export const updateQueryRequestSchema = v.object({
  title: v.optional(titleSchema),
  prompt: v.optional(contentSchema),
  ...queryFields,
});

/** A saved query of any revision; `older` tells the form the server writes it in. What a person may edit is not cut. */
export const savedQuerySchema = v.pipe(
  v.object({
    id: v.string(),
    title: shownOr(longest.title, ''),
    prompt: lenientText,
    query: lenientText,
    sql: lenientText,
    description: lenientShown(longest.sentence),
    keywords: lenientTexts,
    parameters: lenientTexts,
    updated_at: lenientText,
    last_updated_by_name: lenientName,
  }),
  v.transform(({ id, title, prompt, query, sql, description, keywords, parameters, ...changed }) => ({
    id,
    title: title || 'Untitled query',
    prompt: prompt ?? query ?? '',
    sql: sql || null,
    description: description ?? '',
    keywords: keywords ?? [],
    parameters: parameters ?? [],
    updatedAt: changed.updated_at ?? null,
    updatedBy: changed.last_updated_by_name ?? null,
    older: typeof prompt !== 'string' && typeof query === 'string',
  })),
);
export type SavedQuery = v.InferOutput<typeof savedQuerySchema>;
export const savedQueriesSchema = v.object({ queries: listOf(savedQuerySchema) });

/** A memory of a member or a rule of the organisation. */
export const noteSchema = v.pipe(
  v.object({ id: v.string(), content: v.string(), updated_at: lenientText, last_updated_by_name: lenientName }),
  v.transform(({ id, content, updated_at, last_updated_by_name }) => ({
    id,
    content,
    updatedAt: updated_at ?? null,
    updatedBy: last_updated_by_name ?? null,
  })),
);
export type Note = v.InferOutput<typeof noteSchema>;
export const memoriesSchema = v.object({ user_memories: listOf(noteSchema) });
export const rulesSchema = v.object({ organization_rules: listOf(noteSchema) });

/** Of a memory or a rule. */
export const contentRequestSchema = v.object({ content: contentSchema });
export const memberContentRequestSchema = v.object({ member_id: v.string(), content: contentSchema });
export const feedbackSchema = v.picklist(['positive', 'negative']);
export type Feedback = v.InferOutput<typeof feedbackSchema>;
export const feedbackRequestSchema = v.object({
  feedback: feedbackSchema,
  note: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(4_000)))),
});

export const createdChatSchema = v.object({
  id: chatIdSchema,
  title: lenientShown(longest.title),
  created_at: lenientText,
});

const chatTitle = shownOr(longest.title, 'Untitled chat');

export const chatSummarySchema = v.object({
  id: chatIdSchema,
  title: chatTitle,
  preview: lenientShown(longest.preview),
  timestamp: lenientText,
  metadata: lenient(v.object({ source_type: lenientText })),
});
export type ChatSummary = v.InferOutput<typeof chatSummarySchema>;

/** A server without paging fields sends everything on its one page. */
export const chatListSchema = v.object({
  chats: listOf(chatSummarySchema),
  total: lenientNumber,
  page: lenientNumber,
  page_size: lenientNumber,
  has_more: lenientFlag,
});
export type ChatList = v.InferOutput<typeof chatListSchema>;

/** A file as a message shows it; the list of uploads has `created_at` and `message_id` too. */
export const uploadSchema = v.object({
  id: v.string(),
  filename: shownOr(longest.name, 'A file without a name'),
  upload_type: lenientText,
  mime_type: lenientText,
  file_size: lenientNumber,
  storage_path: lenientText,
  /** Good for an hour. */
  presigned_url: lenientText,
  created_at: lenientText,
  message_id: lenientText,
});
export type Upload = v.InferOutput<typeof uploadSchema>;

const answerErrorObject = v.object({
  error: shownOr(longest.sentence, unsaidError),
  code: lenientName,
  retryable: lenientFlag,
  debug_id: lenientShown(longest.debugId),
  suggestions: lenient(suggestionsSchema),
});

/** An answer that failed; a server may say so with a sentence alone. */
const answerErrorSchema = v.union([
  answerErrorObject,
  v.pipe(
    shown(longest.sentence),
    v.transform((error): v.InferOutput<typeof answerErrorObject> => ({ error })),
  ),
]);

/** Metadata as our server keeps it: as it was said, nothing cut. */
export const messageMetadataSchema = v.object({
  client_message_id: text,
  feedback: v.optional(v.nullable(feedbackSchema)),
  feedback_note: text,
  uploads: v.optional(v.nullable(v.array(uploadSchema))),
  saved_query_id: text,
  visualizations: v.optional(v.nullable(v.array(visualizationSchema))),
  sql: text,
  reading: text,
  model: text,
  interrupted: v.optional(v.nullable(v.boolean())),
  error: v.optional(
    v.nullable(
      v.object({
        error: v.string(),
        code: text,
        retryable: v.optional(v.nullable(v.boolean())),
        debug_id: text,
        suggestions: v.optional(v.nullable(v.array(v.string()))),
      }),
    ),
  ),
  clarification: v.optional(v.nullable(v.array(v.object({ label: v.string(), message: v.string() })))),
  unverified: v.optional(v.nullable(v.array(v.string()))),
});
export type MessageMetadata = v.InferOutput<typeof messageMetadataSchema>;

/** What a client takes of a message's metadata. */
const answeredMetadataSchema = v.object({
  client_message_id: lenientText,
  feedback: lenient(feedbackSchema),
  feedback_note: lenientText,
  uploads: lenient(listOf(uploadSchema)),
  saved_query_id: lenientText,
  visualizations: lenient(listOf(visualizationSchema)),
  sql: lenientText,
  reading: lenientShown(longest.reading),
  model: lenientName,
  interrupted: lenientFlag,
  error: lenient(answerErrorSchema),
  clarification: lenient(clarificationSchema),
  unverified: lenient(unverifiedSchema),
});

export const chatMessageSchema = v.object({
  id: v.string(),
  role: v.string(),
  content: v.fallback(v.optional(v.string(), ''), ''),
  timestamp: lenientText,
  metadata: lenient(answeredMetadataSchema),
});
export type ChatMessage = v.InferOutput<typeof chatMessageSchema>;

export const chatSchema = v.object({
  id: chatIdSchema,
  title: chatTitle,
  preview: lenientShown(longest.preview),
  messages: listOf(chatMessageSchema),
  running: lenient(v.object({ user_message_id: v.string(), started_at: lenientText })),
  metadata: lenient(v.object({ integration_id: lenientText })),
});
export type StoredChat = v.InferOutput<typeof chatSchema>;

/** `detail` is a sentence; a client also meets an object, or a list of validation problems. */
export const errorBodySchema = v.object({
  detail: v.union([
    shown(longest.sentence),
    v.pipe(
      listOf(v.object({ msg: v.string() })),
      v.transform((list) => shownText(list.map((item) => item.msg).join('; '), longest.sentence)),
    ),
    v.pipe(
      v.object({ message: shown(longest.sentence) }),
      v.transform((detail) => detail.message),
    ),
  ]),
  code: lenientName,
  debug_id: lenientShown(longest.debugId),
});
