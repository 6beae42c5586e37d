// A person who asks, stops, edits and goes from chat to chat at a server of the assistant API where anything goes wrong, by seeded
// chance; in the end the panel shows what is stored. Not here: each fault by itself (faults.test.ts).
import type { TestContext } from 'node:test';
import { seededRandom } from '../../soak/proof.ts';
import type { AssistantPeer } from '../../support/assistantPeer.ts';
import { type ScriptName, scripts, type TurnScript } from '../../support/assistantPeerScripts.ts';
import type { Fault } from '../../support/scriptedPeerFaults.ts';
import { type Person, person } from './person.ts';
import { scripted } from './servers.ts';

const stream = 'POST /api/chat/stream';
const answerNames = Object.keys(scripts) as ScriptName[];

export interface Story {
  peer: AssistantPeer;
  me: Person;
  /** What was done, one line each, to be read when something is wrong. */
  told: string[];
}

/** `steps` things that a person does, each until nothing runs any more. `onBegin` gets what is told while it goes on. */
export async function story(
  t: TestContext,
  seed: number,
  steps: number,
  onBegin: (story: Story) => void = () => undefined,
): Promise<Story> {
  const random = seededRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(list: readonly T[]): T | undefined => list[below(list.length)];
  // Each answer has words of its own.
  const script = ({ count }: { count: number }): TurnScript => {
    const words = `Answer ${count}.`;
    const made = scripts[pick(answerNames) ?? 'plain'] as TurnScript;
    const text = JSON.stringify(made.events).replaceAll(/Hello|Result: 5|The cat and the cat sat|a b a b c/g, words);
    return { ...made, events: JSON.parse(text) };
  };
  const { peer, ...server } = await scripted(t, { script });
  if (!peer) throw new Error('It is the scripted server.');
  const me = await (await person(t, { ...server, peer })).connected();
  const told: string[] = [];
  onBegin({ peer, me, told });
  let asked = 0;

  const cut = (at: string): Fault => ({ at, do: { kind: 'cut' } });
  const faults: (() => Fault[])[] = [
    () => [cut(stream)],
    () => [cut('event meta')],
    () => [cut('event assistant')],
    () => [cut('event done')],
    () => [{ at: stream, do: { kind: 'bytes', cutAfter: below(900), end: random() < 0.5 ? 'fin' : 'reset' } }],
    () => [{ at: stream, do: { kind: 'bytes', split: [1 + below(20)] } }],
    () => [{ at: 'event done', do: { kind: 'drop' } }],
    () => [{ at: 'event meta', do: { kind: 'drop' } }],
    () => [{ at: 'event', times: 4, do: { kind: 'twice' } }],
    () => [{ at: 'event done', do: { kind: 'raw', text: 'data: nonsense\n\nevent: x\n\n' } }],
    () => [{ at: stream, do: { kind: 'answer', status: pick([403, 422, 429, 500, 502]) ?? 500 } }],
    () => [{ at: 'GET /api/chat/messages', do: { kind: 'answer', status: 500, body: 'Internal Server Error' } }],
    () => [cut('GET /api/chat/messages')],
    () => [cut('GET /api/chat/conversations')],
    () => [cut('GET /api/health')],
  ];

  const running = () =>
    Object.values(me.store.state.chats).some(({ messages }) =>
      messages.some((message) => message.role === 'assistant' && message.status === 'running'),
    );
  /** Until nothing runs, and the server has written down all that it was asked. */
  async function calm() {
    await me.passing(() => me.until(() => me.session.state.phase === 'ready' && !running()));
    await peer?.idle();
  }

  const words = () => {
    asked += 1;
    return `question ${asked}`;
  };
  const ids = () => Object.keys(me.store.state.chats).filter((id) => !id.startsWith('local:'));
  const things: Record<string, () => Promise<unknown> | unknown> = {
    ask: () => me.ask(words()),
    'ask anew': () => me.ask(words(), null),
    'ask twice': () => [me.ask(words()), me.ask(words())],
    'ask and stop': async () => {
      me.ask(words());
      for (let turn = below(12); turn > 0; turn--) await new Promise<void>((resolve) => setImmediate(resolve));
      me.conversation.stop(me.chatId());
    },
    edit: () => {
      const question = pick(me.messages().filter((each) => each.role === 'user' && each.delivery === 'sent'));
      if (question) me.conversation.edit(me.chatId(), question.id, words());
    },
    'ask again': () => {
      const question = me.messages().findLast((each) => each.role === 'user' && each.delivery === 'unsent');
      if (question) me.conversation.removeQuestion(me.chatId(), question.id);
    },
    open: () => me.conversation.open(pick(ids()) ?? null),
  };
  for (let step = 0; step < steps; step++) {
    const name = pick(Object.keys(things)) ?? 'ask';
    const wrong = random() < 0.5 ? (pick(faults)?.() ?? []) : [];
    told.push(`${name} in ${me.chatId()} ${JSON.stringify(wrong)}`);
    peer.fail(...wrong);
    await me.passing(async () => things[name]?.());
    await calm();
    await quiet(peer, me);
    told.push(...twins(me).map((each) => `TWINS ${each}`));
    // What has not happened yet is of no further step.
    for (const fault of wrong) fault.times = 0;
  }
  await calm();
  await me.clock.pass(60_000);
  await calm();
  return { peer, me, told };
}

/** Until nothing is on its way, and nothing comes of it. Short enough that no look of the client at what may be new falls into it. */
async function quiet(peer: AssistantPeer, me: Person): Promise<void> {
  for (let calm = 0; calm < 8; calm++) {
    const before = peer.requests.length;
    await peer.until(() => peer.requests.every(({ over }) => over));
    await new Promise<void>((resolve) => setImmediate(resolve));
    await me.clock.pass(20);
    if (peer.requests.length > before) calm = 0;
  }
}

/** Messages that cannot be told apart. */
function twins(me: Person): string[] {
  return Object.values(me.store.state.chats).flatMap(({ id, messages }) => {
    const ids = messages.map((message) => message.id);
    return new Set(ids).size === ids.length ? [] : [`${id}: ${ids.join()}`];
  });
}

/** What is wrong at the end of it; nothing when all is right. */
export async function wrongIn({ peer, me, told }: Story): Promise<string[]> {
  const wrong = told.filter((line) => line.startsWith('TWINS'));
  const sent = peer.posts().map(({ body }) => String(body.text));
  for (const text of new Set(sent))
    if (sent.filter((each) => each === text).length > 1) wrong.push(`"${text}" was sent more than once`);
  for (const [id, { rows }] of peer.store.conversations) {
    await me.passing(() => me.conversation.open(id));
    await quiet(peer, me);
    const shown = me.messages();
    const stored = rows.map(({ role, content }) => `${role}: ${content}`);
    const kept = shown.flatMap((message) => {
      if (message.role === 'user') return message.delivery === 'sent' ? [`user: ${message.content}`] : [];
      // Of an answer that was never written down only this window knows.
      if (message.status !== 'done' && !message.id.startsWith('row:')) return [];
      return [`assistant: ${message.error ? `Error: ${message.error.message}` : message.content}`];
    });
    if (JSON.stringify(kept) !== JSON.stringify(stored))
      wrong.push(`${id}: shown\n  ${me.shown().join('\n  ')}\nstored\n  ${stored.join('\n  ')}`);
  }
  return wrong;
}
