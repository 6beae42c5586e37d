// The bodies this server answers with, key by key: they type the handlers and stand in the OpenAPI document.
// Not here: what a client accepts from any server, which is more (protocol/trellis/rest.ts).
import * as v from 'valibot';
import { suggestionKinds } from '../../protocol/trellis/suggestions.ts';
import { columnTypes } from '../../protocol/trellis/visualization.ts';

const id = v.string();
const uuid = v.pipe(v.string(), v.uuid());
const timestamp = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());

export const healthz = v.strictObject({ status: v.literal('ok'), app: v.string(), server_id: uuid });
export const health = v.strictObject({ status: v.literal('ok'), app: v.string(), version: v.string() });

export const authenticated = v.strictObject({
  token: v.string(),
  member_id: uuid,
  organization_id: v.string(),
  expires_at: timestamp,
});

export const models = v.strictObject({
  models: v.array(v.strictObject({ model_id: v.string(), display_name: v.string(), description: v.string() })),
  default: v.string(),
  unlisted: v.optional(v.record(v.string(), v.string())),
});

export const integration = v.strictObject({
  id: uuid,
  display_name: v.string(),
  type: v.literal('database'),
  engine: v.string(),
  dialect: v.string(),
  read_only: v.literal(true),
  address: v.optional(v.string()),
  removable: v.optional(v.literal(true)),
  needs_credentials: v.optional(v.literal(true)),
  warnings: v.optional(texts),
});
export const checkedDatabase = v.strictObject({
  engine: v.string(),
  version: v.string(),
  tables: count,
  warnings: texts,
});
export const integrations = v.strictObject({ integrations: v.array(integration) });

export const integrationSchema = v.strictObject({
  suggestions: texts,
  tables: v.array(
    v.strictObject({
      schema: v.string(),
      name: v.string(),
      kind: v.picklist(['table', 'view']),
      row_estimate: v.number(),
      columns: v.array(
        v.strictObject({
          name: v.string(),
          type: v.string(),
          nullable: v.boolean(),
          /** `primary`, or where it leads: `customers.customer_id`. */
          key: v.optional(v.string()),
        }),
      ),
    }),
  ),
});

export const suggestions = v.strictObject({
  items: v.array(v.strictObject({ text: v.string(), kind: v.picklist(suggestionKinds) })),
});

export const project = v.strictObject({
  id,
  name: v.string(),
  description: v.optional(v.string()),
  tags: texts,
  created_at: timestamp,
  updated_at: timestamp,
});
export const projects = v.strictObject({ projects: v.array(project) });

export const query = v.strictObject({
  id,
  organization_id: v.string(),
  title: v.string(),
  description: v.nullable(v.string()),
  prompt: v.string(),
  sql: v.nullable(v.string()),
  keywords: texts,
  parameters: texts,
  last_updated_by: uuid,
  last_updated_by_name: v.string(),
  created_at: timestamp,
  updated_at: timestamp,
});
export const queries = v.strictObject({ queries: v.array(query) });

export const createdChat = v.strictObject({
  id,
  organization_id: v.string(),
  member_id: uuid,
  title: v.string(),
  created_at: timestamp,
});

const summary = { id, title: v.string(), preview: v.string() };
export const chats = v.strictObject({
  chats: v.array(
    v.strictObject({
      ...summary,
      timestamp,
      metadata: v.strictObject({ source_type: v.picklist(['database', 'project']) }),
    }),
  ),
  total: count,
  page: count,
  page_size: count,
  has_more: v.boolean(),
});
export const renamedChat = v.strictObject({ ...summary, timestamp });
export const deletedChat = v.strictObject({ message: v.string() });
export const deletedChats = v.strictObject({ deleted: texts, not_found: texts, deleted_count: count });

