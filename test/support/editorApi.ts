// The part of VS Code that lists and asks language models, scripted, for tests without VS Code.
// Not here: models in a real VS Code (test/vscode/modelProvider).
import { Emitter } from '../../src/base/emitter.ts';
import type { EditorApi } from '../../src/host/editorModels.ts';

class TextPart {
  value: string;
  constructor(value: string) {
    this.value = value;
  }
}

class ToolCallPart {
  callId: string;
  name: string;
  input: object;
  constructor(callId: string, name: string, input: object) {
    this.callId = callId;
    this.name = name;
    this.input = input;
  }
}

class ToolResultPart {
  callId: string;
  content: unknown[];
  constructor(callId: string, content: unknown[]) {
    this.callId = callId;
    this.content = content;
  }
}

class DataPart {
  mimeType: string;
  data: Uint8Array;
  constructor(data: Uint8Array, mimeType: string) {
    this.data = data;
    this.mimeType = mimeType;
  }
  static image(data: Uint8Array, mimeType: string) {
    return new DataPart(data, mimeType);
  }
}

export class ThinkingPart {
  value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

export class ModelError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
  static NotFound(message: string) {
    return new ModelError('NotFound', message);
  }
}

class CancellationSource {
  readonly #cancelled = new Emitter<void>();
  #isCancelled = false;
  readonly token: { readonly isCancellationRequested: boolean; onCancellationRequested: Emitter<void>['event'] };
  constructor() {
    const isCancelled = () => this.#isCancelled;
    this.token = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: this.#cancelled.event,
    };
  }
  cancel() {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#cancelled.fire();
  }
  dispose() {
    this.#cancelled.dispose();
  }
}

const message = (role: 'user' | 'assistant') => (content: unknown) => ({ role, content });

export const parts = { TextPart, ToolCallPart, ToolResultPart, DataPart, ThinkingPart };

export interface ScriptedModel {
  vendor: string;
  id: string;
  /** What it says; undefined entries end nothing. Thrown while streaming: the stream throws. */
  say?: (asked: Asked) => AsyncIterable<unknown>;
  /** Thrown by the request itself. */
  refuse?: Error;
}

export interface Asked {
  model: string;
  messages: unknown[];
  options: { justification?: string; tools?: unknown[]; toolMode?: unknown };
  token: CancellationSource['token'];
}

/** `models` may be changed at any time; `changed` tells of it as VS Code does. */
export function editorApi(models: ScriptedModel[]) {
  const asked: Asked[] = [];
  const selections: unknown[] = [];
  const changed = new Emitter<void>();
  const lm = {
    async selectChatModels(selector: { vendor?: string; id?: string } = {}) {
      selections.push(selector);
      return models
        .filter(({ vendor, id }) => selector.id === undefined || (selector.vendor === vendor && selector.id === id))
        .map((model) => ({
          ...{ name: model.id.toUpperCase(), id: model.id, vendor: model.vendor, family: 'test', maxInputTokens: 1000 },
          async sendRequest(messages: unknown[], options: Asked['options'], token: Asked['token']) {
            const request = { model: `${model.vendor}/${model.id}`, messages, options, token };
            asked.push(request);
            if (model.refuse) throw model.refuse;
            return { stream: model.say?.(request) ?? said() };
          },
        }));
    },
    onDidChangeChatModels: changed.event,
  };
  const api = {
    lm,
    CancellationTokenSource: CancellationSource,
    LanguageModelChatMessage: { User: message('user'), Assistant: message('assistant') },
    LanguageModelChatToolMode: { Auto: 1 },
    LanguageModelDataPart: DataPart,
    LanguageModelError: ModelError,
    LanguageModelTextPart: TextPart,
    LanguageModelToolCallPart: ToolCallPart,
    LanguageModelToolResultPart: ToolResultPart,
    LanguageModelThinkingPart: ThinkingPart,
  } as unknown as EditorApi;
  return { api, asked, selections, changed: () => changed.fire() };
}

/** A stream of these. */
export async function* said(...all: unknown[]): AsyncIterable<unknown> {
  yield* all;
}
