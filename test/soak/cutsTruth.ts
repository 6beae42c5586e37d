// What the server has stored in the end, read from it directly, against what the person asked and what the window shows.
// Not here: bringing a round to its end (cutsRound.ts).
import { isDeepStrictEqual } from 'node:util';
import type { Chat, Message } from '../../src/chat/state.ts';
import type { CutsPerson } from './cutsPerson.ts';
import type { Asked } from './cutsQuestions.ts';
import { numberIn } from './cutsQuestions.ts';

export const cutsChecks = [
  'a round comes to its end',
  'every question that was asked is stored once',
  'a question is stored in the chat it was asked in',
  'questions are stored in the order they were asked',
  'an edit takes what followed along, or nothing',
  'what is shown is what is stored, without being opened anew',
  'what is opened anew is what is stored, byte for byte',
  'the outbox and the queues are empty',
  'drafts are kept',
  'nobody is told to send again what the server has',
] as const;
export type CutsCheck = (typeof cutsChecks)[number];
export type Expect = (check: CutsCheck, holds: boolean, why: () => string) => void;

export interface StoredMessage {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  metadata?: Record<string, unknown>;
}

export interface Truth {
  id: string;
  messages: StoredMessage[];
}

export async function readTruth(serverUrl: string, token: string): Promise<Truth[]> {
  const get = async (path: string) => {
    const response = await fetch(`${serverUrl}/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const { chats } = (await get('/chats')) as { chats: { id: string }[] };
  return Promise.all(chats.map(async ({ id }) => (await get(`/chats/${id}`)) as unknown as Truth));
}

export function storedNumbers(truth: readonly Truth[]): number[] {
  return truth.flatMap(({ messages }) => questionsIn(messages));
}

function questionsIn(messages: readonly StoredMessage[]): number[] {
  return messages.flatMap(({ role, content }) => (role === 'user' ? [numberIn(content) ?? 0] : []));
}

export function compareQuestions(person: CutsPerson, truth: readonly Truth[], expect: Expect): void {
  const stored = storedNumbers(truth);
  const wanted = person.questions.all.filter(({ presses }) => presses.length > 0);
  const pressesOf = (number: number) => {
    const asked = wanted.find((each) => each.number === number);
    return `${number}${asked?.waited ? ' in the queue' : ''} [${asked?.presses}]`;
  };
  const placesOf = (number: number) =>
    truth
      .flatMap(({ id, messages }) => messages.map((message, at) => ({ at, chat: id, message })))
      .filter(({ message: { role, content } }) => role === 'user' && numberIn(content) === number)
      .map(({ at, chat, message: { id, metadata } }) => `${chat} at ${at}: ${id} ${metadata?.client_message_id}`)
      .join('; ');
  const times = (asked: Asked) => stored.filter((number) => number === asked.number).length;
  for (const asked of wanted) {
    const optional = asked.withdrawn || asked.removedBy.length > 0;
    const found = times(asked);
    expect(
      'every question that was asked is stored once',
      found === 1 || (optional && found === 0),
      () =>
        `${asked.number} is stored ${found} times${optional ? ' (taken back or replaced)' : ''}: ${placesOf(asked.number)}`,
    );
  }
  for (const { id, messages } of truth) {
    let last = 0;
    let lastOfQueue = 0;
    for (const number of questionsIn(messages)) {
      const asked = wanted.find((each) => each.number === number);
      expect(
        'a question is stored in the chat it was asked in',
        // One that was taken back may have made a chat of its own at an older server.
        asked?.chat.id === id || asked?.withdrawn === true,
        () => `${number} is in ${id}, and was asked in ${asked?.chat.id}`,
      );
      // One that was pressed twice was stored by one of the two; one that waited, at any time after.
      const [first = 0, ...more] = asked?.presses ?? [];
      const inQueue = asked?.waited && more.length === 0;
      const press = asked?.waited
        ? inQueue && first < lastOfQueue
          ? undefined
          : Math.max(first, last)
        : asked?.presses.find((time) => time > last);
      if (inQueue) lastOfQueue = first;
      expect(
        'questions are stored in the order they were asked',
        press !== undefined,
        () => `${id}: ${questionsIn(messages).map(pressesOf).join(' ')} at ${number}`,
      );
      last = press ?? last;
    }
  }
  for (const edit of wanted.filter(({ removes }) => removes.length > 0)) {
    const only = edit.removes.filter(({ removedBy, withdrawn }) => removedBy.length === 1 && !withdrawn);
    const left = only.filter((asked) => times(asked) > 0);
    // One that was sent again after it had not arrived stands at the end, and has replaced nothing.
    const holds = left.length === 0 || (edit.pressedAgain && left.length === only.length) || edit.withdrawn;
    expect(
      'an edit takes what followed along, or nothing',
      holds,
      () =>
        `${edit.number} was to replace ${only.map(({ number }) => number)}; ${left.map(({ number }) => number)} stayed`,
    );
  }
}

/** `rich`: the stored chat says all that the stream said, as the current revision's does. */
export function compareShown(
  check: CutsCheck,
  chat: Chat | undefined,
  { id, messages }: Truth,
  { rich, ids }: { rich: boolean; ids: boolean },
  expect: Expect,
): void {
  const lines = (each: Line[]) => each.map((line) => (ids ? line : { ...line, id: '' }));
  const shown = lines((chat?.messages ?? []).map((message) => shownLine(message, rich)));
  const stored = lines(messages.map((message) => storedLine(message, rich)));
  const at = Array.from({ length: Math.max(shown.length, stored.length) }).findIndex(
    (_, index) => !isDeepStrictEqual(shown[index], stored[index]),
  );
  expect(
    check,
    at < 0,
    () =>
      `${id}, message ${at} of ${stored.length}: shown ${brief(shown[at], stored[at])}; stored ${brief(stored[at], shown[at])}`,
  );
}

/** What differs. */
function brief(line: Line | undefined, other: Line | undefined): string {
  if (line === undefined) return 'none';
  const different = Object.entries(line).filter(([name, value]) => !isDeepStrictEqual(value, other?.[name]));
  return JSON.stringify(Object.fromEntries(different)).slice(0, 500);
}

interface Line {
  id: string;
  role: string;
  content: string;
  [detail: string]: unknown;
}

function shownLine(message: Message, rich: boolean): Line {
  const { id, role, content } = message;
  if (message.role === 'user') return { id, role, content, delivery: message.delivery };
  const { status, visualizations, reading, sql, model, error, clarification, feedback } = message;
  // A failure has no id of the server's until its chat is read.
  if (!rich) return { id: status === 'failed' ? '' : id, role, content: status === 'failed' ? '' : content, feedback };
  const failure = error ? { code: error.code, message: error.message } : null;
  // The event that ends a stopped answer does not name the model; reading the chat does.
  const by = status === 'interrupted' ? null : model;
  const details = { status, visualizations, reading, sql, model: by, clarification, feedback, failure };
  return { id: status === 'failed' ? '' : id, role, content, ...details };
}

function storedLine({ id, role, content, metadata = {} }: StoredMessage, rich: boolean): Line {
  if (role === 'user') return { id, role, content, delivery: 'sent' };
  const error = metadata.error as { error: string; code?: string } | undefined;
  const feedback = metadata.feedback ?? null;
  if (!rich) return { id, role, content, feedback };
  return {
    id: error ? '' : id,
    role,
    content,
    status: error ? 'failed' : metadata.interrupted ? 'interrupted' : 'done',
    visualizations: metadata.visualizations ?? [],
    reading: metadata.reading ?? null,
    sql: metadata.sql ?? null,
    model: metadata.interrupted ? null : (metadata.model ?? null),
    clarification: metadata.clarification ?? [],
    feedback,
    failure: error ? { code: error.code ?? null, message: error.error } : null,
  };
}
