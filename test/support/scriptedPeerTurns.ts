// The turns of a scripted peer: a question becomes events, each is given to the fault script, and what is answered is stored
// before the last event goes out. The same for both transports.
// Not here: how an event is written on a line (scriptedPeerHttp.ts, scriptedPeerSocket.ts).
import type { FaultScript } from './scriptedPeerFaults.ts';
import { type Dialect, eventOf, type PeerEvent, parametersOf, type Refusal } from './scriptedPeerShapes.ts';
import type { Json, PeerChat, PeerStore } from './scriptedPeerStore.ts';

/** A line that an answer is written on. */
export interface Sink {
  event(event: PeerEvent): void;
  raw(bytes: Uint8Array, kind: 'text' | 'binary'): void;
  close(code: number): void;
  cut(): void;
  stall(): void;
  /** The turn is over. */
  done(): void;
}

export interface PeerTurn {
  readonly chat: PeerChat;
  /** Stops it: what was said so far is stored, and `interrupted` ends it. */
  stop(): void;
  /** Stops it without a word, as a line that is gone does to an answer over SSE. */
  abandon(): void;
}

export type MakeAnswer = (question: { message: string; count: number; chat: PeerChat }) => PeerEvent[];

export interface TurnsOptions {
  dialect: Dialect;
  store: PeerStore;
  faults: FaultScript;
  answer: MakeAnswer;
  changed: () => void;
}

export type Asked = { refusal: Refusal } | { turn: PeerTurn; begin: (sink: Sink) => void };

const refused = (status: number, code: string, text: string, extra: Json = {}) => ({
  refusal: { status, code, text, extra },
});

