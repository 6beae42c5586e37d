// A person at a window whose line breaks: asks, queues, stops, edits, judges, sends again what is said to be unsent, reloads.
// Every decision is drawn from a seed. What is not shown is not pressed: the person knows only what the window says.
// Not here: the window (cutsClient.ts), what is cut (cutsPlan.ts), comparing in the end (cutsTruth.ts).
import { runningAnswerOf } from '../../src/chat/selectors.ts';
import type { Chat, UserMessage } from '../../src/chat/state.ts';
import { isLocal } from '../../src/host/openTurns.ts';
import { parseMessage } from '../../src/protocol/trellis/sqlContext.ts';
import type { CutsClient } from './cutsClient.ts';
import { oneOf } from './cutsPlan.ts';
import { type Asked, type ChatRef, createQuestions } from './cutsQuestions.ts';

export interface PersonOptions {
  random: () => number;
  /** The window, given what is to be told of it; the workspace's memory stays the same. */
  openWindow: (onChange: () => void, onNewChat: (localId: string, chatId: string) => void) => CutsClient;
  log: (text: string) => void;
}

export type CutsPerson = ReturnType<typeof createCutsPerson>;

const chatsAtMost = 3;

export function createCutsPerson({ random, openWindow, log }: PersonOptions) {
  const questions = createQuestions(random);
  const chats: ChatRef[] = [];
  const drafts = new Map<ChatRef, string>();
  /** Questions whose chat was not made before a reload, to be asked when the person comes to it. */
  const inComposer: Asked[] = [];
  const counts = { reloads: 0, edits: 0, stops: 0, pressedAgain: 0, queued: 0, redrafted: 0 };
  const watching = new Set<() => void>();
  let time = 0;
  let client = open();

  function open(): CutsClient {
    return openWindow(
      () => {
        for (const look of [...watching]) look();
      },
      (localId, chatId) => {
        for (const chat of chats) if (chat.id === localId) chat.id = chatId;
      },
    );
  }

  const state = () => client.store.state;
  const openChat = (): Chat | undefined => state().chats[state().openChatId ?? ''];
  const isBusy = (chat: Chat | undefined) => runningAnswerOf(chat) !== null;
  const unsentIn = (chat: Chat | undefined): UserMessage[] =>
    (chat?.messages ?? []).filter((message) => message.role === 'user').filter(({ delivery }) => delivery === 'unsent');

  function press(asked: Asked) {
    time += 1;
    asked.presses.push(time);
  }

  function ask(chatId: string | null, given?: Asked) {
    let chat = chats.find(({ id }) => id === chatId);
    if (!chat) {
      chat = { id: chatId ?? '' };
      chats.push(chat);
    }
    const asked = given ?? questions.next(chat);
    asked.chat = chat;
    press(asked);
    const { question, context } = asked;
    client.conversation.ask({ chatId, question, context, integrationId: null, model: null });
    asked.waited = (state().queues[chatId ?? ''] ?? []).some(({ content }) => questions.of(content) === asked);
    if (asked.waited) counts.queued += 1;
    if (chatId === null) chat.id = state().openChatId ?? '';
    log(`asks ${asked.number} in ${chat.id}`);
  }

  function askNew() {
    client.conversation.open(null).catch(fail);
    ask(null);
  }

  /** The person presses "Send again". */
  function sendAgain({ id: chatId }: Chat, { id }: UserMessage) {
    const chat = state().chats[chatId];
    const message = unsentIn(chat).find((each) => each.id === id);
    if (!chat || !message) return;
    const asked = questions.of(message.content);
    if (asked) {
      press(asked);
      asked.pressedAgain = true;
    }
    counts.pressedAgain += 1;
    log(`sends again ${asked?.number}`);
    client.conversation.askAgain(chat.id, message.id);
    const queue = state().queues[chatId] ?? [];
    if (asked && queue.some(({ content }) => questions.of(content) === asked)) asked.waited = true;
  }

  function edit(chat: Chat) {
    const candidates = chat.messages.filter(
      ({ role, id }, at) => role === 'user' && id.startsWith('msg_') && at >= chat.messages.length - 6,
    );
    const message = candidates.length > 0 ? oneOf(candidates, random()) : undefined;
    const ref = chats.find(({ id }) => id === chat.id);
    if (!message || !ref || isBusy(chat)) return;
    // An edit keeps the context, so only a question without one can get a new number.
    if (parseMessage(message.content).context.length > 0) return;
    const going = chat.messages.slice(chat.messages.indexOf(message));
    const asked = questions.next(ref);
    asked.question = `How many sales have an amount over ${asked.number}?`;
    asked.context = [];
    if (!client.conversation.edit(chat.id, message.id, asked.question)) {
      asked.withdrawn = true;
      return;
    }
    counts.edits += 1;
    press(asked);
    for (const each of going) {
      const gone = each.role === 'user' ? questions.of(each.content) : undefined;
      if (!gone) continue;
      gone.removedBy.push(asked);
      if (each.role === 'user' && each.delivery === 'sent') asked.removes.push(gone);
    }
    log(`edits ${asked.removes.map(({ number }) => number)} to ${asked.number}`);
  }

  function reload() {
    counts.reloads += 1;
    log('reloads');
    client.dispose();
    client = open();
    for (const content of client.drafts) {
      const asked = questions.of(content);
      if (!asked) continue;
      counts.redrafted += 1;
      log(`finds ${asked.number} in the composer`);
      inComposer.push(asked);
      if (isLocal(asked.chat.id) && chats.includes(asked.chat)) chats.splice(chats.indexOf(asked.chat), 1);
    }
  }

  const actions: [number, () => void][] = [
    [34, () => (state().openChatId === null && chats.length >= chatsAtMost ? goTo() : ask(state().openChatId))],
    [5, () => (chats.length < chatsAtMost ? askNew() : goTo())],
    [8, goTo],
    [7, stop],
    [14, () => withOpen(edit)],
    [12, () => withOpen((chat) => pressUnsent(chat))],
    [2, () => withQueue((chatId, id) => client.conversation.sendQueued(chatId, id), true)],
    [2, () => withQueue((chatId, id) => client.conversation.unqueue(chatId, id), false)],
    [1, () => withOpen(withdraw)],
    [4, reload],
    [3, () => withOpen(judge)],
    [3, () => withOpen(write)],
    // As whoever looks for a socket again, which the session does once a minute.
    [12, () => client.session.retryNow()],
  ];
  const weights = actions.reduce((sum, [weight]) => sum + weight, 0);

  function goTo() {
    // A chat that was not made before a reload is nowhere.
    const there = chats.filter(({ id }) => !isLocal(id) || state().chats[id]);
    if (there.length === 0) return chats.length < chatsAtMost ? askNew() : undefined;
    const { id } = oneOf(there, random());
    log(`opens ${id}`);
    client.conversation.open(id).catch(fail);
  }
  function withOpen(work: (chat: Chat) => void) {
    const chat = openChat();
    if (chat) work(chat);
  }
  function stop() {
    const chat = openChat();
    if (!chat || !isBusy(chat)) return;
    counts.stops += 1;
    log(`stops ${chat.id}`);
    client.conversation.stop(chat.id);
  }
  function pressUnsent(chat: Chat) {
    const [message] = unsentIn(chat);
    // "It may have arrived": a person looks first, and presses when nothing breaks any more.
    if (message && !isBusy(chat) && !isDoubtful(chat, message)) sendAgain(chat, message);
  }
  function withQueue(work: (chatId: string, id: string) => void, presses: boolean) {
    const chatId = state().openChatId ?? '';
    const queue = state().queues[chatId] ?? [];
    if (queue.length === 0 || isBusy(openChat())) return;
    const { id, content } = oneOf(queue, random());
    const asked = questions.of(content);
    log(`${presses ? 'sends from' : 'takes out of'} the queue ${asked?.number}`);
    if (asked && presses) press(asked);
    else if (asked) asked.withdrawn = true;
    work(chatId, id);
  }
  function withdraw(chat: Chat) {
    const [message] = unsentIn(chat);
    const asked = message && questions.of(message.content);
    if (!message || !asked) return;
    asked.withdrawn = true;
    log(`withdraws ${asked.number}`);
    client.conversation.removeQuestion(chat.id, message.id);
  }
  function judge(chat: Chat) {
    const answer = chat.messages.findLast(({ role, id }) => role === 'assistant' && id.startsWith('msg_'));
    if (!answer || isBusy(chat)) return;
    const opinion = oneOf(['positive', 'negative'] as const, random());
    client.conversation.giveFeedback(chat.id, answer.id, opinion, null).catch(fail);
  }
  function write(chat: Chat) {
    const ref = chats.find(({ id }) => id === chat.id);
    if (!ref || isLocal(ref.id)) return;
    const draft = `half a thought ${Math.floor(random() * 1000)}`;
    drafts.set(ref, draft);
    client.memory.setUi(ref.id, { draft, context: [], scrollTop: null });
  }

  function act() {
    let at = random() * weights;
    for (const [weight, work] of actions) {
      at -= weight;
      if (at < 0) return work();
    }
  }

  /** Resolves when it holds, looked at whenever the window has said something; rejects after `withinMs`. */
  function until(holds: () => boolean, what: string, withinMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watching.delete(look);
        reject(new Error(`${what} within ${withinMs} ms`));
      }, withinMs);
      // Looked at after the window has done all it does about a change, such as beginning to read a chat.
      const look = () =>
        void setImmediate(() => {
          if (!watching.has(look) || !holds()) return;
          clearTimeout(timer);
          watching.delete(look);
          resolve();
        });
      watching.add(look);
      look();
    });
  }

  let failed: unknown;
  function fail(cause: unknown) {
    failed ??= cause;
  }

  /** Nothing is under way that the window knows of. */
  const isAtRest = () =>
    state().connection.phase === 'ready' &&
    client.reading() === 0 &&
    Object.values(state().chats).every(
      ({ id, load, messages }) =>
        // A chat that was opened while the line was away, and left again, is read when it is opened anew.
        (load === 'loaded' || id !== state().openChatId) &&
        messages.every((message) =>
          message.role === 'user'
            ? message.delivery !== 'sending'
            : message.status !== 'running' && message.status !== 'cut',
        ),
    );

  return {
    questions,
    chats,
    drafts,
    inComposer,
    askInNewChat(asked: Asked) {
      client.conversation.open(null).catch(fail);
      ask(null, asked);
    },
    counts,
    act,
    until,
    isAtRest,
    sendAgain,
    unsentIn,
    /** What the window said to nobody, if it threw. */
    failure: () => failed,
    get client() {
      return client;
    },
    /** Waits for some changes of the window, or until nothing is under way. */
    pause() {
      let changes = Math.floor(random() * random() * 14);
      return until(() => {
        changes -= 1;
        return changes < 0 || isAtRest();
      }, 'The window changes or comes to rest');
    },
    dispose: () => client.dispose(),
  };
}

/** Whether the window says that nobody knows if the question was stored. */
export function isDoubtful(chat: Chat, message: UserMessage): boolean {
  const answer = chat.messages[chat.messages.indexOf(message) + 1];
  return answer?.role === 'assistant' && /may have arrived/.test(answer.error?.message ?? '');
}
