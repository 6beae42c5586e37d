// A conversation with a model, request after request: its words as they come, its calls run, until it has answered. The entry of a bundle
// of its own, loaded with the first question to a model. Not here: what is asked and what the tools do (answer/agent/).
import {
  type JSONSchema7,
  jsonSchema,
  type ModelMessage,
  streamText,
  type TextStreamPart,
  ToolChoiceViolationError,
  type ToolSet,
  tool,
} from 'ai';
import type { ConversationMessage, ConversationPart, ConversationRequest, ModelTool } from '../conversation.ts';
import { failureOf } from './failures.ts';
import { languageModel, type ReadyModel } from './languageModel.ts';

// The library would write them to the console.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

/** Asked again at most so often, and waited for at most so long, while nothing was heard yet. */
const maxRetries = 2;
const longestWaitMs = 20_000;
const firstWaitMs = 1_000;
/** Characters of the arguments of one step. */
const maxArguments = 1_000_000;

export async function* converse(request: ConversationRequest): AsyncGenerator<ConversationPart> {
  const { signal, maxSteps } = request;
  let ready: ReadyModel;
  try {
    ready = languageModel(request.target, request.search);
  } catch (cause) {
    yield { kind: 'failed', failure: failureOf(cause) };
    return;
  }
  const messages = request.messages.map(messageOf);
  const way = { thinks: true };
  let tokens = 0;
  for (let number = 0; ; number += 1) {
    signal.throwIfAborted();
    yield { kind: 'step', number, tokens };
    const isLast = number >= maxSteps - 1 || (number > 0 && !request.mayUseTools(tokens));
    const step = yield* patiently(request, ready, messages, isLast, way);
    if ('failure' in step) {
      yield { kind: 'failed', failure: step.failure };
      return;
    }
    tokens += step.tokens;
    if (step.finish === 'tool-calls' && step.called && !isLast) {
      messages.push(...step.messages);
      continue;
    }
    yield step.finish === 'length'
      ? { kind: 'end', how: 'length' }
      : step.finish === 'content-filter'
        ? { kind: 'end', how: 'filtered' }
        : { kind: 'end', how: 'stop' };
    return;
  }
}

type Failed = { failure: ReturnType<typeof failureOf>; isBegun: boolean };
type Step = { finish: string; called: boolean; tokens: number; messages: ModelMessage[] } | Failed;

/** One request, and again where that may help. */
async function* patiently(
  request: ConversationRequest,
  ready: ReadyModel,
  messages: readonly ModelMessage[],
  isLast: boolean,
  way: { thinks: boolean },
): AsyncGenerator<ConversationPart, Step> {
  for (let attempt = 0; ; attempt += 1) {
    const options = (way.thinks ? ready.thinking : undefined) ?? ready.options;
    const step = yield* stepOf(request, { ...ready, options }, messages, isLast);
    if (!('failure' in step) || step.isBegun || attempt >= maxRetries) return step;
    const { kind, retryAfterMs } = step.failure;
    if (kind === 'refused' && way.thinks && ready.thinking) {
      // Some accounts may not be told what a model thinks.
      way.thinks = false;
      continue;
    }
    if (kind !== 'limited' && kind !== 'unreachable' && kind !== 'cut') return step;
    // Nobody is there: a second look may help, a third does not.
    if (kind === 'unreachable' && step.failure.about.startsWith('no answer') && attempt > 0) return step;
    const ms = retryAfterMs ?? firstWaitMs * 2 ** attempt;
    if (ms > longestWaitMs) return step;
    yield { kind: 'waiting', ms };
    await delay(ms, request.signal);
  }
}

