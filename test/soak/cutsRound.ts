// One round: a person, a window and a line that is cut some tens of times; then the line is let alone, and what is stored is compared
// with what was asked and with what is shown. A round is its seed: the same faults and actions in the same sequence.
// Not here: many rounds (cuts.ts), what is compared (cutsTruth.ts).
import type { Memento } from '../../src/host/memory.ts';
import { isLocal } from '../../src/host/openTurns.ts';
import type { RevisionName } from '../../src/server/revisions.ts';
import { authenticate } from '../../src/session/restClient.ts';
import { type Cut, cuttingLine } from '../support/cuttingLine.ts';
import type { Way } from '../support/cuttingLineExchange.ts';
import { openCutsClient } from './cutsClient.ts';
import { type CutsPerson, createCutsPerson, isDoubtful } from './cutsPerson.ts';
import { createCutsPlan, oneOf } from './cutsPlan.ts';
import { compareQuestions, compareShown, type Expect, readTruth, storedNumbers } from './cutsTruth.ts';
import { seededRandom } from './proof.ts';

export interface RoundCounts {
  cut: (way: Way | 'away', kind: string) => void;
  add: (figure: string, by?: number) => void;
}

export interface RoundOptions {
  seed: number;
  cuts: number;
  server: { url: string; apiKey: string; revision: RevisionName };
  expect: Expect;
  counts: RoundCounts;
  /** Every step, for looking at one seed. */
  trace?: (line: string) => void;
}

/** Rounds whose cuts do not come end all the same. */
const actionsAtMost = 600;

export async function runRound({ seed, cuts, server, expect, counts, trace = () => undefined }: RoundOptions) {
  const email = `person${seed}@example.org`;
  const plan = createCutsPlan(seededRandom(seed));
  const random = seededRandom(seed ^ 0x5eed);
  const faults = seededRandom(seed ^ 0xfa17);
  let done = 0;
  const line = await cuttingLine({
    url: server.url,
    plan: plan.plan,
    onCut(way: Way, cut: Cut) {
      done += 1;
      counts.cut(way, `${cut.moment} ${cut.manner}`);
      trace(`  cut ${way} ${cut.moment} ${cut.manner}`);
    },
  });
  const values = new Map<string, unknown>();
  const memento: Memento = {
    get: <T>(key: string) => values.get(key) as T | undefined,
    // As a Memento keeps it: by value.
    update: async (key, value) => void values.set(key, structuredClone(value)),
  };
  const jitter = seededRandom(seed ^ 0x11773);
  const person = createCutsPerson({
    random,
    log: trace,
    openWindow: (onChange, onNewChat) =>
      openCutsClient({
        url: line.url,
        apiKey: server.apiKey,
        email,
        memento,
        random: jitter,
        paced: seed % 4 === 0,
        onChange,
        onNewChat,
        log: (text) => trace(`    ${text}`),
      }),
  });

  let awayFor = 0;
  async function breakLine() {
    const chance = faults();
    awayFor -= 1;
    if (awayFor === 0) await line.back();
    if (chance < 0.02 && awayFor <= 0) {
      awayFor = 1 + Math.floor(faults() * 3);
      const live = await line.away();
      done += live;
      for (let each = 0; each < live; each++) counts.cut('away', 'all at once');
      trace(`  away with ${live}`);
    } else if (chance < 0.04) line.bar(oneOf([403, 503] as const, faults()));
    else if (chance < 0.16) line.bar(null);
    else if (chance < 0.22) line.breakStalled();
  }

  try {
    let actions = 0;
    while (done < cuts && actions < actionsAtMost) {
      actions += 1;
      await breakLine();
      person.act();
      await person.pause();
    }
    plan.calm();
    line.bar(null);
    await line.back();
    line.breakStalled();
    trace('calm');
    await settle(person, server, email, expect, counts, trace);
    expect('a round comes to its end', true, () => '');
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    expect('a round comes to its end', false, () => `seed ${seed} (${server.revision}): ${found}; ${stateOf(person)}`);
  } finally {
    person.dispose();
    await line.close();
    for (const [name, count] of Object.entries(person.counts)) counts.add(name, count);
    counts.add('asked', person.questions.all.length);
  }
}