const provenance = {
  title: v.optional(v.string()),
  sql: v.optional(v.string()),
  integration_id: uuid,
  row_count: v.optional(count),
  truncated: v.optional(v.boolean()),
  result_id: v.optional(v.string()),
};
const label = v.optional(v.union([v.string(), v.number(), v.null()]));
const chart = v.strictObject({
  id,
  type: v.literal('chart'),
  chart_type: v.string(),
  data: v.strictObject({
    values: v.array(
      v.strictObject({
        label,
        text: v.optional(v.nullable(v.string())),
        value: v.optional(v.nullable(v.union([v.number(), v.array(v.nullable(v.number()))]))),
        values: v.optional(v.record(v.string(), v.nullable(v.number()))),
        series: label,
      }),
    ),
    x_axis_label: v.optional(v.nullable(v.string())),
    y_axis_label: v.optional(v.nullable(v.string())),
    series: v.optional(v.nullable(texts)),
  }),
  ...provenance,
});
const table = v.strictObject({
  id,
  type: v.literal('table'),
  headers: texts,
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
  columns: v.optional(v.array(v.strictObject({ name: v.string(), type: v.picklist(columnTypes) }))),
  ...provenance,
});
export const visualization = v.union([chart, table]);

export const resultPage = v.strictObject({
  id,
  sql: v.string(),
  integration_id: uuid,
  columns: v.array(v.strictObject({ name: v.string(), type: v.picklist(columnTypes) })),
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
  offset: count,
  limit: count,
  row_count: count,
  matched: count,
  made_at: timestamp,
  remade_at: v.optional(timestamp),
});

const uploadOfMessage = {
  id: uuid,
  filename: v.string(),
  upload_type: v.picklist(['document', 'image']),
  mime_type: v.string(),
  file_size: count,
  presigned_url: v.pipe(v.string(), v.url()),
};
const upload = v.strictObject({
  ...uploadOfMessage,
  created_at: timestamp,
  message_id: v.nullable(v.string()),
  // What was left out of a workbook or PDF, told once.
  notes: v.optional(texts),
});
export const uploads = v.strictObject({ chat_id: id, uploads: v.array(upload) });

const messageError = v.strictObject({
  error: v.string(),
  code: v.string(),
  retryable: v.boolean(),
  debug_id: v.optional(v.string()),
  suggestions: v.optional(texts),
});

const metadata = v.strictObject({
  client_message_id: v.optional(v.string()),
  saved_query_id: v.optional(v.string()),
  feedback: v.optional(v.picklist(['positive', 'negative'])),
  feedback_note: v.optional(v.string()),
  uploads: v.optional(v.array(v.strictObject({ ...uploadOfMessage, storage_path: v.string() }))),
  visualizations: v.optional(v.array(visualization)),
  sql: v.optional(v.string()),
  reading: v.optional(v.string()),
  model: v.optional(v.string()),
  interrupted: v.optional(v.boolean()),
  error: v.optional(messageError),
  clarification: v.optional(v.array(v.strictObject({ label: v.string(), message: v.string() }))),
});

export const chat = v.strictObject({
  ...summary,
  messages: v.array(
    v.strictObject({ id, role: v.picklist(['user', 'assistant']), content: v.string(), timestamp, metadata }),
  ),
  running: v.nullable(v.strictObject({ user_message_id: id, started_at: timestamp })),
  metadata: v.strictObject({ integration_id: v.nullable(v.string()) }),
});

export const feedback = v.strictObject({
  id,
  metadata: v.strictObject({ feedback: v.picklist(['positive', 'negative']) }),
});

const times = { created_at: timestamp, updated_at: timestamp };
export const memory = v.strictObject({
  id: uuid,
  organization_id: v.string(),
  member_id: uuid,
  content: v.string(),
  ...times,
});
export const memories = v.strictObject({ user_memories: v.array(memory) });

export const rule = v.strictObject({
  id: uuid,
  organization_id: v.string(),
  content: v.string(),
  created_by: uuid,
  last_updated_by: uuid,
  last_updated_by_name: v.string(),
  ...times,
});
export const rules = v.strictObject({ organization_rules: v.array(rule) });

export const openApiDocument = v.looseObject({ openapi: v.literal('3.1.0') });

/** What stands in several answers, by the name it has in the OpenAPI document. */
export const shared = {
  Chart: chart,
  Table: table,
  Integration: integration,
  Project: project,
  Query: query,
  Upload: upload,
  Memory: memory,
  Rule: rule,
};