async function* stepOf(
  request: ConversationRequest,
  { model, options, search }: ReadyModel,
  messages: readonly ModelMessage[],
  isLast: boolean,
): AsyncGenerator<ConversationPart, Step> {
  const { instructions, maxOutputTokens, silenceMs, signal } = request;
  const silence = new AbortController();
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  const heard = () => {
    clearTimeout(timer);
    // A query of ours takes its time; the model is not silent meanwhile.
    if (running === 0) timer = setTimeout(() => silence.abort(), silenceMs);
  };
  const own = toolSet(request.tools, (busy) => {
    running += busy ? 1 : -1;
    heard();
  });
  const { provider } = request.target;
  // Services want to be told the tools that were used before; of some, not using them cannot be asked.
  const takesNone = provider !== 'ollama' && provider !== 'editor';
  const tools = isLast && !takesNone ? {} : { ...own, ...(request.search ? search : {}) };
  const failed = (cause: unknown): Failed => {
    signal.throwIfAborted();
    return { failure: silence.signal.aborted ? silent : failureOf(cause), isBegun };
  };
  let isBegun = false;
  let letters = 0;
  let called = false;
  let finish = '';
  let tokens = 0;
  heard();
  try {
    const result = streamText({
      model,
      instructions,
      messages: [...messages],
      tools,
      toolChoice: isLast ? 'none' : 'auto',
      toolCallConcurrency: 1,
      maxOutputTokens,
      maxRetries: 0,
      providerOptions: options,
      abortSignal: AbortSignal.any([signal, silence.signal]),
      // A reply that names a file would have it fetched from anywhere.
      experimental_download: async (files) => {
        if (files.length > 0) throw new Error('Nothing is downloaded.');
        return [];
      },
      // Without it the library writes errors to the console, the whole prompt in them.
      onError: () => undefined,
    });
    for await (const part of result.fullStream) {
      heard();
      // One that calls all the same has nothing more to say.
      if (part.type === 'error' && isLast && ToolChoiceViolationError.isInstance(part.error))
        return { finish: 'stop', called: false, tokens, messages: [] };
      if (part.type === 'error') return failed(part.error);
      if (part.type === 'abort') return failed(new Error('stopped'));
      if (part.type === 'finish-step') tokens += part.usage.totalTokens ?? 0;
      if (part.type === 'finish') finish = finishOf(part, request.target.provider);
      if (part.type === 'tool-input-delta') {
        letters += part.delta.length;
        if (letters > maxArguments) return { failure: { kind: 'cut', about: 'endless arguments' }, isBegun: true };
      }
      const said = partOf(part);
      if (!said) continue;
      isBegun = true;
      if (said.kind === 'call') called = true;
      yield said;
    }
    signal.throwIfAborted();
    // A stream that ends without its closing event ends like an answer.
    if (finish === 'interrupted' || finish === 'other' || finish === 'error' || finish === '') {
      if (!(finish === 'other' && called))
        return { failure: { kind: 'cut', about: `ended with "${finish}"` }, isBegun };
      finish = 'tool-calls';
    }
    // Some services call tools and say that they have stopped.
    if (called && finish === 'stop') finish = 'tool-calls';
    return { finish, called, tokens, messages: await result.responseMessages };
  } catch (cause) {
    return failed(cause);
  } finally {
    clearTimeout(timer);
    // Whoever has heard enough leaves; the request ends with it.
    silence.abort();
  }
}

/** A cut call of OpenRouter comes as one without arguments, in an answer that has no end of its own. */
function finishOf(
  { finishReason, rawFinishReason }: { finishReason: string; rawFinishReason?: string | undefined },
  provider: string,
): string {
  return provider === 'openrouter' && rawFinishReason === undefined ? 'interrupted' : finishReason;
}

const silent = { kind: 'silent', about: 'nothing was heard' } as const;

function partOf(part: TextStreamPart<ToolSet>): ConversationPart | undefined {
  switch (part.type) {
    case 'text-delta':
      return part.text === '' ? undefined : { kind: 'text', text: part.text };
    case 'reasoning-delta':
      return part.text === '' ? undefined : { kind: 'reasoning', text: part.text };
    case 'tool-call':
      return part.providerExecuted
        ? undefined
        : { kind: 'call', id: part.toolCallId, name: part.toolName, input: part.input };
    case 'tool-result':
      return part.providerExecuted ? undefined : { kind: 'called', id: part.toolCallId, name: part.toolName };
    case 'tool-error':
      // What our tools fail with they tell themselves: this one never ran, or is none of ours.
      return {
        kind: 'called',
        id: part.toolCallId,
        name: part.toolName,
        ...(typeof part.error === 'string' ? { problem: part.error } : {}),
      };
    case 'source':
      return part.sourceType === 'url' ? { kind: 'sources', urls: [part.url] } : undefined;
    default:
      return undefined;
  }
}

function toolSet(tools: readonly ModelTool[], onBusy: (busy: boolean) => void): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters, check, run }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema<unknown>(parameters as JSONSchema7, {
          validate: (value) => {
            const checked = check(value);
            return checked.ok
              ? { success: true, value: checked.value }
              : { success: false, error: new Error(checked.problem) };
          },
        }),
        execute: async (input: unknown, { toolCallId, abortSignal }) => {
          onBusy(true);
          try {
            return await run(input, { id: toolCallId, signal: abortSignal ?? new AbortController().signal });
          } finally {
            onBusy(false);
          }
        },
      }),
    ]),
  );
}

function messageOf({ role, text, pictures = [] }: ConversationMessage): ModelMessage {
  if (role === 'assistant') return { role, content: text };
  if (pictures.length === 0) return { role, content: text };
  const files = pictures.map(({ mimeType, base64 }) => ({
    type: 'file' as const,
    mediaType: mimeType,
    data: base64,
  }));
  return { role, content: [{ type: 'text', text }, ...files] };
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
