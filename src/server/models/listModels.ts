// What a provider offers, as it lists it: the models that can hold our conversation, with what they can take in.
// Not here: which providers are asked, and for how long an answer holds (catalog.ts).
import * as v from 'valibot';
import { decodeWith, parseJson } from '../../protocol/decoded.ts';
import { listOf } from '../../protocol/lenient.ts';
import type { KeyedProvider } from '../../protocol/localServer.ts';
import { isModelName } from './providers.ts';

export interface OfferedModel {
  /** As the provider names it. */
  id: string;
  name: string;
  /** Tokens, where it is said. */
  window?: number | undefined;
  /** It takes pictures, where it is said. */
  sees?: boolean | undefined;
}

export interface ProviderAccess {
  apiKey?: string | undefined;
  baseUrl: string;
}

/** A provider that did not list anything; the message says why, for the person. */
export class ListingError extends Error {
  override readonly name = 'ListingError';
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const withinMs = 4_000;
const maxBytes = 8 * 1024 * 1024;
const maxModels = 1_000;

const text = v.string();
const size = v.fallback(v.optional(v.nullable(v.number())), null);
const openAi = v.object({
  data: listOf(v.object({ id: text, active: v.optional(v.boolean()), context_window: size })),
});
const anthropic = v.object({
  data: listOf(v.object({ id: text, display_name: v.optional(text), max_input_tokens: size })),
});
const openRouter = v.object({
  data: listOf(
    v.object({
      id: text,
      name: v.optional(text),
      context_length: size,
      architecture: v.optional(v.object({ input_modalities: v.optional(v.array(text)) })),
      supported_parameters: v.optional(v.array(text)),
    }),
  ),
});
const google = v.object({
  models: listOf(
    v.object({
      name: text,
      displayName: v.optional(text),
      inputTokenLimit: size,
      supportedGenerationMethods: v.optional(v.array(text)),
    }),
  ),
});
const ollamaTags = v.object({ models: listOf(v.object({ name: text })) });
const ollamaShow = v.object({
  capabilities: v.optional(v.array(text)),
  model_info: v.optional(v.record(text, v.unknown())),
});

/** Throws a ListingError, or the signal's reason. */
export async function listModels(
  provider: KeyedProvider,
  access: ProviderAccess,
  signal: AbortSignal,
): Promise<OfferedModel[]> {
  const models = await offeredBy(provider, access, signal);
  const named = models.filter(({ id }, at) => isModelName(id) && models.findIndex((each) => each.id === id) === at);
  return named.slice(0, maxModels).map((model) => ({ ...model, name: model.name.slice(0, 200) }));
}

async function offeredBy(
  provider: KeyedProvider,
  access: ProviderAccess,
  signal: AbortSignal,
): Promise<OfferedModel[]> {
  const { apiKey, baseUrl } = access;
  const bearer: Record<string, string> = apiKey ? { Authorization: `Bearer ${apiKey}` } : {};
  const get = <S extends v.GenericSchema>(path: string, schema: S, headers = bearer) =>
    call(`${baseUrl}${path}`, schema, { headers }, signal);
  switch (provider) {
    case 'claude': {
      const headers = { 'x-api-key': apiKey ?? '', 'anthropic-version': '2023-06-01' };
      const { data } = await get('/models?limit=1000', anthropic, headers);
      return data.map(({ id, display_name, max_input_tokens }) => ({
        id,
        name: display_name ?? id,
        window: max_input_tokens ?? undefined,
        sees: true,
      }));
    }
    case 'google': {
      const { models } = await get('/models?pageSize=1000', google, { 'x-goog-api-key': apiKey ?? '' });
      return models
        .filter(({ name, supportedGenerationMethods = [] }) => {
          const chats = supportedGenerationMethods.includes('generateContent');
          return chats && !/embedding|image|tts|audio|live|aqa|veo|robotics|computer-use/.test(name);
        })
        .map(({ name, displayName, inputTokenLimit }) => {
          const id = name.replace(/^models\//, '');
          return { id, name: displayName ?? id, window: inputTokenLimit ?? undefined, sees: true };
        });
    }
    case 'openrouter': {
      // The list is public: only the second tells that the key is good.
      const [{ data }] = await Promise.all([get('/models', openRouter), get('/key', v.unknown())]);
      return data
        .filter(({ supported_parameters }) => supported_parameters?.includes('tools') ?? true)
        .map(({ id, name, context_length, architecture }) => ({
          id,
          name: name ?? id,
          window: context_length ?? undefined,
          sees: architecture?.input_modalities?.includes('image'),
        }));
    }
    case 'openai': {
      const { data } = await get('/models', openAi);
      const chats = (id: string) =>
        /^(gpt-|o\d|chatgpt)/.test(id) && !/audio|realtime|transcribe|tts|image|search|instruct|embedding/.test(id);
      return data.filter(({ id }) => chats(id)).map(({ id }) => ({ id, name: id, sees: true }));
    }
    case 'groq': {
      const { data } = await get('/models', openAi);
      return data
        .filter(({ id, active }) => active !== false && !/whisper|guard|tts|orpheus|playai/.test(id))
        .map(({ id, context_window }) => ({
          id,
          name: id,
          window: context_window ?? undefined,
          sees: /llama-4|vision|scout|maverick/.test(id),
        }));
    }
    case 'compatible': {
      const { data } = await get('/models', openAi);
      return data.map(({ id, context_window }) => ({ id, name: id, window: context_window ?? undefined }));
    }
    case 'ollama': {
      const { models } = await get('/tags', ollamaTags);
      const shown = await Promise.all(
        models.slice(0, 40).map(({ name }) => showOllama(access, name, signal).catch(() => undefined)),
      );
      signal.throwIfAborted();
      return shown.flatMap((model) => (model?.hasTools ? [model.offered] : []));
    }
  }
}

/** One model of Ollama: whether it can call tools, and what it can take in. */
export async function showOllama({ apiKey, baseUrl }: ProviderAccess, model: string, signal: AbortSignal) {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (apiKey) headers.Authorization = `Bearer ${apiKey}`;
  const request = { method: 'POST', headers, body: JSON.stringify({ model }) };
  const { capabilities = [], model_info = {} } = await call(`${baseUrl}/show`, ollamaShow, request, signal);
  const length = Object.entries(model_info).find(([name]) => name.endsWith('.context_length'))?.[1];
  const offered: OfferedModel = {
    id: model,
    name: model,
    window: typeof length === 'number' ? length : undefined,
    sees: capabilities.includes('vision'),
  };
  return { offered, hasTools: capabilities.includes('tools'), thinks: capabilities.includes('thinking') };
}

async function call<S extends v.GenericSchema>(
  url: string,
  schema: S,
  request: RequestInit,
  signal: AbortSignal,
): Promise<v.InferOutput<S>> {
  let response: Response;
  let body: string;
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    // A key goes where it was meant to go.
    response = await fetch(url, { ...request, redirect: 'error', signal: within });
    body = await bounded(response);
  } catch (cause) {
    signal.throwIfAborted();
    throw new ListingError(cause instanceof ListingError ? cause.message : 'It cannot be reached.');
  }
  if (!response.ok) throw new ListingError(whyOf(response.status, body), response.status);
  const decoded = decodeWith(schema, parseJson(body));
  if (decoded.kind !== 'valid') throw new ListingError('It answers with something else than a list of models.');
  return decoded.value;
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxBytes) throw new ListingError('It answers with more than a list of models.');
  }
  return text + decoder.decode();
}

function whyOf(status: number, body: string): string {
  if (status === 401 || status === 403 || /API_KEY_INVALID|API key not valid/.test(body)) return 'It refuses the key.';
  if (status === 404) return 'Nothing is at this address.';
  if (status === 429) return 'It takes no more requests for now.';
  return `It answers with HTTP ${status}.`;
}
