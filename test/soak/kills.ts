// The server is killed at random moments under conversations that go on; nothing it acknowledged may be lost or be there twice.
// Not here: one conversation (conversation.ts), comparing with the store (storedChat.ts).
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { type BuiltServer, builtScript, type Ready, startBuiltServer } from './builtServer.ts';
import { type Conversation, createConversation, type KillCounts } from './conversation.ts';
import { type Checks, createChecks, type Report, seededRandom } from './proof.ts';
import { compareStored, type KillCheck, killChecks } from './storedChat.ts';
import { WrongAnswer } from './wire.ts';

export interface KillsOptions {
  kills: number;
  conversations?: number;
  seed: number;
  script?: string;
  log?: (line: string) => void;
}

/** Every third conversation is over SSE. */
const oneOverSseIn = 3;
/** One start in so many is killed before the server is ready. */
const oneKilledStartingIn = 8;
const killWithinMs = 400;
const answerWithinMs = 30_000;
const sales = 200_000;
/** The first amount that is asked for: no smaller one, which might be read as a year. */
const firstAmount = 10_000;

export async function proveKills(options: KillsOptions): Promise<Report> {
  const { kills, conversations: number = 20, seed, script = builtScript, log = () => undefined } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-kills-'));
  const store = path.join(folder, 'store');
  const args = ['--data', salesData(folder), '--store', store, '--timezone', 'UTC'];
  const random = seededRandom(seed);
  const checks = createChecks(killChecks);
  const counts: KillCounts = { asked: 0, acknowledged: 0, answered: 0, resent: 0, duplicates: 0 };
  const closed = new Set<string>();
  const since = performance.now();
  let killedStarting = 0;
  let current: BuiltServer | undefined;

  let asked = 0;
  const nextQuestion = () => {
    asked += 1;
    const amount = firstAmount + asked;
    const says = `are ${(sales - amount).toLocaleString('en')} sales where`;
    return { message: `How many sales have an amount over ${amount}?`, says };
  };
  const conversations = Array.from({ length: number }, (_, index) =>
    createConversation({
      name: `person${index + 1}`,
      transport: index % oneOverSseIn === 0 ? 'sse' : 'socket',
      checks,
      counts,
      nextQuestion,
    }),
  );

  async function start(): Promise<{ server: BuiltServer; ready: Ready }> {
    if (random() * oneKilledStartingIn < 1) {
      const early = startBuiltServer(script, args);
      await delay(random() * killWithinMs);
      await early.kill('SIGKILL');
      killedStarting += 1;
    }
    const server = startBuiltServer(script, args);
    current = server;
    const ready = await server.ready;
    checks.expect('the server starts on the store every time', true, () => '');
    return { server, ready };
  }

  async function stop(server: BuiltServer, signal: NodeJS.Signals) {
    await server.kill(signal);
    const errors = server.errors();
    checks.expect('the server logs no error or warning of its runtime', errors.length === 0, () => errors.join(' '));
  }

  async function round(): Promise<void> {
    const { server, ready } = await start();
    await compareAll(conversations, ready, checks, closed, 2);
    const answered = Promise.withResolvers<void>();
    const before = counts.answered;
    const enough = () => {
      if (counts.answered > before) answered.resolve();
      return false;
    };
    // Half of the kills fall into the first questions after a start, the others into answers that are under way.
    const isWarm = random() < 0.5;
    const moment = random() * killWithinMs;
    const traffic = Promise.all(conversations.map((each) => each.goOn(ready, enough)));
    // It is awaited below; what fails before then is heard of there.
    traffic.catch(() => undefined);
    if (isWarm) await Promise.race([answered.promise, traffic, delay(answerWithinMs, undefined, { ref: false })]);
    await delay(moment);
    await stop(server, 'SIGKILL');
    await traffic;
  }

  try {
    for (let kill = 1; kill <= kills; kill++) {
      await round();
      const isDue = kill % 20 === 0 || kill === kills;
      if (!isDue) continue;
      const said = soundness(store, path.join(folder, 'copy'));
      checks.expect('the file is sound', said === 'ok', () => said);
      log(`${kill} kills, ${counts.asked} questions, ${((performance.now() - since) / 1000).toFixed(0)} s`);
    }
    const { server, ready } = await start();
    await compareAll(conversations, ready, checks, closed);
    // What was pending is settled first, so each chat has taken two questions when it answers the second.
    for (let time = 1; time <= 2; time++) await askEach(conversations, ready, checks);
    await compareAll(conversations, ready, checks, closed);
    await stop(server, 'SIGTERM');
  } catch (cause) {
    checks.expect('the server starts on the store every time', false, () => String(cause));
  } finally {
    await current?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  const figures = {
    kills,
    'killed while starting': killedStarting,
    chats: conversations.reduce((sum, { chats }) => sum + chats.length, 0),
    'questions asked': counts.asked,
    'questions acknowledged': counts.acknowledged,
    'answers acknowledged': counts.answered,
    'turns closed by a restart': closed.size,
    'questions sent again': counts.resent,
    'of them refused as duplicates': counts.duplicates,
    seconds: Math.round((performance.now() - since) / 1000),
  };
  return {
    name: 'kills',
    figures: [
      { name: 'seed', value: `${seed}` },
      ...Object.entries(figures).map(([name, value]) => ({ name, value: value.toLocaleString('en') })),
    ],
    checks: checks.results(),
  };
}

/** Compares everybody's chats, or their `newest` alone, with what the server has. */
async function compareAll(
  conversations: readonly Conversation[],
  ready: Ready,
  checks: Checks<KillCheck>,
  closed: Set<string>,
  newest = Number.POSITIVE_INFINITY,
): Promise<void> {
  const all = conversations.map(async ({ chats, rest }) => {
    const api = await rest(ready);
    for (const chat of chats.slice(-newest)) {
      const stored = await api.chat(chat.id).catch((cause: unknown) => {
        if (cause instanceof WrongAnswer && cause.message.startsWith('404')) return undefined;
        throw cause;
      });
      compareStored(stored, chat, checks, closed);
    }
  });
  await Promise.all(all);
}

/** Everybody asks once more, and it is settled. */
async function askEach(conversations: readonly Conversation[], ready: Ready, checks: Checks<KillCheck>): Promise<void> {
  const asking = conversations.map(async ({ name, chats, goOn }) => {
    let settled = false;
    const gaveUp = delay(answerWithinMs, undefined, { ref: false });
    const enough = () => {
      settled = true;
      return true;
    };
    await Promise.race([goOn(ready, enough), gaveUp]);
    const known = chats.at(-1)?.asked.at(-1)?.userMessageId !== undefined;
    checks.expect('every chat takes the next question', settled && known, () => `${name} ${chats.at(-1)?.id}`);
  });
  await Promise.all(asking);
}

/** As many sales as there can be questions, each with an amount of its own. */
function salesData(folder: string): string {
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const regions = ['East', 'West', 'North', 'South'];
  const rows = Array.from({ length: sales }, (_, index) => `${index + 1},${regions[index % 4]},${index + 1}`);
  writeFileSync(path.join(data, 'sales.csv'), ['sale_id,region,amount', ...rows].join('\n'));
  return data;
}

/** What SQLite says of a copy of the store as the killed server left it; `ok` is good. */
function soundness(store: string, copy: string): string {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  // The index beside the log (-shm) is made again from it, as after a crash of the machine.
  for (const name of ['trellis.db', 'trellis.db-wal'])
    if (existsSync(path.join(store, name))) copyFileSync(path.join(store, name), path.join(copy, name));
  const database = new DatabaseSync(path.join(copy, 'trellis.db'));
  try {
    return String(database.prepare('PRAGMA integrity_check').get()?.integrity_check);
  } finally {
    database.close();
  }
}
