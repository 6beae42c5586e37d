// What is said to a language model and what comes of it, whichever provider it is: the contract of the bundle that speaks to them.
// Not here: the library that speaks (sdk/), what our tools do (answer/agent/).
import type { KeyedProvider } from '../../protocol/localServer.ts';
import type { EditorModels } from './editorLine.ts';

export interface ModelTarget {
  provider: KeyedProvider | 'editor';
  /** As the provider names it. */
  model: string;
  apiKey?: string | undefined;
  /** Where its API begins, version and all, without a slash at the end. */
  baseUrl: string;
  /** Tokens it can take in. */
  window: number;
  /** It can be shown pictures. */
  sees: boolean;
  /** It can be asked to think first; where that is not known, by its name. */
  thinks?: boolean | undefined;
  /** The line to the editor, for a model of it. */
  editor?: EditorModels | undefined;
}

export interface ModelPicture {
  mimeType: string;
  base64: string;
}

export interface ConversationMessage {
  role: 'user' | 'assistant';
  text: string;
  pictures?: readonly ModelPicture[];
}

export interface ModelTool {
  name: string;
  description: string;
  /** JSON Schema of what it takes. */
  parameters: Record<string, unknown>;
  /** Models send what they like: nothing runs before this has said it fits. */
  check(input: unknown): { ok: true; value: unknown } | { ok: false; problem: string };
  /** The text the model reads. What it throws is read by the model as the sentence of a failure; an abort ends the conversation. */
  run(input: unknown, call: { id: string; signal: AbortSignal }): Promise<string>;
}

export interface ConversationRequest {
  target: ModelTarget;
  instructions: string;
  messages: readonly ConversationMessage[];
  tools: readonly ModelTool[];
  /** Requests at most; in the last one the model has no tools, and must answer in words. */
  maxSteps: number;
  /** Asked before each request after the first; false: the model gets no tools any more. `tokens`: used so far. */
  mayUseTools(tokens: number): boolean;
  maxOutputTokens: number;
  /** Nothing was heard for that long: it is given up. */
  silenceMs: number;
  /** The provider's own search of the web, where it has one. */
  search: boolean;
  signal: AbortSignal;
}

export type FailureKind =
  | 'key'
  | 'credit'
  | 'noModel'
  | 'limited'
  | 'tooLong'
  | 'refused'
  | 'noPermission'
  | 'silent'
  | 'cut'
  | 'unreachable';

export interface ModelFailure {
  kind: FailureKind;
  /** Milliseconds after which it may be asked again, where the provider says so. */
  retryAfterMs?: number | undefined;
  /** For the log: names and numbers, nothing of what was said. */
  about: string;
}

export type ConversationPart =
  /** A request goes out, counted from 0; `tokens`: used before it. */
  | { kind: 'step'; number: number; tokens: number }
  /** It is asked again in so many milliseconds. */
  | { kind: 'waiting'; ms: number }
  | { kind: 'text'; text: string }
  | { kind: 'reasoning'; text: string }
  | { kind: 'call'; id: string; name: string; input: unknown }
  /** The tool has run; `problem`: it never did, because the call did not fit. */
  | { kind: 'called'; id: string; name: string; problem?: string }
  /** Addresses a search of the provider gave. */
  | { kind: 'sources'; urls: readonly string[] }
  | { kind: 'end'; how: 'stop' | 'length' | 'filtered' }
  | { kind: 'failed'; failure: ModelFailure };

/** Ends with exactly one `end` or `failed`; throws the signal's reason when aborted. */
export type Converse = (request: ConversationRequest) => AsyncIterable<ConversationPart>;
