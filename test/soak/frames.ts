// Spoiled frames, as many as one likes, through codec, session, turns and reducer: nothing throws, nothing grows without end, and
// what is whole is understood as before. Not here: how frames are spoiled (framesMutate.ts), the sizes of pieces (streamsProof.ts).
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { actionsFor } from '../../src/chat/fromServer.ts';
import { reduce } from '../../src/chat/reducer.ts';
import { type AppState, initialState } from '../../src/chat/state.ts';
import { createTrellisSession } from '../../src/session/trellisSession.ts';
import { bytesOf, heardInChunks, recordedFrames } from '../session/streams.ts';
import { fakeClock } from '../support/fakeClock.ts';
import { memoryConnect } from '../support/memoryTransport.ts';
import { createMutator } from './framesMutate.ts';
import { createChecks, type Report, seededRandom } from './proof.ts';

export interface FramesOptions {
  frames: number;
  seed: number;
  log?: (line: string) => void;
}

const checkNames = [
  'no frame throws',
  'no stream of them throws',
  'a whole answer is understood after any of them',
  'a line is left after three malformed frames, and each is logged once',
  'a line of the log is short',
  'names nobody knows are logged a hundred times at most',
  'the state is as large as what is shown, and no larger',
  'the heap does not grow with the number of frames',
  'no prototype is changed',
] as const;

const wholeEvery = 1_000;
const streamEvery = 100;
const framesInStream = 20;
const turnsInChat = 50;
const maxLogLine = 500;
/** Characters; a turn ends within some dozens of frames, and the largest frame has 200,000. */
const maxState = 40_000_000;
const maxGrowth = 64 * 1024 * 1024;

