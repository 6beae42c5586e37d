// Spoiled streams of the assistant API, as many as one likes, through reader, session and reducer: nothing throws, each answer has one
// end, nothing grows without end. Not here: how events are spoiled (framesMutate.ts), every size of pieces (test/session/assistant/).
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { reduce } from '../../src/chat/reducer.ts';
import { type AppState, initialState } from '../../src/chat/state.ts';
import { createMemory } from '../../src/host/memory.ts';
import type { OpenTurns } from '../../src/host/openTurns.ts';
import { createTurnUpdates } from '../../src/host/turnUpdates.ts';
import type { TurnUpdate } from '../../src/session/turns.ts';
import { memoryAnswers, piecesOf } from '../session/assistant/memoryAnswers.ts';
import { isEnd, outcomeOf } from '../session/assistant/person.ts';
import { scripts, wireOf } from '../support/assistantPeerScripts.ts';
import { memento } from '../support/chatSetting.ts';
import { createMutator } from './framesMutate.ts';
import { createChecks, type Report, seededRandom } from './proof.ts';

export interface AssistantFramesOptions {
  streams: number;
  seed: number;
  log?: (line: string) => void;
}

const checkNames = [
  'no stream of the assistant API throws',
  'an answer has one end, and nothing follows it',
  'what is shown ends with the answer',
  'what is shown is no larger than what was sent',
  'a whole answer of the assistant API is understood after any of them',
  'a line of its log is short, and an answer has few',
  'its names nobody knows are logged a hundred times at most',
  'its heap does not grow with the number of streams',
  'no prototype is changed by it',
] as const;

const wholeEvery = 100;
const eventsInStream = 12;
const turnsInChat = 50;
const maxLogLine = 500;
const maxLinesOfAnswer = 6;
const maxGrowth = 64 * 1024 * 1024;

/** Our own server's events beside those of the reference. */
const ours = [
  {
    event: 'visualization',
    data: { visualization: { id: 'v1', type: 'table', headers: ['n'], rows: [['1'], [null], [2]] } },
  },
  {
    event: 'visualization',
    data: {
      visualization: { id: 'v2', type: 'chart', chart_type: 'bar', data: { values: [{ label: 'a', value: 1 }] } },
    },
  },
  { event: 'status', data: { text: 'Looking at the data • Thinking' } },
  {
    event: 'done',
    data: {
      reply: 'There are 7.\n\n| n |\n|---|\n| 7 |',
      text: 'There are 7.',
      message_id: 'msg_2',
      sql: 'SELECT 7',
      reading: 'count',
      clarification: [{ label: 'x', message: 'y' }],
    },
  },
  {
    event: 'error',
    data: { error: 'Error: no', code: 'NOT_UNDERSTOOD', retryable: false, suggestions: ['a'], debug_id: 'd' },
  },
  { event: 'meta', data: { conversation_id: 'default:web:00000002', provider: 'planner', message_id: 'msg_1' } },
];

function recordedEvents(): string[] {
  return [...Object.values(scripts).flatMap(({ events }) => events), ...ours].map(({ event, data }) =>
    JSON.stringify({ event, data: { type: event, ...data } }),
  );
}

