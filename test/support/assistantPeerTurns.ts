// Turns of a scripted assistant server: one at a time in each conversation, whoever listens; stored, then ended.
// Not here: what they say (assistantPeerScripts.ts), the requests that begin them (assistantPeerRoutes.ts).
import type { TurnScript } from './assistantPeerScripts.ts';
import type { AssistantPeerStore, Json, PeerConversation } from './assistantPeerStore.ts';
import type { FaultScript } from './scriptedPeerFaults.ts';

export interface Asked {
  text: string;
  provider: string;
  conversation: PeerConversation;
  /** How many questions came before it, of all conversations. */
  count: number;
  body: Json;
}

export type MakeScript = (asked: Asked) => TurnScript;

/** Where a turn is written to; whoever has gone hears nothing, and nothing breaks. */
export interface StreamSink {
  event(name: string, data: Json): void;
  raw(bytes: Uint8Array): void;
  stall(): void;
  cut(): void;
  end(): void;
}

export interface AssistantPeerTurnsParts {
  store: AssistantPeerStore;
  faults: FaultScript;
  script: MakeScript;
  /** Only the part that its documentation tells: `delta` without the text so far. */
  deltaOnly: boolean;
  changed: () => void;
}

export interface TurnOutcome {
  reply: string;
  provider: string;
}

export function createAssistantPeerTurns({ store, faults, script, deltaOnly, changed }: AssistantPeerTurnsParts) {
  /** The turn that every next one of the conversation waits for. */
  const last = new Map<string, Promise<unknown>>();
  let count = 0;

  async function say(sink: StreamSink, name: string, data: Json): Promise<void> {
    const deeds = faults.take(`event ${name}`);
    for (const deed of deeds) if (deed.kind === 'hold') await faults.held(deed.name);
    let times = 1;
    for (const deed of deeds) {
      if (deed.kind === 'raw') sink.raw(Buffer.from(deed.text));
      else if (deed.kind === 'rawBytes') sink.raw(Uint8Array.from(deed.bytes));
      else if (deed.kind === 'twice') times = 2;
      else if (deed.kind === 'drop') times = 0;
      else if (deed.kind === 'stall') sink.stall();
      else if (deed.kind === 'cut') {
        sink.cut();
        times = 0;
      }
    }
    for (let time = 0; time < times; time++) sink.event(name, data);
  }

  async function run(asked: Asked, shown: string, sink: StreamSink, before: Promise<unknown>): Promise<TurnOutcome> {
    const { conversation, text, body } = asked;
    const where = { conversation_id: conversation.id };
    await say(sink, 'meta', { ...where, provider: shown });
    await before;
    const image = typeof body.image_base64 === 'string' ? ` [Image: ${body.image_mime ?? 'image/jpeg'}] ` : '';
    store.addRow(conversation, 'user', `${image}${text}`);
    changed();
    const { events, stored, rowsBefore = [] } = script(asked);
    const outcome: TurnOutcome = { reply: '', provider: shown };
    for (const row of rowsBefore) store.addRow(conversation, 'assistant', row);
    const keep = () => {
      const kept = stored === undefined ? outcome.reply : stored;
      if (kept) store.addRow(conversation, 'assistant', kept);
      changed();
    };
    const ends = events.some(({ event }) => event === 'done' || event === 'error');
    for (const { event, data } of events) {
      const { text: snapshot, ...rest } = data;
      const isEnd = event === 'done' || event === 'error';
      if (event === 'done') {
        outcome.reply = String(data.reply);
        outcome.provider = String(data.provider ?? shown);
        // Held back, it is held back from being stored, too.
        for (const deed of faults.take('store')) if (deed.kind === 'hold') await faults.held(deed.name);
        keep();
      }
      if (event === 'error') outcome.reply = String(data.error);
      const said =
        deltaOnly && 'delta' in data ? rest : { ...rest, ...(snapshot === undefined ? {} : { text: snapshot }) };
      await say(sink, event, isEnd ? { ...where, provider: shown, ...said } : said);
    }
    if (!ends) keep();
    sink.end();
    return outcome;
  }

  return {
    /** Begins when the turn before it in the conversation has ended; resolves when it has ended itself. */
    begin(asked: Omit<Asked, 'count'>, shown: string, sink: StreamSink): Promise<TurnOutcome> {
      const { id } = asked.conversation;
      const before = last.get(id) ?? Promise.resolve();
      const turn = run({ ...asked, count: count++ }, shown, sink, before);
      last.set(id, turn);
      return turn;
    },
    /** Resolves when all that were begun have ended. */
    async idle(): Promise<void> {
      await Promise.all(last.values());
    },
  };
}

/** Of an answer that comes whole. */
export const deafSink: StreamSink = {
  event: () => undefined,
  raw: () => undefined,
  stall: () => undefined,
  cut: () => undefined,
  end: () => undefined,
};
