// Host <-> webview: two unions and their parsers. Events only; nobody waits for a reply.
// The page says `ready`, gets one snapshot, then numbered actions; on a gap in the numbers it says `ready` again.
// Not here: what an intent does (host/chatView.ts).
import * as v from 'valibot';
import type { Action } from '../chat/actions.ts';
import type { AppState, AttachedFile } from '../chat/state.ts';
import type { AskOptions } from '../protocol/assistant/choices.ts';
import { type Decoded, decodeWith } from '../protocol/decoded.ts';
import type { ContextItem } from '../protocol/trellis/sqlContext.ts';
import { maxSuggestedFrom } from '../protocol/trellis/suggestions.ts';
import { type ChartType, chartTypes } from '../protocol/trellis/visualization.ts';
import { askOptions, askSchema, attachedFiles, chatId, choice, contextItem, id, longText } from './ask.ts';
import { resultIntents } from './results.ts';

/** What the page must remember over hiding and reload, per chat; the host keeps it. */
export interface ChatUi {
  draft: string;
  /** Chips: SQL from the editor that goes with the next question. */
  context: ContextItem[];
  /** Chips: files that go with the next question. */
  files?: AttachedFile[] | undefined;
  /** Pixels from the top; null: follow the end. */
  scrollTop: number | null;
  /** A question that is being rewritten. */
  edit?: Edit | undefined;
  /** What was being written when `by` took its place in the composer. It comes back when that has been sent. */
  replaced?: { by: string; draft: string } | undefined;
  /** Charts that the person wants drawn in another kind, by their ids. */
  kinds?: Readonly<Record<string, ChartType>> | undefined;
  /** What the next question is asked of and answered by, where the person chose. */
  choice?:
    | { integrationId?: string | undefined; model?: string | undefined; options?: AskOptions | undefined }
    | undefined;
}

export interface Edit {
  messageId: string;
  draft: string;
  /** The question as it was shown when the edit was begun: where ids stand for places, another may come to have its id. */
  original?: string | undefined;
}

/** A file of a chat, as the server lists it. Its address stays in the host. */
export interface UploadItem {
  id: string;
  name: string;
  /** Bytes. */
  size: number | null;
  /** Milliseconds since the epoch. */
  at: number | null;
  /** Its MIME type, or what else the server calls it. */
  kind: string;
  canOpen: boolean;
}

export const emptyUi: ChatUi = { draft: '', context: [], scrollTop: null };

export type ToWebview =
  | { kind: 'snapshot'; seq: number; state: AppState; ui: ChatUi }
  | { kind: 'actions'; seq: number; actions: Action[] }
  /** An edit that was not sent: it is open again in its chat, with its words. */
  | ({ kind: 'edit'; chatId: string } & Edit)
  /** The host added context (Ask About Selection) or a draft: shown, and the composer takes the focus. */
  | {
      kind: 'compose';
      context: ContextItem[];
      draft: string | null;
      focus: boolean;
      /** Where a draft goes: before what is being written (the default), behind it, or in its place, which keeps that. */
      place?: 'behind' | 'instead';
    }
  /** Files for the next question of that chat; `settled` are those of the page that are through, attached or not. */
  | { kind: 'attached'; chatId: string | null; settled: string[]; files: AttachedFile[] }
  | { kind: 'uploads'; chatId: string; items: UploadItem[] }
  /** Whole questions that go on where `text` ends. */
  | { kind: 'suggestions'; text: string; items: string[] }
  /** Who is to answer the next question of the open chat: the person chose in VS Code's own list. */
  | { kind: 'modelChosen'; model: string }
  /** Likewise which data it asks. */
  | { kind: 'integrationChosen'; integrationId: string }
  /** A picture that was picked for the next question, for the page to make fit and give back like a pasted one. */
  | { kind: 'pickedImage'; chatId: string | null; name: string; mime: string; bytes: Uint8Array };

