// What is read and changed beside questions, over the assistant API, as every source offers it. What it has not is empty or refused.
// Not here: one call (assistantCall.ts), conversations (conversations.ts), rows as messages (storedRows.ts).
import type * as v from 'valibot';
import type { Conversation } from '../../protocol/assistant/bodies.ts';
import { foldersSchema, providerFlowSchema, providersSchema, titleWords } from '../../protocol/assistant/bodies.ts';
import { longest, shownText } from '../../protocol/lenient.ts';
import type { Model } from '../../protocol/trellis/models.ts';
import type { ChatMessage } from '../../protocol/trellis/rest.ts';
import type { Clock } from '../clock.ts';
import { SessionError } from '../errors.ts';
import { judged } from '../httpCall.ts';
import { deleteEach, type ListedChat, type RestClient } from '../restClient.ts';
import { type AssistantCall, assistantApi } from './assistantCall.ts';
import type { Conversations } from './conversations.ts';
import { messagesOf } from './storedRows.ts';

/** Characters of a first question that stand for a title, as servers do it. */
const titleLength = 80;
/** A server writes a question down before it answers, but not before it has said which chat it is in. */
const writtenWithinMs = 120_000;

export interface AssistantRest extends RestClient {
  /** A turn of ours is about to write into that chat, which may not be listed yet. */
  expect(chatId: string): void;
}

export function createAssistantRest(call: AssistantCall, conversations: Conversations, clock: Clock): AssistantRest {
  /** Chats that must be there although nothing of them may be read yet, until when. */
  const expected = new Map<string, number>();
  const titles = new Map<string, string>();

  async function get(path: string): Promise<unknown> {
    return call({ method: 'GET', path });
  }

  async function deleteChat(chatId: string): Promise<void> {
    try {
      await call({ method: 'DELETE', path: `/chat/conversations/${encodeURIComponent(chatId)}` });
    } catch (cause) {
      if (!(cause instanceof SessionError) || cause.kind !== 'notFound') throw cause;
    }
    expected.delete(chatId);
    conversations.forget(chatId);
  }

  /** Undefined where the server does not have it, or says something else there. */
  async function ifThere<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
    try {
      return judged(schema, await get(path), assistantApi);
    } catch (cause) {
      if (isMissing(cause) || (cause instanceof SessionError && cause.kind === 'protocol')) return undefined;
      throw cause;
    }
  }

  /** The settings name those that answer by turns, and their models; the plain list has the others, too. */
  async function providers(): Promise<Model[]> {
    const [flow, all] = await Promise.all([
      ifThere('/settings/provider-flow', providerFlowSchema),
      ifThere('/providers', providersSchema),
    ]);
    const standard = flow?.default_provider ?? '';
    const label = flow?.providers.find(({ provider }) => provider === standard)?.label ?? standard;
    const others = (all?.providers ?? []).map((id) => choice(id, null, ''));
    return [choice('default', 'Default', label), ...(flow?.providers ?? []).map(described), ...others];
  }

  return {
    expect: (chatId) => void expected.set(chatId, clock.now() + writtenWithinMs),
    async models() {
      return { models: firstOfEach(await providers(), ({ model_id }) => model_id), default: 'default' };
    },
    integrations: async () => ({ integrations: [] }),
    schema: async () => ({ tables: [] }),
    async listChats(page) {
      if (page > 1) return { chats: [], has_more: false };
      const listed = await conversations.list();
      for (const { id, title } of listed) if (title) titles.set(id, title);
      return { chats: firstOfEach(listed, ({ id }) => id).map(summary), has_more: false };
    },
    async folders() {
      try {
        const { folders } = judged(foldersSchema, await get('/chat/folders?channel=web'), assistantApi);
        return firstOfEach(folders, ({ id }) => id);
      } catch (cause) {
        if (isMissing(cause)) return [];
        throw cause;
      }
    },
    async chat(chatId) {
      const read = await conversations.read(chatId, 'shown');
      if (read.rows.length > 0) expected.delete(chatId);
      else if (!read.listed && !conversations.isEmptied(chatId)) {
        if ((expected.get(chatId) ?? 0) > clock.now())
          throw new SessionError('server', 'The server has not written this chat down yet.');
        throw new SessionError('notFound', 'The chat is not there any more.', { code: 'CHAT_NOT_FOUND' });
      }
      const messages = messagesOf(read, (words) => conversations.isOurs(chatId, words));
      const title = (read.listed?.title ?? titles.get(chatId)) || titleFrom(messages) || 'Untitled chat';
      return { id: chatId, title, messages };
    },
    createChat: async () => {
      throw new SessionError('notFound', 'The first question makes the chat.');
    },
    deleteChat,
    deleteChats: (chatIds) => deleteEach(chatIds, deleteChat),
    renameChat: notOffered,
    deleteMessage: notOffered,
    giveFeedback: notOffered,
  };
}

function firstOfEach<T>(items: readonly T[], id: (item: T) => string): T[] {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(id(item))) first.set(id(item), item);
  return [...first.values()];
}

async function notOffered(): Promise<never> {
  throw new SessionError('request', 'This is not offered by this server.');
}

/** What a server, or its version, does not have, or has not for this account. */
function isMissing(cause: unknown): boolean {
  return cause instanceof SessionError && (cause.kind === 'notFound' || cause.kind === 'forbidden');
}

/** The first question's words, else what went with it. */
function titleFrom(messages: readonly ChatMessage[]): string {
  const first = messages.find(({ role }) => role === 'user');
  const [file] = first?.metadata?.uploads ?? [];
  const words = titleWords(first?.content ?? '').trim();
  return shownText(words || (file?.filename === 'image' ? 'Picture' : (file?.filename ?? '')), titleLength);
}

function summary({ id, title, created_at, last_active, folder_id }: Conversation): ListedChat {
  return { id, title: title || 'Untitled chat', timestamp: last_active ?? created_at, folder_id: folder_id ?? null };
}

function choice(id: string, label: string | null | undefined, description: string): Model {
  return { model_id: id, display_name: label || shownText(id, longest.name), description };
}

interface FlowItem {
  provider: string;
  label?: string | null;
  connected?: boolean | null;
  enabled?: boolean | null;
  disabled_reason?: string | null;
  model?: string | null;
  default_model?: string | null;
}

function described({ provider, label, connected, enabled, disabled_reason, model, default_model }: FlowItem): Model {
  const itsModel = model || default_model;
  const state =
    enabled === false
      ? `switched off${disabled_reason ? `: ${disabled_reason}` : ''}`
      : // Servers say of google that it is not connected, whatever is true.
        provider === 'google' || connected === null || connected === undefined
        ? ''
        : connected
          ? 'connected'
          : 'not connected';
  return choice(provider, label, [itsModel, state].filter(Boolean).join(', '));
}
