// Events as they come over a socket or a stream, and comparing them in their order.
// Not here: opening either (lines.ts), comparing one event's data (patterns.ts).
import assert from 'node:assert/strict';
import type { RevisionName } from '../../src/server/revisions.ts';
import { match, shown } from './patterns.ts';
import type { Json } from './row.ts';
import { chosen, isObject, type Scene } from './scene.ts';

export interface SaidEvent {
  event: string;
  data: unknown;
}

/** What has come and is not taken yet. */
export interface EventQueue {
  push(event: SaidEvent): void;
  /** Nothing comes any more; with a cause, because something is wrong. */
  end(cause?: Error): void;
  /** The next event, which stays; undefined at the end. */
  peek(): Promise<SaidEvent | undefined>;
  take(): Promise<SaidEvent | undefined>;
}

export function createQueue(): EventQueue {
  const events: SaidEvent[] = [];
  let ended: { cause?: Error } | undefined;
  let wake: () => void = () => undefined;
  async function peek(): Promise<SaidEvent | undefined> {
    while (events.length === 0) {
      if (ended?.cause) throw ended.cause;
      if (ended) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return events[0];
  }
  return {
    push(event) {
      events.push(event);
      wake();
    },
    end(cause) {
      ended = cause ? { cause } : {};
      wake();
    },
    peek,
    async take() {
      await peek();
      return events.shift();
    },
  };
}

interface WantedEvent {
  /** The patterns of the data, by the name of the event: more than one where the order is free. */
  patterns: Record<string, Json>;
  /** How often: at least, and whether more than once. */
  least: 0 | 1;
  many: boolean;
}

/** The list of events, as this revision has it. */
export function wantedEvents(scene: Scene, given: Json): WantedEvent[] {
  const list = chosen(scene, typeof given === 'string' ? (scene.shapes[given.slice(1, -1)] ?? given) : given);
  assert.ok(Array.isArray(list), `Events are a list, not ${shown(list)}.`);
  return list.flatMap((item) => {
    assert.ok(isObject(item), `An event is an object, not ${shown(item)}.`);
    const { in: revisions, ...named } = item;
    const [[key, data] = [], ...others] = Object.entries(named);
    assert.ok(key !== undefined && data !== undefined && others.length === 0, `One event, not ${shown(item)}.`);
    if (Array.isArray(revisions) && !revisions.includes(scene.revision satisfies RevisionName)) return [];
    const ending = /[+*?]$/.exec(key)?.[0];
    const least = ending === '*' || ending === '?' ? (0 as const) : (1 as const);
    const name = ending ? key.slice(0, -1) : key;
    const patterns = name === 'any of' && isObject(data) ? data : { [name]: data };
    return [{ patterns, least, many: ending === '+' || ending === '*' }];
  });
}

/** Takes exactly the wanted events, and returns them. */
export async function expectEvents(scene: Scene, queue: EventQueue, given: Json, at: string): Promise<SaidEvent[]> {
  const taken: SaidEvent[] = [];
  for (const { patterns, least, many } of wantedEvents(scene, given)) {
    let found = 0;
    while (many || found === 0) {
      const event = await queue.peek();
      const data = event && Object.hasOwn(patterns, event.event) ? patterns[event.event] : undefined;
      if (!event || data === undefined) {
        const before = taken.map((said) => said.event).join(', ') || 'nothing';
        const due = Object.keys(patterns).join(' or ');
        assert.ok(found >= least, `${at}: after ${before}, ${due} was due, not ${shown(event)}`);
        break;
      }
      await queue.take();
      scene.check();
      match(scene, event.data, data, `${at} ${event.event}`);
      taken.push(event);
      found += 1;
    }
  }
  checkText(scene, taken, at);
  return taken;
}

/** The parts of the text, joined, are the message (section 6), or the reply: in a list that holds both. */
function checkText(scene: Scene, taken: readonly SaidEvent[], at: string): void {
  let text = '';
  for (const { event, data } of taken) {
    const said = isObject(data) ? data : {};
    if (event === 'chat_metadata' || event === 'meta') text = '';
    if (event === 'text_delta') text += String(said.content);
    if (event === 'assistant') {
      text += String(said.delta);
      scene.check();
      assert.equal(said.text, text, `${at}: text is not all deltas so far`);
    }
    if (!['message', 'done'].includes(event) || text === '') continue;
    scene.check();
    const whole = event === 'done' ? said.reply : said.content;
    assert.equal(text, whole, `${at}: the parts of the text joined are not the whole`);
  }
}

/** The last event of each name, for saving values. */
export function lastOfEach(events: readonly SaidEvent[]): Record<string, unknown> {
  return Object.fromEntries(events.map(({ event, data }) => [event, data]));
}