export async function proveFrames({ frames, seed, log = () => undefined }: FramesOptions): Promise<Report> {
  const checks = createChecks(checkNames);
  const random = seededRandom(seed);
  const clock = fakeClock();
  const peer = memoryConnect();
  const since = performance.now();
  const counts = { lines: 0, turns: 0, events: 0, dropped: 0, unknown: 0 };
  let droppedOnLine = 0;
  let largest = 0;
  let state: AppState = initialState;
  let chat = 0;
  const chatId = () => `c${chat}`;
  const recorded = recordedFrames();
  const mutator = createMutator(recorded, random, chatId);

  const session = createTrellisSession({
    url: async () => 'http://127.0.0.1:1',
    tokens: { token: async () => 't', renewed: async () => 't' },
    connect: peer.connect,
    clock,
    random: () => 0,
    log(_, text) {
      checks.expect(
        'a line of the log is short',
        text.length <= maxLogLine,
        () => `${text.length}: ${text.slice(0, 80)}`,
      );
      if (text.startsWith('A frame was dropped')) droppedOnLine += 1;
      if (/^Event ".*" is not known/s.test(text)) counts.unknown += 1;
    },
  });

  /** The turn that is open, and where its answer goes. */
  let open: string | undefined;
  session.onTurn(({ key, ...update }) => {
    if (key !== open) return;
    const place = { chatId: chatId(), messageId: key, answerId: `a${key}` };
    if (update.kind === 'event') {
      counts.events += 1;
      for (const action of actionsFor(update.event, place, clock.now())) state = reduce(state, action);
      if (['message', 'error', 'interrupted'].includes(update.event.event)) open = undefined;
    } else if (update.kind === 'lost') {
      const error = { code: null, message: update.reason.message, retryable: true, debugId: null, suggestions: [] };
      state = reduce(state, { type: 'answerCut', ...place, error, at: clock.now() });
      open = undefined;
    }
  });

  /** A line that is ready, and a question on it. */
  async function prepare() {
    for (let tries = 0; session.state.phase !== 'ready'; tries++) {
      if (tries > 50) throw new Error(`No line any more: ${JSON.stringify(session.state)}`);
      if (session.state.phase === 'waiting') await clock.pass(session.state.retryAt - clock.now());
      else if (session.state.phase === 'failed') session.retryNow();
      await clock.settle();
      if (session.state.phase !== 'connecting' || peer.lines.length === 0) continue;
      counts.lines += 1;
      droppedOnLine = 0;
      peer.last().say('authenticated');
      peer.lines.splice(0, peer.lines.length - 1);
    }
    if (open !== undefined) return;
    // Slower than any pace that a session keeps; the answer to its pings comes with the next frame.
    await clock.pass(7_000);
    if (session.state.phase !== 'ready') return prepare();
    counts.turns += 1;
    if (counts.turns % turnsInChat === 0) {
      state = reduce(state, { type: 'chatsDeleted', chatIds: [chatId()] });
      chat += 1;
    }
    open = `q${counts.turns}`;
    const asked = { chatId: chatId(), integrationId: null, model: null };
    const shown = { messageId: open, answerId: `a${open}`, content: 'q', title: 'q', at: clock.now() };
    state = reduce(state, { type: 'questionAsked', ...asked, ...shown });
    session.ask({ ...asked, key: open, message: 'q', replaces: null, clientMessageId: open });
  }

  function say(frame: string) {
    try {
      peer.last().sayRaw(frame);
      checks.expect('no frame throws', true, () => '');
    } catch (cause) {
      checks.expect('no frame throws', false, () => `${cause} for ${frame.slice(0, 300)}`);
    }
    const name = 'a line is left after three malformed frames, and each is logged once';
    checks.expect(name, droppedOnLine <= 3, () => `${droppedOnLine} on one line`);
  }

  /** Nothing that came before may have changed how a whole answer is taken. */
  async function sayWhole() {
    await prepare();
    say(JSON.stringify({ event: 'interrupted', data: { chat_id: chatId() } }));
    await prepare();
    const [key, content] = [open ?? '', `Whole ${counts.turns} 😀\u2028.`];
    for (const [event, data] of Object.entries({
      chat_metadata: { id: chatId(), user_message_id: `m${key}`, client_message_id: key },
      text_delta: { content: 'Whole' },
      message: { content, id: `s${key}` },
    }))
      say(JSON.stringify({ event, data: { ...data, chat_id: chatId() } }));
    const shown = state.chats[chatId()]?.messages.find(({ id }) => id === `s${key}`);
    checks.expect(
      'a whole answer is understood after any of them',
      shown?.role === 'assistant' && shown.content === content && shown.status === 'done',
      () => JSON.stringify(shown ?? session.state).slice(0, 300),
    );
  }

  async function sayStream() {
    const records = Array.from({ length: framesInStream }, () => {
      const frame = mutator.frame();
      const name = /"event":"(\w+)"/.exec(frame)?.[1] ?? 'message';
      const data = /"data":(.*)\}$/s.exec(frame)?.[1] ?? frame;
      return `event: ${name}\ndata: ${data.replaceAll(/[\r\n]+/g, '\ndata: ')}\n\n`;
    });
    try {
      const { dropped } = await heardInChunks(bytesOf(records.join('')), [1 + Math.floor(random() * 2_000)]);
      checks.expect('no stream of them throws', dropped <= 3, () => `${dropped} lines of the log for one answer`);
    } catch (cause) {
      checks.expect('no stream of them throws', false, () => String(cause));
    }
  }

  function measure() {
    const size = JSON.stringify(state).length;
    largest = Math.max(largest, size);
    checks.expect('the state is as large as what is shown, and no larger', size < maxState, () => `${size} characters`);
  }

  const rejections: unknown[] = [];
  const onRejection = (cause: unknown) => void rejections.push(cause);
  process.on('unhandledRejection', onRejection);
  session.start();
  const collect = collector();
  let baseline = Number.POSITIVE_INFINITY;
  try {
    for (let count = 1; count <= frames; count++) {
      if (session.state.phase !== 'ready' || open === undefined) await prepare();
      say(mutator.frame());
      if (count % streamEvery === 0) await sayStream();
      if (count === Math.ceil(frames / 4)) baseline = collect();
      if (count % 100_000 === 0) log(`${count} frames, ${((performance.now() - since) / 1000).toFixed(0)} s`);
      if (count % wholeEvery !== 0) continue;
      measure();
      await sayWhole();
    }
    measure();
    const growth = collect() - baseline;
    const megabytes = `${Math.round(growth / 1024 / 1024)} MB more than after a quarter`;
    checks.expect('the heap does not grow with the number of frames', growth < maxGrowth, () => megabytes);
  } finally {
    session.dispose();
    await new Promise<void>((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onRejection);
  }
  checks.expect(
    'no frame throws',
    rejections.length === 0,
    () => `rejected unheard: ${rejections.slice(0, 3).join('; ')}`,
  );
  checks.expect(
    'names nobody knows are logged a hundred times at most',
    counts.unknown <= 100,
    () => `${counts.unknown}`,
  );
  const polluted = Object.hasOwn(Object.prototype, 'polluted') || Object.keys(Object.prototype).length > 0;
  checks.expect('no prototype is changed', !polluted, () => Object.keys(Object.prototype).join());
  return {
    name: 'frames',
    figures: Object.entries({
      seed: `${seed}`,
      frames: frames.toLocaleString('en'),
      'lines that were opened': counts.lines.toLocaleString('en'),
      'turns that were asked': counts.turns.toLocaleString('en'),
      'events that belonged to one': counts.events.toLocaleString('en'),
      'largest state in characters': largest.toLocaleString('en'),
      seconds: Math.round((performance.now() - since) / 1000).toLocaleString('en'),
    }).map(([name, value]) => ({ name, value })),
    checks: checks.results(),
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
