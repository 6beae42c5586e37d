// The bodies of the REST calls (sections 2, 3 and 5 of the Trellis API), as a server of any revision may send them.
// Not here: the calls themselves (session/restClient.ts, server/http).
import * as v from 'valibot';
import { contentSchema, filledText, titleSchema } from './actions.ts';
import { clarificationSchema } from './events.ts';
import { visualizationSchema } from './visualization.ts';

const text = v.optional(v.nullable(v.string()));

export const authenticateRequestSchema = v.object({ email: v.string() });
export const authenticateResponseSchema = v.object({
  token: v.string(),
  member_id: v.string(),
  organization_id: v.string(),
  expires_at: v.string(),
});
export type AuthenticateResponse = v.InferOutput<typeof authenticateResponseSchema>;

/** Older servers list bare ids, newer ones objects; both become objects. */
export const modelsSchema = v.object({
  models: v.array(
    v.union([
      v.pipe(
        v.string(),
        v.transform((model_id) => ({ model_id, display_name: model_id, description: '' })),
      ),
      v.pipe(
        v.object({ model_id: v.string(), display_name: text, description: text }),
        v.transform(({ model_id, display_name, description }) => ({
          model_id,
          display_name: display_name ?? model_id,
          description: description ?? '',
        })),
      ),
    ]),
  ),
  default: text,
});
export type Model = v.InferOutput<typeof modelsSchema>['models'][number];

export const integrationSchema = v.object({
  id: v.string(),
  display_name: v.string(),
  type: text,
  engine: text,
  dialect: text,
  read_only: v.optional(v.nullable(v.boolean())),
  /** Sentences about parts of the data that could not be read (ours). */
  warnings: v.optional(v.nullable(v.array(v.string()))),
});
export type Integration = v.InferOutput<typeof integrationSchema>;
export const integrationsSchema = v.object({ integrations: v.array(integrationSchema) });

export const schemaSchema = v.object({
  /** Questions about this data that work (ours). */
  suggestions: v.optional(v.nullable(v.array(v.string()))),
  tables: v.array(
    v.object({
      schema: text,
      name: v.string(),
      kind: text,
      row_estimate: v.optional(v.nullable(v.number())),
      columns: v.array(v.object({ name: v.string(), type: v.string(), nullable: v.optional(v.nullable(v.boolean())) })),
    }),
  ),
});

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
  not_found: v.array(v.string()),
  deleted_count: v.number(),
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

/** A saved query of any revision; `older` tells the form the server writes it in. */
export const savedQuerySchema = v.pipe(
  v.object({
    id: v.string(),
    title: v.string(),
    prompt: text,
    query: text,
    sql: text,
    description: text,
    keywords: v.optional(v.nullable(v.array(v.string()))),
    parameters: v.optional(v.nullable(v.array(v.string()))),
    updated_at: text,
    last_updated_by_name: text,
  }),
  v.transform(({ id, title, prompt, query, sql, description, keywords, parameters, ...changed }) => ({
    id,
    title,
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
export const savedQueriesSchema = v.object({ queries: v.array(savedQuerySchema) });

/** A memory of a member or a rule of the organisation. */
export const noteSchema = v.pipe(
  v.object({ id: v.string(), content: v.string(), updated_at: text, last_updated_by_name: text }),
  v.transform(({ id, content, updated_at, last_updated_by_name }) => ({
    id,
    content,
    updatedAt: updated_at ?? null,
    updatedBy: last_updated_by_name ?? null,
  })),
);
export type Note = v.InferOutput<typeof noteSchema>;
export const memoriesSchema = v.object({ user_memories: v.array(noteSchema) });
export const rulesSchema = v.object({ organization_rules: v.array(noteSchema) });

/** Of a memory or a rule. */
export const contentRequestSchema = v.object({ content: contentSchema });
export const memberContentRequestSchema = v.object({ member_id: v.string(), content: contentSchema });
export const feedbackSchema = v.picklist(['positive', 'negative']);
export type Feedback = v.InferOutput<typeof feedbackSchema>;
export const feedbackRequestSchema = v.object({
  feedback: feedbackSchema,
  note: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(4_000)))),
});

export const createdChatSchema = v.object({ id: v.string(), title: text, created_at: text });

export const chatSummarySchema = v.object({
  id: v.string(),
  title: v.string(),
  preview: text,
  timestamp: text,
  metadata: v.optional(v.nullable(v.object({ source_type: text }))),
});
export type ChatSummary = v.InferOutput<typeof chatSummarySchema>;

/** A server without paging fields sends everything on its one page. */
export const chatListSchema = v.object({
  chats: v.array(chatSummarySchema),
  total: v.optional(v.nullable(v.number())),
  page: v.optional(v.nullable(v.number())),
  page_size: v.optional(v.nullable(v.number())),
  has_more: v.optional(v.nullable(v.boolean())),
});
export type ChatList = v.InferOutput<typeof chatListSchema>;

export const messageErrorSchema = v.object({
  error: v.string(),
  code: text,
  retryable: v.optional(v.nullable(v.boolean())),
  debug_id: text,
  suggestions: v.optional(v.nullable(v.array(v.string()))),
});

/** A file as a message shows it; the list of uploads has `created_at` and `message_id` too. */
export const uploadSchema = v.object({
  id: v.string(),
  filename: v.string(),
  upload_type: text,
  mime_type: text,
  file_size: v.optional(v.nullable(v.number())),
  storage_path: text,
  /** Good for an hour. */
  presigned_url: text,
  created_at: text,
  message_id: text,
});
export type Upload = v.InferOutput<typeof uploadSchema>;

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
  error: v.optional(v.nullable(messageErrorSchema)),
  clarification: v.optional(v.nullable(clarificationSchema)),
});
export type MessageMetadata = v.InferOutput<typeof messageMetadataSchema>;

export const chatMessageSchema = v.object({
  id: v.string(),
  role: v.string(),
  content: v.string(),
  timestamp: text,
  metadata: v.optional(v.nullable(messageMetadataSchema)),
});
export type ChatMessage = v.InferOutput<typeof chatMessageSchema>;

export const chatSchema = v.object({
  id: v.string(),
  title: v.string(),
  preview: text,
  messages: v.array(chatMessageSchema),
  running: v.optional(v.nullable(v.object({ user_message_id: v.string(), started_at: text }))),
  metadata: v.optional(v.nullable(v.object({ integration_id: text }))),
});
export type StoredChat = v.InferOutput<typeof chatSchema>;

/** `detail` is a sentence; a client also meets an object, or a list of validation problems. */
export const errorBodySchema = v.object({
  detail: v.union([
    v.string(),
    v.pipe(
      v.array(v.object({ msg: v.string() })),
      v.transform((list) => list.map((item) => item.msg).join('; ')),
    ),
    v.pipe(
      v.object({ message: v.string() }),
      v.transform((detail) => detail.message),
    ),
  ]),
  code: text,
  debug_id: text,
});
