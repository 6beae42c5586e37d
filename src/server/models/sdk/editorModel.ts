// A model of the editor as the library knows models: what is said goes over the line to the extension, which asks `vscode.lm`.
// Not here: the line (../editorLine.ts), asking (the extension's host/editorModels.ts).
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import type { EditorMessage } from '../../../protocol/localServer.ts';
import type { ModelTarget } from '../conversation.ts';

const unknownUsage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

export function editorModel({ model, editor }: ModelTarget): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'editor',
    modelId: model,
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('Models of the editor are only streamed.')),
    async doStream(options) {
      if (!editor) throw new Error('No editor is connected.');
      const stop = new AbortController();
      const signal = options.abortSignal ? AbortSignal.any([options.abortSignal, stop.signal]) : stop.signal;
      const parts = editor.ask({ model, messages: messagesOf(options.prompt), tools: toolsOf(options) }, signal);
      const said = streamed(parts);
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        async pull(controller) {
          try {
            const { value, done } = await said.next();
            if (done) controller.close();
            else controller.enqueue(value);
          } catch (cause) {
            controller.error(cause);
          }
        },
        cancel: (reason) => stop.abort(reason),
      });
      return { stream };
    },
  };
}

type Parts = ReturnType<NonNullable<ModelTarget['editor']>['ask']>;

/** The pieces, each kind between its beginning and its end. */
async function* streamed(parts: Parts): AsyncGenerator<LanguageModelV4StreamPart> {
  let open: 'text' | 'reasoning' | undefined;
  let called = false;
  let count = 0;
  const close = (): LanguageModelV4StreamPart[] => {
    const closing = open;
    open = undefined;
    return closing ? [{ type: `${closing}-end`, id: `${closing}${count}` }] : [];
  };
  yield { type: 'stream-start', warnings: [] };
  for await (const part of parts) {
    if (part.type === 'toolCall') {
      yield* close();
      called = true;
      const { callId: toolCallId, name: toolName } = part;
      yield { type: 'tool-call', toolCallId, toolName, input: JSON.stringify(part.input) };
      continue;
    }
    if (open !== part.type) {
      yield* close();
      count += 1;
      open = part.type;
      yield { type: `${part.type}-start`, id: `${part.type}${count}` };
    }
    yield { type: `${part.type}-delta`, id: `${part.type}${count}`, delta: part.text };
  }
  yield* close();
  const unified = called ? ('tool-calls' as const) : ('stop' as const);
  yield { type: 'finish', finishReason: { unified, raw: undefined }, usage: unknownUsage };
}

function toolsOf({ tools }: LanguageModelV4CallOptions) {
  return (tools ?? []).flatMap((tool) =>
    tool.type === 'function'
      ? [{ name: tool.name, description: tool.description ?? '', inputSchema: { ...tool.inputSchema } }]
      : [],
  );
}

/** The editor knows no instructions apart from the conversation: they are its first words. */
function messagesOf(prompt: LanguageModelV4Prompt): EditorMessage[] {
  return prompt.map((message): EditorMessage => {
    if (message.role === 'system') return { role: 'user', parts: [{ type: 'text', text: message.content }] };
    const parts = message.content.flatMap((part): EditorMessage['parts'] => {
      switch (part.type) {
        case 'text':
          return [{ type: 'text', text: part.text }];
        case 'tool-call':
          return [{ type: 'toolCall', callId: part.toolCallId, name: part.toolName, input: inputOf(part.input) }];
        case 'tool-result':
          return [{ type: 'toolResult', callId: part.toolCallId, text: outputText(part.output) }];
        case 'file':
          return part.data.type === 'data' && typeof part.data.data === 'string'
            ? [{ type: 'image', mimeType: part.mediaType, base64: part.data.data }]
            : [];
        default:
          return [];
      }
    });
    return { role: message.role === 'assistant' ? 'assistant' : 'user', parts };
  });
}

function inputOf(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function outputText(output: { type: string; value?: unknown }): string {
  return typeof output.value === 'string' ? output.value : JSON.stringify(output.value ?? '');
}
