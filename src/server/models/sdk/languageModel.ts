// A model of a provider as the library knows it: made per answer from the key in memory, with options that hold for all our questions.
// Not here: the conversation (converse.ts), models of the editor (editorModel.ts).
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { JSONObject, LanguageModelV4 } from '@ai-sdk/provider';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { extractReasoningMiddleware, type ToolSet, wrapLanguageModel } from 'ai';
import { createOllama } from 'ollama-ai-provider-v2';
import type { ModelTarget } from '../conversation.ts';
import { editorModel } from './editorModel.ts';
import { ollamaFetch } from './ollamaFetch.ts';

export interface ReadyModel {
  model: LanguageModelV4;
  /** Ours of each provider: nothing is kept, nothing is cut. */
  options: Record<string, JSONObject>;
  /** The same, and what it thinks is told; a service may refuse that where it takes the question. */
  thinking?: Record<string, JSONObject> | undefined;
  /** The provider's own search of the web. */
  search: ToolSet;
}

/** A key goes where it was meant to go: an answer that sends it on is none. */
const staying: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' });
  const reader = response.body?.getReader();
  if (!reader) return response;
  let left = response.ok ? mostBytes : mostErrorBytes;
  const bounded = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        left -= value?.length ?? 0;
        if (left < 0) throw new Error('The answer of the provider is too large; it was cut.');
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (cause) {
        controller.error(cause);
        await reader.cancel(cause).catch(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(bounded, response);
};

/** Of one answer, unpacked. */
const mostBytes = 32 * 1024 * 1024;
const mostErrorBytes = 256 * 1024;

/** A key is never empty, so that the library looks for none in the environment. */
const noKey = 'none';

export function languageModel(target: ModelTarget, search: boolean): ReadyModel {
  const { provider, model, baseUrl, window } = target;
  const shared = { baseURL: baseUrl, apiKey: target.apiKey ?? noKey, fetch: staying };
  switch (provider) {
    case 'claude': {
      const anthropic = createAnthropic(shared);
      return {
        model: anthropic(model),
        options: {},
        thinking: claudeThinks(model),
        search: { web_search: anthropic.tools.webSearch_20250305({ maxUses: 5 }) },
      };
    }
    case 'openai': {
      const openai = createOpenAI(shared);
      return {
        model: openai.responses(model),
        options: { openai: { store: false } },
        thinking: /^(gpt-[5-9]|o\d)/.test(model) ? { openai: { store: false, reasoningSummary: 'auto' } } : undefined,
        search: { web_search: openai.tools.webSearch({}) },
      };
    }
    case 'google': {
      const google = createGoogle(shared);
      return {
        model: google(model),
        options: {},
        thinking: { google: { thinkingConfig: { includeThoughts: true } } },
        // Before the third generation, a search takes the place of every other tool.
        search: /^gemini-([3-9]|\d\d)/.test(model) ? { google_search: google.tools.googleSearch({}) } : {},
      };
    }
    case 'groq': {
      const groq = createGroq(shared);
      const reasons = /gpt-oss|qwen3|deepseek-r1/.test(model);
      return {
        model: groq(model),
        options: {},
        thinking: reasons ? { groq: { reasoningFormat: 'parsed' } } : undefined,
        search: model.startsWith('openai/gpt-oss') ? { browser_search: groq.tools.browserSearch({}) } : {},
      };
    }
    case 'openrouter': {
      const openrouter = createOpenRouter({ ...shared, compatibility: 'strict' });
      return {
        model: thoughtsApart(openrouter(model, search ? { plugins: [{ id: 'web' }] } : {})),
        options: {},
        thinking: { openrouter: { reasoning: { enabled: true } } },
        search: {},
      };
    }
    case 'compatible':
      return {
        model: thoughtsApart(createOpenAICompatible({ ...shared, name: 'compatible', includeUsage: true })(model)),
        options: {},
        search: {},
      };
    case 'ollama': {
      const headers: Record<string, string> = target.apiKey ? { Authorization: `Bearer ${target.apiKey}` } : {};
      return {
        model: thoughtsApart(createOllama({ baseURL: baseUrl, headers, fetch: ollamaFetch(staying) })(model)),
        // Without a word about it Ollama takes in 4,000 tokens, and drops the rest unsaid.
        options: { ollama: { options: { num_ctx: window } } },
        thinking: target.thinks ? { ollama: { think: true, options: { num_ctx: window } } } : undefined,
        search: {},
      };
    }
    case 'editor':
      return { model: editorModel(target), options: {}, search: {} };
  }
}

/** Some servers leave what a model thinks in its text, between two marks. */
function thoughtsApart(model: LanguageModelV4): LanguageModelV4 {
  return wrapLanguageModel({ model, middleware: extractReasoningMiddleware({ tagName: 'think' }) });
}

/** The newest decide themselves how much to think, older ones are told, the oldest cannot. */
function claudeThinks(model: string): ReadyModel['thinking'] {
  if (!/^claude-/.test(model) || /^claude-3-[^7]/.test(model)) return undefined;
  const thinking = /-(4-[6-9]|[5-9])/.test(model)
    ? { type: 'adaptive', display: 'summarized' }
    : { type: 'enabled', budgetTokens: 2_000 };
  return { anthropic: { thinking } };
}
