// What every wire of a language model has, so that one peer can speak them all; and the script of such a peer.
// Not here: the peer itself (modelPeer.ts), the bytes of each wire (anthropic.ts and the others).
import type { KeyedProvider } from '../../../src/protocol/localServer.ts';

/** Named by our providers' ids. */
export type Wire = KeyedProvider;

export interface ModelReply {
  /** Said only where the request asks the service for it, as the services do. */
  reasoning?: string;
  text?: string;
  calls?: { name: string; input: unknown }[];
  /**
   * badKey, rateLimit (with `retryAfter`), overloaded, noModel, noCredit: the provider's own refusal; cut: the stream ends
   * cleanly without its closing event; destroyed: the socket is, in the middle (of the first call, if there is one);
   * errorInside: the wire's error event, after the text; silent: headers and first words, then nothing; never: no byte;
   * html: 200 with a page; redirect: 307 to `redirectTo`.
   */
  fault?:
    | 'badKey'
    | 'rateLimit'
    | 'overloaded'
    | 'noModel'
    | 'noCredit'
    | 'cut'
    | 'destroyed'
    | 'errorInside'
    | 'silent'
    | 'never'
    | 'html'
    | 'redirect';
  /** Seconds; 1 unless given. */
  retryAfter?: number;
  redirectTo?: string;
  /** Bytes per write; a few hundred unless given. */
  piece?: number;
  /** It stops because the answer grew too long. */
  length?: true;
}

export interface SaidMessage {
  role: 'user' | 'assistant' | 'tool';
  text: string;
  calls?: { name: string; input: unknown }[];
  images?: { mimeType: string; base64: string }[];
}

/** What a request asks, the same for every wire. */
export interface Question {
  model: string;
  /** The system text, wherever this wire has it. */
  instructions: string;
  messages: SaidMessage[];
  tools: string[];
  /** As this wire writes it. */
  toolChoice: unknown;
}

export interface Asked extends Question {
  wire: Wire;
  path: string;
  headers: Record<string, string>;
  body: unknown;
  /** Texts of the tool results after the last message of the assistant, in order. */
  results: string[];
}

/** A list: one per request, then a 500. A function: the number counts from 0. */
export type Script = ModelReply[] | ((asked: Asked, number: number) => ModelReply | Promise<ModelReply>);

/** Text goes out as it is, everything else as JSON. */
export interface WholeReply {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** A record of a stream. Faults happen between two of them or inside one. */
export interface StreamRecord {
  kind: 'opening' | 'reasoning' | 'text' | 'call' | 'closing';
  bytes: string;
}

export interface Refused {
  why: 'badKey' | 'rateLimit' | 'overloaded' | 'noModel' | 'noCredit' | 'invalid';
  model: string;
  /** Seconds. */
  after: number;
  /** What is wrong with an invalid request. */
  flaw?: string;
}

export interface WireProtocol {
  /** The path of the base URL as people set it. */
  base: string;
  /** Empty: none is needed. */
  apiKey: string;
  models: string[];
  keyOf(headers: Record<string, string>): string;
  isQuestion(path: string): boolean;
  read(path: string, body: unknown): Question;
  /** What the service does not take, beside results that do not match their calls. */
  flawOf?(question: Question, headers: Record<string, string>, body: unknown): string | undefined;
  wantsReasoning(body: unknown): boolean;
  contentType: string;
  /** The whole answer; ids are made from the request's number. */
  stream(reply: ModelReply, model: string, number: number): StreamRecord[];
  /** The record that tells an error inside a stream. */
  errorInside(model: string): string;
  refuse(refused: Refused): WholeReply;
  listPath: string;
  /** The list is open to everybody. */
  publicList?: true;
  list(models: string[]): unknown;
  /** Other requests that clients make before they ask; undefined: there is no such. */
  inform?(path: string, models: string[], body: unknown): WholeReply | undefined;
}

/** Deltas as models write them: a few words at a time. Joined they are the text. */
export function deltasOf(text: string): string[] {
  return text.match(/.{1,12}\S*\s*/gsu) ?? [];
}

/** Arguments of a call in pieces that respect nothing, not even characters. */
export function piecesOf(json: string): string[] {
  return json.match(/.{1,18}/gs) ?? [];
}

export const eventStream = 'text/event-stream; charset=utf-8';
