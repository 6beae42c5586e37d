// Everything that can happen to the state, as data. Time and ids come in the action, so that the reducer stays pure.
// Not here: events of the wire; fromServer.ts turns those into these.

import type { Integration } from '../protocol/trellis/integrations.ts';
import type { Model } from '../protocol/trellis/models.ts';
import type { Feedback } from '../protocol/trellis/rest.ts';
import type { Visualization } from '../protocol/trellis/visualization.ts';
import type {
  Chat,
  ChatFolder,
  ChatSummaryItem,
  Connection,
  Notice,
  QueuedQuestion,
  Source,
  ToolStep,
  TurnError,
} from './state.ts';

export type Action =
  | { type: 'sourceChanged'; source: Source }
  | { type: 'connectionChanged'; connection: Connection }
  /** `unlisted`: by provider, why one that is set up lists no model. */
  | {
      type: 'choicesLoaded';
      integrations: Integration[];
      models: Model[];
      defaultModel: string | null;
      unlisted?: Record<string, string>;
    }
  | { type: 'startersLoaded'; starters: string[] }
  | { type: 'listLoading' }
  | { type: 'listLoaded'; items: ChatSummaryItem[]; hasMore: boolean; append: boolean }
  | { type: 'listFailed'; error: string }
  | { type: 'foldersLoaded'; folders: ChatFolder[] }
  | { type: 'chatOpened'; chatId: string | null; title: string }
  | { type: 'chatLoaded'; chat: Chat }
  | { type: 'chatLoadFailed'; chatId: string; error: string }
  | { type: 'chatRenamed'; chatId: string; title: string }
  | { type: 'chatsDeleted'; chatIds: string[] }
  | { type: 'chatCreated'; localId: string; chatId: string; title: string; at: number }
  /** A question was asked: it shows at once, with an answer that runs. */
  | {
      type: 'questionAsked';
      chatId: string;
      title: string;
      messageId: string;
      answerId: string;
      content: string;
      at: number;
      integrationId: string | null;
      model: string | null;
      files?: { name: string; size: number | null }[];
      savedQueryId?: string;
    }
  /** What waits in a chat is now this. */
  | { type: 'queueChanged'; chatId: string; queue: QueuedQuestion[] }
  | { type: 'questionHeld'; chatId: string; answerId: string; until: number; why: 'pacing' | 'rateLimit' }
  | { type: 'answerQuiet'; chatId: string; answerId: string; quiet: boolean }
  /** `share`: from 0 to 1; null when all files are there. */
  | { type: 'filesUploading'; chatId: string; answerId: string; share: number | null }
  | { type: 'questionAcknowledged'; chatId: string; messageId: string; serverId: string | null }
  /** The question never reached the server; it is kept and can be sent again. */
  | { type: 'questionUnsent'; chatId: string; messageId: string; answerId: string; error: TurnError }
  | { type: 'questionRemoved'; chatId: string; messageId: string }
  /** The message and all after it are gone. */
  | { type: 'messagesRemoved'; chatId: string; messageId: string }
  | { type: 'feedbackGiven'; chatId: string; messageId: string; feedback: Feedback | null }
  | { type: 'processing'; chatId: string; answerId: string; status: string }
  | { type: 'visualization'; chatId: string; answerId: string; visualization: Visualization }
  | { type: 'textDelta'; chatId: string; answerId: string; content: string }
  /** The whole text so far: what was shown before may have been something else. */
  | { type: 'textReplaced'; chatId: string; answerId: string; content: string }
  /** The whole of what was thought so far. */
  | { type: 'thinkingShown'; chatId: string; answerId: string; text: string }
  | { type: 'toolsShown'; chatId: string; answerId: string; tools: ToolStep[] }
  /** Null: nothing to say any more. */
  | { type: 'asideShown'; chatId: string; answerId: string; text: string | null }
  | {
      type: 'answerDone';
      chatId: string;
      answerId: string;
      /** Null when the server gave it none. */
      serverId: string | null;
      content: string;
      reading: string | null;
      sql: string | null;
      model: string | null;
      clarification: { label: string; message: string }[];
      /** As an answer has it. */
      unverified?: readonly string[];
      at: number;
    }
  | {
      type: 'answerInterrupted';
      chatId: string;
      answerId: string;
      serverId: string | null;
      at: number;
      /** The server was not told, and may finish it. */
      mayGoOn?: true;
    }
  /** The server had nothing to say: there is no answer. */
  | { type: 'answerDropped'; chatId: string; answerId: string }
  | { type: 'answerFailed'; chatId: string; answerId: string; error: TurnError; at: number }
  /** The line went away in the middle of the answer. */
  | { type: 'answerCut'; chatId: string; answerId: string; error: TurnError; at: number }
  | { type: 'noticeShown'; notice: Notice | null };
