// What the extension knows: the line's state, the choices, the list of chats and the chats that were opened. Plain data.
// Not here: how it changes (reducer.ts), where it comes from (fromServer.ts).
import type { ToolLine } from '../protocol/assistant/choices.ts';
import type { Integration } from '../protocol/trellis/integrations.ts';
import type { Model } from '../protocol/trellis/models.ts';
import type { Feedback } from '../protocol/trellis/rest.ts';
import type { Visualization } from '../protocol/trellis/visualization.ts';

/** Where answers come from. `none`: nothing chosen yet. */
export type Source =
  | { kind: 'none' }
  | { kind: 'sample' }
  | { kind: 'data'; path: string }
  | { kind: 'trellis'; url: string; email: string }
  /** A server of the assistant API. `user` is who is signed in; null where it asks for no name (open, or a token alone). */
  | { kind: 'assistant'; url: string; user: string | null };

/** The life of the line, for every part that shows it. */
export type Connection =
  | { phase: 'idle' }
  | { phase: 'starting'; note: string }
  | { phase: 'connecting'; attempt: number }
  /** `overHttp`: the network lets no WebSocket through. */
  | { phase: 'ready'; overHttp?: true }
  | { phase: 'waiting'; attempt: number; retryAt: number; reason: string }
  | { phase: 'failed'; reason: string; action: FailureAction };

/** What a person can do about a failure; a button says it. */
export type FailureAction = 'retry' | 'signIn' | 'openData' | 'deleteChats' | 'showLog' | 'none';

export interface TurnError {
  code: string | null;
  message: string;
  retryable: boolean;
  debugId: string | null;
  suggestions: string[];
}

export interface UserMessage {
  role: 'user';
  /** The server's id once it is known, before that the local id. */
  id: string;
  /** As sent: the question and its context in the form of protocol/README.md. */
  content: string;
  /** Milliseconds since the epoch; null when a server does not say. */
  at: number | null;
  /** `sending` until the server has acknowledged it; `unsent`: it never arrived, and is kept. */
  delivery: 'sending' | 'sent' | 'unsent';
  /** Files that go with it. */
  files?: { name: string; size: number | null }[];
  /** It runs this saved query instead of being understood. */
  savedQueryId?: string;
}

/** A tool of an answer; it may be known that it has failed. */
export interface ToolStep extends ToolLine {
  failed?: true;
}

/** A file that goes with the next question; the host has its bytes under that id. */
export interface AttachedFile {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
}

/** A question that waits until the answer before it has ended. */
export interface QueuedQuestion {
  id: string;
  content: string;
}

export type AnswerStatus = 'running' | 'done' | 'interrupted' | 'failed' | 'cut';

export interface AssistantMessage {
  role: 'assistant';
  id: string;
  content: string;
  at: number | null;
  status: AnswerStatus;
  /** The `processing` status while running; unknown values are shown as a general "working". `stopping` is ours: it was told to stop. */
  processing: string | null;
  /** The question waits, and is sent by itself at that time. */
  held: { until: number; why: 'pacing' | 'rateLimit' } | null;
  /** While running: nothing was heard for 30 s. */
  quiet: boolean;
  /** While files of the question go to the server: how much of them has, from 0 to 1. */
  uploading: number | null;
  visualizations: Visualization[];
  reading: string | null;
  sql: string | null;
  model: string | null;
  clarification: { label: string; message: string }[];
  error: TurnError | null;
  /** What the person thinks of it. */
  feedback: Feedback | null;
  /** What the model thought on its way, as text; shown folded. */
  thinking?: string;
  tools?: ToolStep[];
  /** Numbers of the text, as they are written there, that are in no result of the database. Absent: none is known. */
  unverified?: readonly string[];
  /** A passing word of the server about what it does; gone with the answer's end. */
  aside?: string | null;
  /** The line to it was cut by the person who stopped it: the server may finish and store it all the same. */
  mayGoOn?: true;
}

export type Message = UserMessage | AssistantMessage;

export interface Chat {
  /** The server's id, or a local one (`local:...`) until the chat is created. */
  id: string;
  title: string;
  messages: Message[];
  /** `loading`: known from the list, its messages are on the way. */
  load: 'loading' | 'loaded' | 'failed';
  integrationId: string | null;
  model: string | null;
}

export interface ChatSummaryItem {
  id: string;
  title: string;
  preview: string;
  at: number | null;
  /** The folder it lies in, on servers that have folders. */
  folderId?: string;
}

export interface ChatFolder {
  id: string;
  name: string;
}

export interface ChatList {
  items: ChatSummaryItem[];
  hasMore: boolean;
  load: 'idle' | 'loading' | 'loaded' | 'failed';
  error: string | null;
}

export interface AppState {
  source: Source;
  connection: Connection;
  integrations: Integration[];
  models: Model[];
  defaultModel: string | null;
  /** By provider, why one that is set up lists no model. */
  unlisted?: Record<string, string>;
  /** Questions about the data that work, to begin with. */
  starters: string[];
  list: ChatList;
  /** In the server's order; most servers have none. */
  folders: ChatFolder[];
  chats: Record<string, Chat>;
  /** By chat, the next one first. */
  queues: Record<string, QueuedQuestion[]>;
  /** The chat the panel shows; null is a new, empty chat. */
  openChatId: string | null;
  /** A sentence above the composer, closed by the person or by the next success. */
  notice: Notice | null;
}

export interface Notice {
  kind: 'info' | 'warning' | 'error';
  text: string;
  action: FailureAction;
}

export const initialState: AppState = {
  source: { kind: 'none' },
  connection: { phase: 'idle' },
  integrations: [],
  models: [],
  defaultModel: null,
  starters: [],
  list: { items: [], hasMore: false, load: 'idle', error: null },
  folders: [],
  chats: {},
  queues: {},
  openChatId: null,
  notice: null,
};
