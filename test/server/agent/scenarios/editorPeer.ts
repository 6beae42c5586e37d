// A model of the editor with a window of 8,000 tokens, as the line to the extension brings it, that follows the same scripts as the peers.
// Not here: the line (models/editorLine.ts), peers of providers (support/models/).
import type { EditorMessage, EditorPart } from '../../../../src/protocol/localServer.ts';
import type { EditorModels } from '../../../../src/server/models/editorLine.ts';
import type { Asked, ModelReply } from '../../../support/models/modelPeer.ts';

type Reply = (asked: Asked, number: number) => ModelReply | Promise<ModelReply> | undefined;

export function editorOf(reply: Reply): { models: EditorModels; asked: Asked[]; begin(): void } {
  const asked: Asked[] = [];
  let begun = 0;
  const model = { id: 'acme/small', name: 'Small', vendor: 'acme', family: 'small', maxInputTokens: 8_000 };
  return {
    asked,
    begin() {
      begun = asked.length;
    },
    models: {
      list: async () => [model],
      async *ask({ messages, tools }) {
        const question = askedOf(
          messages,
          tools.map(({ name }) => name),
        );
        const number = asked.push(question) - 1;
        const said = await reply(question, number - begun);
        for (const part of said ? partsOf(said) : []) yield part;
      },
    },
  };
}

function partsOf({ reasoning, text, calls = [] }: ModelReply): EditorPart[] {
  return [
    ...(reasoning ? [{ type: 'reasoning' as const, text: reasoning }] : []),
    ...(text ? [{ type: 'text' as const, text }] : []),
    ...calls.map(({ name, input }, at) => ({
      type: 'toolCall' as const,
      // Some models number their calls anew in each reply.
      callId: `call_${at % 2}`,
      name,
      input: { ...(input as Record<string, unknown>) },
    })),
  ];
}

/** The first message is what other wires call instructions. */
function askedOf([first, ...messages]: EditorMessage[], tools: string[]): Asked {
  const textOf = ({ parts }: EditorMessage) =>
    parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const results = messages
    .slice(last + 1)
    .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'toolResult' ? [part.text] : [])));
  return {
    wire: 'compatible',
    path: '',
    headers: {},
    body: messages,
    model: 'acme/small',
    instructions: first ? textOf(first) : '',
    messages: messages.map((message) => ({ role: message.role, text: textOf(message) })),
    tools,
    toolChoice: undefined,
    results,
  };
}
