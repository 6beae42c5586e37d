// Host <-> webview: two unions and their parsers. Events only; nobody waits for a reply.
// The page says `ready`, gets one snapshot, then numbered actions; on a gap in the numbers it says `ready` again.
// Not here: what an intent does (host/chatView.ts).
import * as v from 'valibot';
import type { Action } from '../chat/actions.ts';
import type { AppState } from '../chat/state.ts';
import { type Decoded, decodeWith } from '../protocol/decoded.ts';
import type { ContextItem } from '../protocol/trellis/sqlContext.ts';

/** What the page must remember over hiding and reload, per chat; the host keeps it. */
export interface ChatUi {
  draft: string;
  /** Chips: SQL from the editor that goes with the next question. */
  context: ContextItem[];
  /** Pixels from the top; null: follow the end. */
  scrollTop: number | null;
  /** A question that is being rewritten. */
  edit?: { messageId: string; draft: string } | undefined;
}

export const emptyUi: ChatUi = { draft: '', context: [], scrollTop: null };

export type ToWebview =
  | { kind: 'snapshot'; seq: number; state: AppState; ui: ChatUi }
  | { kind: 'actions'; seq: number; actions: Action[] }
  /** The host added context (Ask About Selection) or a draft: shown, and the composer takes the focus. */
  | { kind: 'compose'; context: ContextItem[]; draft: string | null; focus: boolean };

const contextItem = v.object({
  language: v.pipe(v.string(), v.maxLength(100)),
  path: v.pipe(v.string(), v.maxLength(1000)),
  lines: v.optional(v.object({ from: v.number(), to: v.number() })),
  /** Far more than can be sent, so that a chip that is too long can still be seen and removed. */
  text: v.pipe(v.string(), v.maxLength(5_000_000)),
});
const chatId = v.nullable(v.pipe(v.string(), v.maxLength(200)));
const choice = v.nullable(v.pipe(v.string(), v.maxLength(200)));
const longText = v.pipe(v.string(), v.maxLength(200_000));

/** What a person can want from the panel. A closed list: the page never names a command to run. */
export const fromWebviewSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({
    kind: v.literal('ask'),
    chatId,
    question: longText,
    /** It was in the composer, which is empty now; a suggestion that was clicked leaves what is being written alone. */
    typed: v.boolean(),
    context: v.array(contextItem),
    integrationId: choice,
    model: choice,
  }),
  v.object({ kind: v.literal('askAgain'), chatId, messageId: v.string() }),
  v.object({ kind: v.literal('removeQuestion'), chatId, messageId: v.string() }),
  /** The question as it is to be now; its context stays. What follows it goes. */
  v.object({ kind: v.literal('editQuestion'), chatId, messageId: v.string(), question: longText }),
  /** The host asks first: what goes cannot be brought back. */
  v.object({ kind: v.literal('deleteMessage'), chatId, messageId: v.string() }),
  v.object({
    kind: v.literal('giveFeedback'),
    chatId,
    messageId: v.string(),
    feedback: v.picklist(['positive', 'negative']),
  }),
  v.object({ kind: v.literal('stop'), chatId }),
  /** A question that waits: out of the queue, or the next to be asked. */
  v.object({ kind: v.literal('unqueue'), chatId, id: v.string() }),
  v.object({ kind: v.literal('sendQueued'), chatId, id: v.string() }),
  v.object({ kind: v.literal('deleteChats') }),
  v.object({ kind: v.literal('newChat') }),
  v.object({ kind: v.literal('showChats') }),
  v.object({
    kind: v.literal('uiChanged'),
    chatId,
    ui: v.object({
      draft: longText,
      context: v.array(contextItem),
      scrollTop: v.nullable(v.number()),
      edit: v.optional(v.object({ messageId: v.string(), draft: longText })),
    }),
  }),
  v.object({ kind: v.literal('startSample') }),
  v.object({ kind: v.literal('openData') }),
  v.object({ kind: v.literal('signIn') }),
  v.object({ kind: v.literal('retryConnection') }),
  v.object({ kind: v.literal('dismissNotice') }),
  v.object({ kind: v.literal('showLog') }),
  v.object({ kind: v.literal('copyText'), text: v.pipe(v.string(), v.maxLength(5_000_000)) }),
  v.object({ kind: v.literal('openSql'), sql: longText }),
  v.object({ kind: v.literal('insertSql'), sql: longText }),
  v.object({ kind: v.literal('openContext'), item: contextItem }),
  v.object({ kind: v.literal('openLink'), href: v.pipe(v.string(), v.maxLength(2000)) }),
  v.object({
    kind: v.literal('report'),
    level: v.picklist(['error', 'csp']),
    text: v.pipe(v.string(), v.maxLength(4000)),
  }),
]);
export type FromWebview = v.InferOutput<typeof fromWebviewSchema>;

export function decodeFromWebview(value: unknown): Decoded<FromWebview> {
  return decodeWith(fromWebviewSchema, value);
}