/** Bytes. */
const maxPicture = 50 * 1024 * 1024;
const piece = v.pipe(
  v.instance(Uint8Array),
  v.check((bytes) => bytes.byteLength <= 1024 * 1024, 'is too large a piece'),
);
const savedFiles = v.pipe(
  v.array(
    v.object({
      extension: v.picklist(['png', 'svg', 'csv', 'json', 'vl.json']),
      content: v.union([
        longText,
        v.pipe(
          v.instance(Uint8Array),
          v.check((bytes) => bytes.byteLength <= maxPicture, 'is too large a picture'),
        ),
      ]),
    }),
  ),
  v.minLength(1),
  v.maxLength(4),
);
const fileId = v.pipe(v.string(), v.uuid());

/** What a person can want from the panel. A closed list: the page never names a command to run. */
export const fromWebviewSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  askSchema,
  v.object({ kind: v.literal('askAgain'), chatId, messageId: v.string() }),
  v.object({ kind: v.literal('removeQuestion'), chatId, messageId: v.string() }),
  /** The question as it is to be now; its context stays. What follows it goes. */
  v.object({
    kind: v.literal('editQuestion'),
    chatId,
    messageId: v.string(),
    question: longText,
    original: v.optional(longText),
  }),
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
      files: attachedFiles,
      scrollTop: v.nullable(v.number()),
      replaced: v.optional(v.object({ by: longText, draft: longText })),
      edit: v.optional(v.object({ messageId: v.string(), draft: longText, original: v.optional(longText) })),
      kinds: v.optional(v.record(id, v.picklist(chartTypes))),
      choice: v.optional(
        v.object({
          integrationId: v.optional(v.string()),
          model: v.optional(v.string()),
          options: v.optional(askOptions),
        }),
      ),
    }),
  }),
  /** What is written so far, for its next words; nothing is asked by it. */
  v.object({
    kind: v.literal('suggest'),
    text: v.pipe(v.string(), v.maxLength(maxSuggestedFrom)),
    integrationId: choice,
  }),
  /** In VS Code's own list, which may be long; `current` is who would answer now. */
  v.object({ kind: v.literal('chooseModel'), current: choice }),
  /** Likewise. */
  v.object({ kind: v.literal('chooseData') }),
  /** By VS Code's own dialog. */
  v.object({ kind: v.literal('attachFiles'), chatId }),
  /** Dropped addresses, as the text of the list they came in. */
  v.object({ kind: v.literal('attachUris'), chatId, uris: longText }),
  /** Dropped or pasted content, which the page alone can read: a beginning, pieces, an end. */
  v.object({
    kind: v.literal('fileBegin'),
    chatId,
    id: fileId,
    name: v.pipe(v.string(), v.maxLength(1000)),
    size: v.pipe(v.number(), v.minValue(0)),
    isFolder: v.boolean(),
  }),
  v.object({
    kind: v.literal('fileBytes'),
    id: fileId,
    bytes: piece,
  }),
  /** `whole`: the page could read all of it. */
  v.object({ kind: v.literal('fileEnd'), id: fileId, whole: v.boolean() }),
  v.object({ kind: v.literal('listUploads'), chatId: id }),
  v.object({
    kind: v.literal('openUpload'),
    chatId: id,
    uploadId: id,
  }),
  v.object({ kind: v.literal('startSample') }),
  v.object({ kind: v.literal('openData') }),
  v.object({ kind: v.literal('signIn') }),
  v.object({ kind: v.literal('connectAssistant') }),
  v.object({ kind: v.literal('retryConnection') }),
  v.object({ kind: v.literal('dismissNotice') }),
  v.object({ kind: v.literal('showLog') }),
  v.object({ kind: v.literal('copyText'), text: longText }),
  /** To a place the person chooses; each of `files` is the same in another form, and the name's end says which. */
  v.object({ kind: v.literal('saveFile'), name: v.string(), files: savedFiles }),
  /** A Vega-Lite specification, for an editor with its picture beside it. */
  v.object({ kind: v.literal('openChartSpec'), spec: longText }),
  v.object({ kind: v.literal('openSql'), sql: longText }),
  v.object({ kind: v.literal('insertSql'), sql: longText }),
  /** The host asks for a title; the question is the one that was answered with it. */
  v.object({ kind: v.literal('saveQuery'), sql: longText }),
  v.object({ kind: v.literal('openContext'), item: contextItem }),
  ...resultIntents,
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
