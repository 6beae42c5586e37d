// The lines between the extension and the embedded server it started: JSON on the child's standard input and output.
// Not here: the APIs the server speaks (trellis/, assistant/), starting it (host/localServer.ts, server/main.ts).
import * as v from 'valibot';

const text = v.string();

/** Providers of language models that are set up by a key or an address. */
export const keyedProviders = ['ollama', 'groq', 'google', 'claude', 'openai', 'openrouter', 'compatible'] as const;
export type KeyedProvider = (typeof keyedProviders)[number];

/** As people know them. */
export const providerLabels: Readonly<Record<KeyedProvider, string>> = {
  ollama: 'Ollama',
  groq: 'Groq',
  google: 'Google Gemini',
  claude: 'Anthropic Claude',
  openai: 'OpenAI',
  openrouter: 'OpenRouter',
  compatible: 'OpenAI-compatible server',
};

const providerSettings = v.object({
  apiKey: v.optional(text),
  /** Where the provider answers; absent: its own address. */
  baseUrl: v.optional(text),
  /** The model its bare name means; absent: the provider's usual one. */
  model: v.optional(text),
});

/** What is set up, by provider; one that is absent cannot answer. Keys are in memory only. */
export const modelSettingsSchema = v.object(v.entriesFromList(keyedProviders, v.optional(providerSettings)));
export type ModelSettings = v.InferOutput<typeof modelSettingsSchema>;

/** The first line the extension writes. */
export const childOptionsSchema = v.object({
  data: v.nullable(text),
  store: text,
  email: text,
  apiKey: v.pipe(text, v.minLength(16)),
  timezone: v.nullable(text),
  fiscalYearStart: v.optional(v.nullable(text)),
  /** What the passwords of databases are sealed with at rest: 32 bytes as base64url. */
  atRestKey: v.optional(v.pipe(text, v.regex(/^[\w-]{43}$/))),
  models: v.optional(modelSettingsSchema),
  /** The `model_id` that answers where none is named; null: the planner. */
  defaultModel: v.optional(v.nullable(text)),
});

/** The first line the server writes. */
export const readyLineSchema = v.object({
  url: text,
  api_key: text,
  email: text,
  notices: v.optional(v.array(text)),
});

/** A model that the editor brings (`vscode.lm`). */
const editorModel = v.object({
  /** `<vendor>/<id>`: what stands behind `editor/` in a `model_id`. */
  id: text,
  name: text,
  vendor: text,
  family: text,
  maxInputTokens: v.number(),
});
export type EditorModel = v.InferOutput<typeof editorModel>;

const textPart = v.object({ type: v.literal('text'), text });
const toolCallPart = v.object({
  type: v.literal('toolCall'),
  callId: text,
  name: text,
  input: v.record(text, v.unknown()),
});

/** What a model of the editor says, a piece at a time. */
const editorPart = v.variant('type', [textPart, v.object({ type: v.literal('reasoning'), text }), toolCallPart]);
export type EditorPart = v.InferOutput<typeof editorPart>;

const editorMessage = v.object({
  role: v.picklist(['user', 'assistant']),
  parts: v.array(
    v.variant('type', [
      textPart,
      toolCallPart,
      v.object({ type: v.literal('toolResult'), callId: text, text }),
      v.object({ type: v.literal('image'), mimeType: text, base64: text }),
    ]),
  ),
});
export type EditorMessage = v.InferOutput<typeof editorMessage>;

const editorTool = v.object({ name: text, description: text, inputSchema: v.record(text, v.unknown()) });

/** What the extension says after its options. `id` is that of the request it answers. */
export const toServerSchema = v.variant('type', [
  v.object({ type: v.literal('models'), models: modelSettingsSchema, defaultModel: v.nullable(text) }),
  v.object({ type: v.literal('editorModels'), id: text, models: v.array(editorModel) }),
  v.object({ type: v.literal('editorPart'), id: text, part: editorPart }),
  v.object({ type: v.literal('editorEnd'), id: text }),
  /** `code`: that of a LanguageModelError (`NoPermissions`, `Blocked`, `NotFound`), else `Unknown`. */
  v.object({ type: v.literal('editorFailed'), id: text, code: text, message: text }),
]);
export type ToServer = v.InferOutput<typeof toServerSchema>;

/** What the server says after its ready line. */
export const fromServerSchema = v.variant('type', [
  v.object({ type: v.literal('listEditorModels'), id: text }),
  v.object({
    type: v.literal('askEditorModel'),
    id: text,
    /** Of an `EditorModel`. */
    model: text,
    messages: v.array(editorMessage),
    tools: v.array(editorTool),
  }),
  v.object({ type: v.literal('stopEditorModel'), id: text }),
  /** After each `models`: they are in use, and listed to who asks from now on. */
  v.object({ type: v.literal('modelsTaken') }),
]);
export type FromServer = v.InferOutput<typeof fromServerSchema>;