async function settle(
  person: CutsPerson,
  server: RoundOptions['server'],
  email: string,
  given: Expect,
  counts: RoundCounts,
  trace: (line: string) => void,
) {
  const { token } = await authenticate(server.url, server.apiKey, email);
  const expect: Expect = (check, holds, why) => given(check, holds, () => `${email} (${server.revision}): ${why()}`);
  const truth = () => readTruth(server.url, token);
  const rich = server.revision === 'current';
  for (;;) {
    if (person.client.session.state.phase === 'failed') {
      counts.add('retries of a failed connection');
      person.client.session.retryNow();
    }
    await person.until(
      () => person.isAtRest() || person.client.session.state.phase === 'failed',
      'The window comes to rest',
    );
    if (!person.isAtRest()) continue;
    const next = await nextPress();
    if (!next) break;
    next();
  }

  /** What a person still has to press, in what is shown. */
  async function nextPress(): Promise<(() => void) | undefined> {
    const { store, conversation, memory } = person.client;
    const read = await truth();
    const [draft] = person.inComposer.splice(0, 1);
    if (draft) {
      const place = read.find(({ messages }) => storedNumbers([{ id: '', messages }]).includes(draft.number));
      if (!place) return () => person.askInNewChat(draft);
      // Its chat was made by an older server, and is in the list.
      counts.add('found in the composer, and among the chats');
      draft.chat = person.chats.find(({ id }) => id === place.id) ?? { id: place.id };
      if (!person.chats.includes(draft.chat)) person.chats.push(draft.chat);
    }
    const remembered = [
      ...Object.values(memory.pending()).map(({ chatId }) => chatId),
      ...Object.keys(store.state.queues),
    ];
    for (const id of new Set([...person.chats.map((chat) => chat.id), ...remembered])) {
      const chat = store.state.chats[id];
      if (!chat && isLocal(id)) continue;
      if (chat?.load !== 'loaded') return () => void conversation.open(id);
      for (const message of person.unsentIn(chat)) {
        const asked = person.questions.of(message.content);
        const place = read.find(({ messages }) => storedNumbers([{ id: '', messages }]).includes(asked?.number ?? 0));
        const isStored = place !== undefined;
        const doubtful = isDoubtful(chat, message);
        if (doubtful) counts.add('asked whether it had arrived');
        expect(
          'nobody is told to send again what the server has',
          !isStored || doubtful,
          () => `${asked?.number} in ${id}`,
        );
        if (place && doubtful && asked) {
          asked.chat = person.chats.find((chat) => chat.id === place.id) ?? { id: place.id };
          return () => conversation.removeQuestion(id, message.id);
        }
        return () => person.sendAgain(chat, message);
      }
      const [first] = store.state.queues[id] ?? [];
      if (first) {
        const asked = person.questions.of(first.content);
        trace(`sends from the queue ${asked?.number}`);
        return () => conversation.sendQueued(id, first.id);
      }
    }
    if (Object.keys(memory.pending()).length > 0) trace(`pending: ${JSON.stringify(memory.pending())}`);
    return undefined;
  }

  const { store, memory, conversation } = person.client;
  const stored = await truth();
  for (const each of stored) {
    if (!store.state.chats[each.id]) continue;
    const check = 'what is shown is what is stored, without being opened anew';
    compareShown(check, store.state.chats[each.id], each, { rich, ids: rich }, expect);
  }
  compareQuestions(person, stored, expect);
  const left = [...Object.values(memory.pending()), ...Object.values(store.state.queues)];
  expect('the outbox and the queues are empty', left.length === 0, () => JSON.stringify(left));
  for (const [{ id }, draft] of person.drafts)
    expect('drafts are kept', memory.ui(id).draft === draft, () => `${id}: ${draft} is ${memory.ui(id).draft}`);
  for (const each of stored) {
    store.dispatch({ type: 'chatsDeleted', chatIds: [each.id] });
    await conversation.open(each.id);
    await person.until(person.isAtRest, 'A chat is opened');
    const check = 'what is opened anew is what is stored, byte for byte';
    compareShown(check, store.state.chats[each.id], each, { rich, ids: true }, expect);
  }
  const thrown = person.failure();
  if (thrown !== undefined) throw thrown;
}

function stateOf({ client: { store, session, memory } }: CutsPerson): string {
  const chats = Object.values(store.state.chats).map(({ id, load, messages }) => [
    id === store.state.openChatId ? `open ${id}` : id,
    load,
    messages.slice(-4).map((each) => (each.role === 'user' ? each.delivery : each.status)),
  ]);
  return JSON.stringify([session.state.phase, store.state.connection.phase, chats, Object.keys(memory.pending())]);
}
