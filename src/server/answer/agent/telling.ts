// What a model says and does, as pieces of an answer while it comes, within bounds: what it sends is not believed to be small.
// Not here: the conversation (models/sdk/), what is said when it has ended (agent.ts).
import type { ConversationPart } from '../../models/conversation.ts';
import type { AnswerPiece } from '../answerer.ts';
import type { Findings } from './findings.ts';
import type { Outcome } from './tools.ts';
import type { WebTool } from './webTool.ts';

/** Characters said and thought; who says more is not listened to any longer. */
const maxSaid = 400_000;
const maxName = 100;
const maxInput = 120_000;
const maxDepth = 20;

export interface Told {
  text: string;
  end: Extract<ConversationPart, { kind: 'end' | 'failed' }>;
}

export interface Telling {
  findings: Findings;
  outcomes: Map<string, Outcome>;
  shown: AnswerPiece[];
  webTool: WebTool | undefined;
  /** It has taken too long, whatever the model does. */
  isOver(): boolean;
}

/** What the model says and does, as pieces. */
export async function* tell(
  parts: AsyncIterable<ConversationPart>,
  { findings, outcomes, shown, webTool, isOver }: Telling,
): AsyncGenerator<AnswerPiece, Told> {
  let text = '';
  let said = 0;
  /** It has done something since it last spoke: what comes is a paragraph of its own. */
  let isApart = false;
  /** Calls that were told and have not run yet. */
  const open = new Map<string, string>();
  /** Their ids as they are told, by those of the model, which may give one twice. */
  const ids = new Map<string, string[]>();
  let calls = 0;
  function* closing(): Generator<AnswerPiece> {
    yield* shown.splice(0);
    for (const [id, name] of open)
      yield { kind: 'toolResult', id, name, error: 'The answer broke off before it ran.', durationMs: 0 };
  }
  try {
    for await (const part of parts) {
      yield* shown.splice(0);
      said += part.kind === 'text' || part.kind === 'reasoning' ? part.text.length : 0;
      if (said > maxSaid || isOver()) {
        yield* closing();
        return { text, end: { kind: 'end', how: 'length' } };
      }
      switch (part.kind) {
        case 'text': {
          const gap = isApart && text !== '' && !text.endsWith('\n\n') ? '\n\n' : '';
          isApart = false;
          const more = text === '' ? part.text.trimStart() : `${gap}${part.text}`;
          if (more === '') break;
          text += more;
          yield { kind: 'text', text: more };
          break;
        }
        case 'reasoning':
          yield { kind: 'reasoning', text: part.text };
          break;
        case 'call': {
          isApart = true;
          calls += 1;
          const id = ids.has(part.id) ? `${part.id}-${calls}` : part.id;
          ids.set(part.id, [...(ids.get(part.id) ?? []), id]);
          open.set(id, part.name.slice(0, maxName));
          yield { kind: 'toolCall', id, name: part.name.slice(0, maxName), input: toldInput(part.input) };
          break;
        }
        case 'called': {
          const { name, problem } = part;
          const id = ids.get(part.id)?.shift() ?? part.id;
          open.delete(id);
          if (problem !== undefined) findings.noteFailure();
          const outcome = outcomes.get(part.id) ?? { error: 'The call did not fit the tool.', durationMs: 0 };
          outcomes.delete(part.id);
          yield { kind: 'toolResult', id, name: name.slice(0, maxName), ...outcome };
          break;
        }
        case 'step':
          if (part.number > 0) yield { kind: 'processing', status: 'analyzing' };
          break;
        case 'waiting':
          yield { kind: 'processing', status: 'processing' };
          break;
        case 'sources':
          webTool?.found(part.urls);
          break;
        case 'end':
        case 'failed':
          yield* closing();
          return { text, end: part };
      }
    }
  } catch (cause) {
    if (!isOver()) throw cause;
    yield* closing();
    return { text, end: { kind: 'end', how: 'length' } };
  }
  throw new Error('The conversation ended without an ending.');
}

/** What a call was given, as it is told; nothing of what is too large or too deep to be shown. */
function toldInput(input: unknown): unknown {
  if (isDeep(input)) return {};
  return (JSON.stringify(input)?.length ?? 0) <= maxInput ? input : {};
}

function isDeep(input: unknown): boolean {
  let level: unknown[] = [input];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}