export function createPeerTurns({ dialect, store, faults, answer, changed }: TurnsOptions) {
  const isNew = dialect.revision === 'current';
  const running = new Map<string, PeerTurn>();
  let count = 0;

  /** Judges a question (`message_id` makes it an edit); what is refused has changed nothing. */
  function ask(body: Json): Asked {
    const message = body.message ?? body.content;
    if (typeof message !== 'string' || message.trim() === '')
      return refused(400, 'INVALID_REQUEST', 'message: is required');
    const place = placeOf(body);
    if ('refusal' in place) return place;
    const { chat, madeChat } = place;
    if (chat.running) return refused(409, 'TURN_IN_PROGRESS', 'This chat is still answering.');
    const clientId = dialect.extras ? body.client_message_id : undefined;
    const twin = clientId ? chat.messages.find(({ metadata }) => metadata.client_message_id === clientId) : undefined;
    if (twin) return refused(409, 'DUPLICATE_MESSAGE', 'It is stored already.', { user_message_id: twin.id });
    if (typeof body.message_id === 'string') {
      const at = chat.messages.findIndex(({ id }) => id === body.message_id);
      if (at < 0) return refused(404, 'MESSAGE_NOT_FOUND', 'There is no such message.');
      if (chat.messages[at]?.role !== 'user')
        return refused(400, 'NOT_A_USER_MESSAGE', 'Only questions can be edited.');
      chat.messages.splice(at);
    }
    const user = store.addMessage(chat, 'user', message, clientId ? { client_message_id: clientId } : {});
    chat.running = user.id;
    count += 1;
    const metadata = { event: 'chat_metadata', data: { id: chat.id, user_message_id: user.id } };
    const events = [metadata, ...answer({ message, count, chat })];
    return start(chat, events, { chat, madeChat, clientMessageId: clientId });
  }

  function placeOf(body: Json): { refusal: Refusal } | { chat: PeerChat; madeChat: boolean } {
    const edited = typeof body.message_id === 'string' ? store.findMessage(body.message_id)?.chat : undefined;
    const chatId = body.chat_id ?? edited?.id;
    if (isNew && body.saved_query_id) {
      const query = store.queries.get(String(body.saved_query_id));
      if (!query) return refused(404, 'QUERY_NOT_FOUND', 'There is no such query.');
      const given = typeof body.parameters === 'object' && body.parameters !== null ? body.parameters : {};
      const missing = parametersOf(query.sql).find((name) => !Object.hasOwn(given, name));
      if (missing) return refused(400, 'MISSING_PARAMETER', `parameters: "${missing}" is missing`);
    }
    if (typeof chatId !== 'string') {
      if (isNew) return refused(400, 'MISSING_CHAT_ID', 'chat_id: is required');
      const title = String(body.title ?? body.message).slice(0, 80);
      return { chat: store.addChat(title, null), madeChat: true };
    }
    const chat = store.chats.get(chatId);
    return chat ? { chat, madeChat: false } : refused(404, 'CHAT_NOT_FOUND', 'Chat not found');
  }

  function start(chat: PeerChat, events: PeerEvent[], about: Parameters<typeof eventOf>[2]): Asked {
    const stopped = Promise.withResolvers<void>();
    let state: 'running' | 'stopping' | 'over' = 'running';
    let said = '';
    const end = (content: string | null, metadata: Json = {}) => {
      const stored = content === null ? undefined : store.addMessage(chat, 'assistant', content, metadata);
      [state, chat.running] = ['over', null];
      running.delete(chat.id);
      changed();
      return stored?.id;
    };
    const turn: PeerTurn = {
      chat,
      stop() {
        if (state === 'running') state = 'stopping';
        stopped.resolve();
      },
      abandon() {
        if (state !== 'over') end(said === '' ? null : said, { interrupted: true });
        stopped.resolve();
      },
    };
    running.set(chat.id, turn);

    async function deliver(sink: Sink) {
      let kept: PeerEvent | undefined;
      for (const event of events) {
        const shown = eventOf(dialect, event, about);
        if (!shown) continue;
        const deeds = faults.take(`event ${event.event}`);
        for (const deed of deeds)
          if (deed.kind === 'hold') await Promise.race([faults.held(deed.name), stopped.promise]);
        if (state !== 'running') break;
        if (event.event === 'text_delta') said += String(event.data.content);
        if (event.event === 'visualization') store.visualizations.set(String(event.data.id), event.data);
        if (event.event === 'message') shown.data.id = end(String(event.data.content));
        if (event.event === 'error') end(dialect.extras ? '' : null, { error: event.data });
        let times = 1;
        for (const deed of deeds) {
          if (deed.kind === 'raw') sink.raw(Buffer.from(deed.text), 'text');
          else if (deed.kind === 'rawBytes') sink.raw(Uint8Array.from(deed.bytes), deed.binary ? 'binary' : 'text');
          else if (deed.kind === 'twice') times = 2;
          else if (deed.kind === 'drop' || deed.kind === 'swap') times = 0;
          else if (deed.kind === 'stall') sink.stall();
          else if (deed.kind === 'cut' || deed.kind === 'close') {
            if (deed.kind === 'cut' || deed.code === 1006) sink.cut();
            else sink.close(deed.code);
            times = 0;
          }
        }
        for (let time = 0; time < times; time++) sink.event(shown);
        if (kept) sink.event(kept);
        kept = deeds.some(({ kind }) => kind === 'swap') ? shown : undefined;
      }
      if (kept) sink.event(kept);
      if (state === 'stopping') {
        const id = end(said === '' ? null : said, { interrupted: true });
        const event = {
          event: 'interrupted',
          data: { status: 'interrupted', ...(dialect.extras && id ? { id } : {}) },
        };
        sink.event(eventOf(dialect, event, about) ?? event);
      }
      sink.done();
    }
    return { turn, begin: (sink) => void deliver(sink) };
  }

  return {
    ask,
    /** What runs in a chat; without one, the newest that runs. */
    running: (chatId?: unknown) => (typeof chatId === 'string' ? running.get(chatId) : [...running.values()].at(-1)),
  };
}

/** An answer with every kind of event that an answer from data has. */
export const plainAnswer: MakeAnswer = ({ message, count }) => {
  const parts = [`Answer ${count} `, `to “${message.slice(0, 200)}”: `, 'Grüße\u2028😀.'];
  return [
    { event: 'processing', data: { status: 'starting' } },
    { event: 'processing', data: { status: 'thinking' } },
    { event: 'visualization', data: { id: `viz${count}`, type: 'table', headers: ['n'], rows: [[String(count)]] } },
    ...parts.map((content) => ({ event: 'text_delta', data: { content } })),
    { event: 'message', data: { content: parts.join('') } },
  ];
};
