// What a scenario is: a question, what a scripted model says to it, and what must be true in the end; with short words for scripts.
// Not here: the scenarios (their files by topic), asking and judging (run.ts, judge.ts), the data (worlds.ts).
import type { ChartType } from '../../../../src/protocol/trellis/visualization.ts';
import type { Asked, ModelReply, Script, Wire } from '../../../support/models/modelPeer.ts';
import type { TestServer, TestSocket } from '../../../support/testServer.ts';
import type { WorldName } from './worlds.ts';

export type Event = Awaited<ReturnType<TestSocket['next']>>;

/** What is there while a scenario runs. */
export interface Stage {
  server: TestServer;
  chatId: string;
  /** Requests of this exchange to the model, so far. */
  asked: Asked[];
  /** A file beside the database whose content nobody may read. */
  canary: string;
}

/** An exchange that is under way, heard over a socket. */
export interface Underway extends Stage {
  socket: TestSocket;
  heard: Event[];
  /** Hears until that event has come; it stays among what was heard. */
  until(name: string): Promise<Event>;
  leftAt(number: number): Promise<void>;
}

export interface Ends {
  /** `message` unless given. */
  how?: 'error' | 'interrupted';
  code?: string;
  /** The whole text, or what it must fit. */
  text?: string | RegExp | readonly RegExp[];
  /** What the text must not fit. */
  never?: RegExp;
  /** What the person sees, in order; nothing unless given. */
  shown?: readonly ('table' | ChartType)[];
  /** The answer's SQL; not looked at unless given, `null`: it has none. */
  sql?: string | RegExp | null;
  /** None unless given. */
  unverified?: readonly string[];
  /** Requests to the model; as many as the list of replies has unless given. */
  requests?: number;
  /** Names of the tools that ran, in order, `!` after those that failed; not looked at unless given. */
  tools?: readonly string[];
  /** What the results given to the n-th request must fit, in their order. */
  told?: Readonly<Record<number, readonly RegExp[]>>;
  /** The sentence of an error event. */
  says?: RegExp;
  /** All that was thought. */
  thought?: string;
  /** Who is named as having answered, where it is not the model. */
  by?: string;
  /** What else must be true. */
  also?(outcome: Outcome): void | Promise<void>;
}

export interface Outcome extends Stage {
  heard: readonly Event[];
  end: Event;
  text: string;
  of(event: string): Event['data'][];
}

export interface Exchange {
  asks: string;
  /** `CANARY` in its calls stands for the path of that file. */
  says: Script;
  ends: Ends;
  /** More fields of the question. */
  more?: Readonly<Record<string, unknown>>;
  /** Instead of asking: an edit of the n-th question, counted from the newest. */
  edits?: true;
  /** What the person does meanwhile; only over a socket. */
  during?(underway: Underway): Promise<void>;
  /** What the person does before. */
  before?(stage: Stage): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export interface Scenario extends Exchange {
  name: string;
  world?: WorldName;
  /** `compatible` unless given. */
  wire?: Wire | 'editor';
  /** `socket` unless given. */
  over?: 'sse' | 'assistant';
  /** The exchanges that follow in the same chat. */
  next?: readonly Exchange[];
}

export const call = (name: string, input: unknown): ModelReply => ({ calls: [{ name, input }] });
export const sql = (text: string, more: Readonly<Record<string, unknown>> = {}): ModelReply =>
  call('run_sql', { sql: text, ...more });
export const shown = (text: string, title?: string): ModelReply =>
  sql(text, { show: true, ...(title ? { title } : {}) });
export const chart = (
  result: string,
  kind: string,
  x: string,
  y: string | string[],
  more: Readonly<Record<string, unknown>> = {},
): ModelReply => call('draw_chart', { result, kind, x, y, ...more });
export const say = (text: string): ModelReply => ({ text });
