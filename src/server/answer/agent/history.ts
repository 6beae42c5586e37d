// The chat so far and the question, as what is said to a model.
// Not here: what it is told before (instructions.ts).
import type { ConversationMessage, ModelTarget } from '../../models/conversation.ts';
import type { ChatBackground, Question } from '../answerer.ts';

const maxExchanges = 10;
const maxAnswer = 4_000;

/** The newest exchanges that fit a quarter of the window, three characters to a token; the question comes whole. */
export function conversationMessages(
  { text, context }: Pick<Question, 'text' | 'context'>,
  background: ChatBackground | undefined,
  target: Pick<ModelTarget, 'window' | 'sees'>,
): ConversationMessage[] {
  const kept: ConversationMessage[][] = [];
  let room = Math.floor(target.window * 0.75);
  for (const { question, answer } of (background?.history ?? []).slice(-maxExchanges).toReversed()) {
    const said = answer.length > maxAnswer ? `${answer.slice(0, maxAnswer)}…` : answer;
    room -= question.length + said.length;
    if (room < 0) break;
    kept.unshift([
      { role: 'user', text: question },
      { role: 'assistant', text: said.trim() || '(No answer.)' },
    ]);
  }
  const attached = context.map(({ language, path, text: code }) => `\n\n${language} of ${path}:\n${code}`).join('');
  const pictures = target.sees ? (background?.pictures ?? []) : [];
  return [...kept.flat(), { role: 'user', text: `${text}${attached}`, ...(pictures.length > 0 ? { pictures } : {}) }];
}
