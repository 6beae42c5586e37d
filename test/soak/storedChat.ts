// Compares a chat as it is stored with what the server has acknowledged of it.
// Not here: asking (conversation.ts), when it is compared (kills.ts).
import type { ChatMessage, StoredChat } from '../../src/protocol/trellis/rest.ts';
import type { Asked, AskedChat } from './conversation.ts';
import type { Checks } from './proof.ts';

export const killChecks = [
  'the server starts on the store every time',
  'every acknowledged chat exists',
  'every acknowledged question is stored once',
  'no question is stored twice',
  'nothing is stored that was not asked',
  'every acknowledged answer is stored behind its question',
  'a stored answer is whole, or says that it was cut',
  'no chat is kept by a turn that died',
  'every chat takes the next question',
  'every answer is one',
  'events come in order',
  'a duplicate is one that was sent before',
  'the file is sound',
  'the server logs no error or warning of its runtime',
] as const;
export type KillCheck = (typeof killChecks)[number];

/** `stored` undefined: there is no such chat. Ids of the answers that say their server died are added to `closed`. */
export function compareStored(
  stored: StoredChat | undefined,
  { id, asked }: AskedChat,
  checks: Checks<KillCheck>,
  closed: Set<string>,
): void {
  checks.expect('every acknowledged chat exists', stored !== undefined, () => id);
  if (!stored) return;
  checks.expect(
    'no chat is kept by a turn that died',
    !stored.running,
    () => `${id}: ${JSON.stringify(stored.running)}`,
  );
  const questions = Map.groupBy(
    stored.messages.filter(({ role }) => role === 'user'),
    (message) => message.metadata?.client_message_id ?? '',
  );
  for (const question of asked) {
    const where = `${id} ${question.clientMessageId}`;
    const found = questions.get(question.clientMessageId) ?? [];
    questions.delete(question.clientMessageId);
    checks.expect('no question is stored twice', found.length <= 1, () => `${where}: ${found.length} times`);
    if (question.userMessageId !== undefined) {
      const [only] = found;
      const same = only?.id === question.userMessageId && only.content === question.message;
      checks.expect('every acknowledged question is stored once', same && found.length === 1, () => where);
    }
    for (const { id: messageId } of found) compareAnswer(stored, messageId, question, checks, closed);
    if (found.length === 0 && question.answer)
      checks.expect('every acknowledged answer is stored behind its question', false, () => where);
  }
  checks.expect('nothing is stored that was not asked', questions.size === 0, () => `${id}: ${[...questions.keys()]}`);
  const alternating = stored.messages.every(({ role }, at) => role === (at % 2 === 0 ? 'user' : 'assistant'));
  checks.expect('nothing is stored that was not asked', alternating, () => `${id}: not one answer for each question`);
}

function compareAnswer(
  { messages }: StoredChat,
  questionId: string,
  { clientMessageId, answer, says }: Asked,
  checks: Checks<KillCheck>,
  closed: Set<string>,
): void {
  const at = messages.findIndex(({ id }) => id === questionId);
  const behind = messages[at + 1];
  const seen = () => `${clientMessageId}: ${JSON.stringify(behind)}`;
  if (answer) {
    const same = behind?.id === answer.id && behind.content === answer.content;
    checks.expect('every acknowledged answer is stored behind its question', same, seen);
  }
  const cut = behind !== undefined && isClosed(behind);
  if (cut) closed.add(behind.id);
  const whole = behind?.role === 'assistant' && (cut ? answer === undefined : behind.content.includes(says));
  checks.expect('a stored answer is whole, or says that it was cut', whole, seen);
}

/** What a server says at its start of a turn that the one before did not survive. */
function isClosed({ content, metadata }: ChatMessage): boolean {
  return content === '' && metadata?.error?.code === 'INTERNAL' && metadata.error.retryable === true;
}
