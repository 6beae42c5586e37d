// One socket under load: asks the next question as soon as the last answer has ended, and checks every event it hears.
// Not here: how many there are and for how long (load.ts).
import type { ServerEvent } from '../../src/protocol/trellis/events.ts';
import type { Checks } from './proof.ts';
import { createTurnRules } from './turnRules.ts';
import { type Line, LineLost, type Rest, WrongAnswer } from './wire.ts';

export const loadChecks = [
  'events come in order and belong to their chat',
  'every question ends, and as it should',
  'an answer has the tables and charts it was asked for',
  'nothing comes behind the end of a turn',
  'what was heard is what is stored',
  'the server logs no error or warning of its runtime',
  'memory of the server is flat',
  'memory of the query process is flat',
] as const;
export type LoadCheck = (typeof loadChecks)[number];

interface LoadQuestion {
  message: string;
  ends: 'message' | 'error';
  /** Tables and charts of the answer. */
  shown: number;
}

const question = (message: string, shown: number, ends: LoadQuestion['ends'] = 'message'): LoadQuestion => ({
  message,
  ends,
  shown,
});

/** About the sample data: numbers, charts of several sizes, a long table, SQL of the person's own, and one that is not understood. */
const questions: readonly LoadQuestion[] = [
  question('How many orders are there?', 0),
  question('Show me orders by region as a bar chart', 1),
  question('How many customers are there?', 0),
  question('Show me revenue by month as a line chart', 1),
  question('How many products are there?', 0),
  question('Show me revenue by month and region as an area chart', 1),
  question('Who will win the election?', 0, 'error'),
  question('Show me orders by status as a pie chart', 1),
  question('List the customers', 1),
  question('Show me revenue by category and region as a stacked bar chart', 1),
  question('run this\n\nContext: sql, q.sql\n```sql\nSELECT order_id, region FROM orders LIMIT 500\n```', 1),
];

const questionsPerChat = 10;

export interface LoadCounts {
  questions: number;
  events: number;
  interrupted: number;
  chats: number;
  /** Milliseconds from each question to its first event, and to its last. */
  toFirst: number[];
  toEnd: number[];
}

export interface LoadSocketOptions {
  name: string;
  /** Where in the list of questions this socket begins. */
  offset: number;
  line: Line;
  rest: Rest;
  checks: Checks<LoadCheck>;
  counts: LoadCounts;
  /** From 0 up to 1: decides which answers are interrupted. */
  random: () => number;
}

/** One answer in so many is interrupted as soon as it has begun. */
const oneInterruptedIn = 25;

interface Heard {
  message: string;
  /** Undefined: it ended in an error or was interrupted. */
  content: string | undefined;
  shown: number;
}

/** Asks until `isOver`; what is stored of each chat is compared before the chat is deleted. */
export async function askOnSocket(options: LoadSocketOptions, isOver: () => boolean): Promise<void> {
  const { name, offset, line, rest, checks, counts } = options;
  try {
    for (let asked = offset; !isOver(); ) {
      const chatId = await rest.createChat();
      counts.chats += 1;
      const heard: Heard[] = [];
      while (heard.length < questionsPerChat && !isOver()) {
        const next = questions[asked % questions.length];
        if (next) heard.push(await askOnce(options, chatId, next));
        asked += 1;
      }
      await compare(options, chatId, heard);
      await rest.deleteChat(chatId);
    }
    const { untaken } = line;
    checks.expect('nothing comes behind the end of a turn', untaken() === 0, () => `${name}: ${untaken()} events`);
  } catch (cause) {
    if (!(cause instanceof LineLost || cause instanceof WrongAnswer)) throw cause;
    checks.expect('every question ends, and as it should', false, () => `${name}: ${cause.message}`);
  } finally {
    line.close();
  }
}

async function askOnce(options: LoadSocketOptions, chatId: string, asked: LoadQuestion): Promise<Heard> {
  const { name, line, checks, counts, random } = options;
  const where = `${name} ${chatId} "${asked.message.slice(0, 60)}"`;
  const inOrder = 'events come in order and belong to their chat';
  const rules = createTurnRules(chatId, (why) => checks.expect(inOrder, false, () => `${where}: ${why}`));
  const interrupts = random() * oneInterruptedIn < 1;
  // What is left of the turn before would be taken for this one's.
  const { untaken } = line;
  checks.expect('nothing comes behind the end of a turn', untaken() === 0, () => `${where}: ${untaken()} events`);
  const since = performance.now();
  line.send({ action: 'send_message', chat_id: chatId, message: asked.message });
  counts.questions += 1;
  let shown = 0;
  for (let events = 0; ; events++) {
    const event = await line.next();
    counts.events += 1;
    if (events === 0) {
      counts.toFirst.push(performance.now() - since);
      if (interrupts) line.send({ action: 'interrupt', chat_id: chatId });
    }
    if (event.event === 'visualization') shown += 1;
    if (!rules.take(event)) continue;
    counts.toEnd.push(performance.now() - since);
    checks.expect(inOrder, true, () => where);
    const hasEnded = event.event === asked.ends || (interrupts && event.event === 'interrupted');
    checks.expect('every question ends, and as it should', hasEnded, () => `${where}: ${JSON.stringify(event.data)}`);
    if (event.event === 'interrupted') counts.interrupted += 1;
    else {
      const right = shown === asked.shown || event.event === 'error';
      checks.expect('an answer has the tables and charts it was asked for', right, () => `${where}: ${shown}`);
      // An interrupt that came too late is answered, too, and that answer is of no turn.
      if (interrupts) await expectTooLate(line, counts, checks, where);
    }
    return { message: asked.message, content: event.event === 'message' ? event.data.content : undefined, shown };
  }
}

async function expectTooLate(line: Line, counts: LoadCounts, checks: Checks<LoadCheck>, where: string): Promise<void> {
  const event: ServerEvent = await line.next();
  counts.events += 1;
  const isRefusal = event.event === 'error' && event.data.code === 'NOTHING_TO_INTERRUPT';
  checks.expect('nothing comes behind the end of a turn', isRefusal, () => `${where}: ${JSON.stringify(event)}`);
}

async function compare({ name, rest, checks }: LoadSocketOptions, chatId: string, heard: Heard[]): Promise<void> {
  const { messages } = await rest.chat(chatId);
  const stored = messages.flatMap(({ role, content, metadata }, at) => {
    const question = messages[at - 1]?.content ?? '';
    const isPart = metadata?.error !== undefined || metadata?.interrupted === true;
    const shown = metadata?.visualizations?.length ?? 0;
    return role === 'user' ? [] : [{ message: question, content: isPart ? undefined : content, shown }];
  });
  const same = JSON.stringify(stored) === JSON.stringify(heard);
  checks.expect(
    'what was heard is what is stored',
    same,
    () => `${name} ${chatId}: ${JSON.stringify({ heard, stored }).slice(0, 1_000)}`,
  );
}