export async function proveAssistantFrames(options: AssistantFramesOptions): Promise<Report> {
  const { streams, seed, log = () => undefined } = options;
  const checks = createChecks(checkNames);
  const random = seededRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const since = performance.now();
  const counts = { bytes: 0, updates: 0, lost: 0, silent: 0 };
  const mutator = createMutator(recordedEvents(), random, () => 'default:web:00000001');
  const shown = createShown();

  /** A record of a spoiled event; some have no name, some are not even that. */
  function record(): string {
    const frame = mutator.frame();
    const name = /"event":"(\w+)"/.exec(frame)?.[1];
    const data = /"data":(.*)\}$/s.exec(frame)?.[1] ?? frame;
    const named = name !== undefined && random() < 0.9 ? `event: ${name}\n` : '';
    return `${named}data: ${data.replaceAll(/[\r\n]+/g, '\ndata: ')}\n\n`;
  }

  function stream(): string {
    const inside = Array.from({ length: below(eventsInStream) }, record).join('');
    const [meta = '', ...rest] = wireOf(scripts.plain).split(/(?<=\n\n)/);
    const whole = `${random() < 0.8 ? meta : ''}${inside}${random() < 0.5 ? rest.join('') : ''}`;
    const text = random() < 0.2 ? whole.slice(0, below(whole.length)) : whole;
    return random() < 0.2 ? text.replaceAll('\n', '\r\n') : text;
  }

  const rejections: unknown[] = [];
  const onRejection = (cause: unknown) => void rejections.push(cause);
  process.on('unhandledRejection', onRejection);
  const answers = await memoryAnswers();
  const collect = collector();
  let baseline = Number.POSITIVE_INFINITY;
  let unknown = 0;

  function judge(updates: readonly TurnUpdate[], size: number, sent: string) {
    const ends = updates.filter(isEnd).length;
    const last = updates.at(-1);
    const one = 'an answer has one end, and nothing follows it';
    checks.expect(one, ends === 1 && last !== undefined && isEnd(last), () => `${ends} ends: ${sent.slice(0, 300)}`);
    for (const update of updates) {
      const length =
        update.kind === 'text' ? update.content.length : update.kind === 'thinking' ? update.text.length : 0;
      if (update.kind === 'lost') counts.lost += 1;
      if (update.kind === 'silent') counts.silent += 1;
      const name = 'what is shown is no larger than what was sent';
      checks.expect(name, length <= size, () => `${length} characters of ${size} bytes`);
    }
    const running = shown.take(updates);
    checks.expect('what is shown ends with the answer', running === 0, () => sent.slice(0, 300));
    const lines = answers.logged.splice(0);
    const unknownLines = lines.filter((line) => /is not known/.test(line));
    unknown += unknownLines.length;
    checks.expect(
      'a line of its log is short, and an answer has few',
      lines.every((line) => line.length <= maxLogLine) && lines.length - unknownLines.length <= maxLinesOfAnswer,
      () => `${lines.length} lines: ${lines[0]?.slice(0, 200)}`,
    );
  }

  try {
    for (let count = 1; count <= streams; count++) {
      const sent = stream();
      const bytes = Buffer.from(sent);
      counts.bytes += bytes.length;
      // Bytes that are no text any more, in some.
      if (bytes.length > 0 && random() < 0.1) bytes.writeUInt8(below(256), below(bytes.length));
      const sizes = random() < 0.5 ? [1 + below(40), 1 + below(400)] : [bytes.length || 1];
      try {
        const updates = await answers.hear(piecesOf(bytes, sizes), random() < 0.97 ? undefined : 'application/json');
        counts.updates += updates.length;
        checks.expect('no stream of the assistant API throws', true, () => '');
        judge(updates, bytes.length, sent);
      } catch (cause) {
        checks.expect('no stream of the assistant API throws', false, () => `${cause} for ${sent.slice(0, 300)}`);
      }
      if (count % turnsInChat === 0) shown.forget();
      if (count === Math.ceil(streams / 4)) baseline = collect();
      if (count % 10_000 === 0) log(`${count} streams, ${((performance.now() - since) / 1000).toFixed(0)} s`);
      if (count % wholeEvery !== 0) continue;
      const updates = await answers.hear([Buffer.from(wireOf(scripts.plain))]);
      const name = 'a whole answer of the assistant API is understood after any of them';
      checks.expect(name, outcomeOf(updates) === 'message: Hello', () => outcomeOf(updates));
    }
    const growth = collect() - baseline;
    const megabytes = `${Math.round(growth / 1024 / 1024)} MB more than after a quarter`;
    checks.expect('its heap does not grow with the number of streams', growth < maxGrowth, () => megabytes);
  } finally {
    answers.dispose();
    await new Promise<void>((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onRejection);
  }
  const unheard = () => `rejected unheard: ${rejections.slice(0, 3).join('; ')}`;
  checks.expect('no stream of the assistant API throws', rejections.length === 0, unheard);
  checks.expect('its names nobody knows are logged a hundred times at most', unknown <= 100, () => `${unknown}`);
  const polluted = Object.hasOwn(Object.prototype, 'polluted') || Object.keys(Object.prototype).length > 0;
  checks.expect('no prototype is changed by it', !polluted, () => Object.keys(Object.prototype).join());
  return {
    name: 'assistant frames',
    figures: Object.entries({
      'streams of the assistant API': streams.toLocaleString('en'),
      'bytes of them': counts.bytes.toLocaleString('en'),
      'updates they gave': counts.updates.toLocaleString('en'),
      'answers without an end, and silent ones': `${counts.lost.toLocaleString('en')}, ${counts.silent.toLocaleString('en')}`,
      'their seconds': Math.round((performance.now() - since) / 1000).toLocaleString('en'),
    }).map(([name, value]) => ({ name, value })),
    checks: checks.results(),
  };
}

/** What the panel would show of the answers, each in its place in a chat. */
function createShown() {
  const chatId = 'c';
  const clock = { now: () => 0, setTimeout: () => 0, clearTimeout: () => undefined };
  const turns: OpenTurns = new Map();
  let state: AppState = initialState;
  let count = 0;
  const nothing = { owe: () => undefined, owes: () => false, forget: () => undefined, readOnceMore: () => undefined };
  const later = { settle: async () => undefined, settleOwed: async () => undefined, lookAgain: async () => undefined };
  const updates = createTurnUpdates({
    turns,
    memory: createMemory(memento()),
    settling: { ...nothing, ...later },
    clock,
    dispatch: (action) => {
      state = reduce(state, action);
    },
    beginningIsStored: false,
    isReady: () => true,
    chatOf: (id) => state.chats[id],
    onChat: () => undefined,
    onEnd: () => undefined,
  });
  return {
    /** How many answers still run after all of them. */
    take(heard: readonly TurnUpdate[]): number {
      count += 1;
      const key = `q${count}`;
      const place = { chatId, messageId: key, answerId: `a${count}`, content: 'q', title: 'q' };
      const choice = { integrationId: null, model: null };
      state = reduce(state, { type: 'questionAsked', ...place, ...choice, at: 0 });
      const rest = { key, replaces: null, makesChat: false, preparing: null, acknowledged: false, before: undefined };
      turns.set(key, { ...place, ...choice, ...rest, files: [], savedQuery: null });
      for (const update of heard) updates.take(key, update);
      const messages = state.chats[chatId]?.messages ?? [];
      return messages.filter((message) => message.role === 'assistant' && message.status === 'running').length;
    },
    forget() {
      state = reduce(state, { type: 'chatsDeleted', chatIds: [chatId] });
    },
  };
}

/** Collects what is garbage, and says how much of the heap is used then. */
function collector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}
