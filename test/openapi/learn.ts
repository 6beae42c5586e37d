// Reads ids from answers into the pool: what was made, what was listed, what was deleted.
// Not here: whether the answers are good (judge.ts).
import * as v from 'valibot';
import { decodeWith, parseJson } from '../../src/protocol/decoded.ts';
import type { Received } from './line.ts';
import { eventStream, eventsOf } from './line.ts';
import type { Known, Pool } from './pool.ts';
import type { FuzzRequest } from './request.ts';

const item = v.object({
  id: v.string(),
  member_id: v.optional(v.string()),
  parameters: v.optional(v.array(v.string())),
  presigned_url: v.optional(v.string()),
  result_id: v.optional(v.string()),
});
const items = v.array(item);
type Item = v.InferOutput<typeof item>;
const listed = v.object({
  chats: v.optional(items),
  conversations: v.optional(items),
  queries: v.optional(items),
  integrations: v.optional(items),
  user_memories: v.optional(items),
  organization_rules: v.optional(items),
  uploads: v.optional(items),
  chat_id: v.optional(v.string()),
  messages: v.optional(
    v.array(
      v.object({
        id: v.string(),
        role: v.picklist(['user', 'assistant']),
        metadata: v.object({ visualizations: v.optional(items) }),
      }),
    ),
  ),
});
const eventData = v.object({
  id: v.optional(v.string()),
  user_message_id: v.optional(v.string()),
  result_id: v.optional(v.string()),
});

/** Of the operations whose answer is one new thing. */
const madeBy: Readonly<Record<string, Known['kind']>> = {
  createChat: 'chat',
  createQuery: 'query',
  updateQuery: 'query',
  createMemory: 'memory',
  adminCreateMemory: 'memory',
  createRule: 'rule',
};
const deletedBy: Readonly<Record<string, [Known['kind'], string]>> = {
  deleteChat: ['chat', 'chat_id'],
  assistantDeleteConversation: ['chat', 'chat_id'],
  deleteMessage: ['message', 'message_id'],
  deleteQuery: ['query', 'query_id'],
  deleteMemory: ['memory', 'memory_id'],
  adminDeleteMemory: ['memory', 'memory_id'],
  deleteRule: ['rule', 'rule_id'],
};

export function learn(pool: Pool, { operation, member, params }: FuzzRequest, answer: Received): void {
  if (answer.status >= 300) return;
  const deleted = deletedBy[operation.id];
  if (deleted) pool.remove(deleted[0], params[deleted[1]] ?? '');
  if (operation.id === 'sendMessage' || operation.id === 'editMessage') {
    learnTurn(pool, member.id, answer.text);
    return;
  }
  if (operation.id.startsWith('assistantChat') && answer.type === eventStream) {
    learnAssistantTurn(pool, member.id, answer.text);
    return;
  }
  const json = parseJson(answer.text);
  if (operation.id === 'deleteChats') {
    const gone = read(v.object({ deleted: v.array(v.string()) }), json);
    for (const id of gone?.deleted ?? []) pool.remove('chat', id);
    return;
  }
  const kind = madeBy[operation.id];
  const made = kind && read(item, json);
  if (kind && made) pool.add(known(kind, made, kind === 'chat' ? member.id : made.member_id));
  const lists = read(listed, json);
  if (!lists) return;
  for (const each of [...(lists.chats ?? []), ...(lists.conversations ?? [])]) pool.add(known('chat', each, member.id));
  for (const each of lists.queries ?? []) pool.add(known('query', each, undefined));
  for (const each of lists.integrations ?? []) pool.add(known('integration', each, undefined));
  for (const each of lists.user_memories ?? []) pool.add(known('memory', each, each.member_id));
  for (const each of lists.organization_rules ?? []) pool.add(known('rule', each, undefined));
  const inside = { owner: member.id, chat: lists.chat_id ?? params.chat_id ?? '' };
  for (const { id, presigned_url: link } of lists.uploads ?? [])
    pool.add({ kind: 'upload', id, ...inside, ...(link === undefined ? {} : { link }) });
  for (const { id, role, metadata } of lists.messages ?? []) {
    pool.add({ kind: 'message', id, role, ...inside });
    for (const { id: shown, result_id: result } of metadata.visualizations ?? []) {
      pool.add({ kind: 'visualization', id: shown, ...inside });
      if (result) pool.add({ kind: 'result', id: result, ...inside });
    }
  }
}

function learnTurn(pool: Pool, owner: string, stream: string): void {
  let chat = '';
  for (const { event, data } of eventsOf(stream).events) {
    const { id, user_message_id: question, result_id: result } = read(eventData, parseJson(data)) ?? {};
    if (event === 'chat_metadata' && id) chat = id;
    if (question) pool.add({ kind: 'message', id: question, owner, chat, role: 'user' });
    if (event === 'message' && id) pool.add({ kind: 'message', id, owner, chat, role: 'assistant' });
    if (event === 'visualization' && id) pool.add({ kind: 'visualization', id, owner, chat });
    if (result) pool.add({ kind: 'result', id: result, owner, chat });
  }
}

const assistantData = v.object({ conversation_id: v.optional(v.string()), message_id: v.optional(v.string()) });

function learnAssistantTurn(pool: Pool, owner: string, stream: string): void {
  for (const { event, data } of eventsOf(stream).events) {
    const { conversation_id: chat, message_id: id } = read(assistantData, parseJson(data)) ?? {};
    if (chat === undefined || id === undefined) continue;
    if (event === 'meta') pool.add({ kind: 'chat', id: chat, owner });
    const role = event === 'meta' ? 'user' : event === 'done' ? 'assistant' : undefined;
    if (role) pool.add({ kind: 'message', id, owner, chat, role });
  }
}

function known(kind: Known['kind'], { id, parameters }: Item, owner: string | undefined): Known {
  return { kind, id, owner, ...(parameters ? { parameters } : {}) };
}

function read<T>(schema: v.GenericSchema<unknown, T>, json: unknown): T | undefined {
  const decoded = decodeWith(schema, json);
  return decoded.kind === 'valid' ? decoded.value : undefined;
}
