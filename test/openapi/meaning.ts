// Gives the fields of a made-up body a meaning: ids of what exists, questions that are understood, values that are asked for.
// Not here: the made-up body, and paths, queries and headers (request.ts).
import type { Chance } from './chance.ts';
import type { Operation } from './document.ts';
import type { Pool } from './pool.ts';
import { oddText, questions, savedSql, smallPicture } from './values.ts';

export interface Member {
  id: string;
  email: string;
  token: string;
  isAdmin: boolean;
}

export interface World {
  url: string;
  apiKey: string;
  members: readonly Member[];
  pool: Pool;
  /** A question whose answer takes minutes. */
  slowQuestion: string;
}

export interface About {
  operation: Operation;
  member: Member;
  params: Record<string, string>;
  /** The chat that the path names. */
  chat: string | undefined;
}

export interface Filled {
  value: unknown;
  isSound: boolean;
  mustFail: string | undefined;
  taken: 'whole' | 'cut' | 'stop';
}

type Json = Record<string, unknown>;

const newPeople = ['New.Person@Example.org', 'ö@ü.example'];

export function fill(chance: Chance, about: About, made: unknown, world: World): Filled {
  const filled: Filled = { value: made, isSound: true, mustFail: undefined, taken: 'whole' };
  if (typeof made !== 'object' || made === null || Array.isArray(made)) return filled;
  const value: Json = { ...made };
  filled.value = value;
  const { id } = about.operation;
  if (id === 'sendMessage' || id === 'editMessage') fillQuestion(chance, about, value, world, filled);
  if (id.startsWith('assistant')) fillAssistant(chance, about, value, world, filled);
  if (id === 'deleteChats') value.chat_ids = chatsToDelete(chance, about.member, world);
  if ('email' in value) value.email = chance.often(0.15) ? chance.pick(newPeople) : chance.pick(world.members).email;
  if ('member_id' in value) value.member_id = chance.pick(world.members).id;
  if ('integration_id' in value && chance.often(0.9))
    value.integration_id = world.pool.own(chance, 'integration', about.member.id)?.id ?? null;
  if ('sql' in value && value.sql !== null) {
    value.sql = chance.pick(savedSql);
    // A placeholder within a text may well be refused.
    if (String(value.sql).includes("'{{")) filled.isSound = false;
  }
  for (const name of ['title', 'prompt', 'content', 'description', 'note'] as const)
    if (typeof value[name] === 'string' && id !== 'editMessage' && chance.often(0.3)) value[name] = oddText(chance);
  return filled;
}

function fillAssistant(chance: Chance, about: About, value: Json, { pool }: World, filled: Filled): void {
  if ('mood' in value && chance.often(0.7)) value.mood = chance.pick(['serious', 'friendly', 'normal']);
  if ('keep_count' in value && chance.often(0.8)) value.keep_count = chance.below(6);
  if ('provider' in value && chance.often(0.9)) value.provider = chance.pick(['planner', 'default']);
  if (!about.operation.id.startsWith('assistantChat') || !('text' in value)) return;
  value.text = chance.pick(questions);
  if (chance.often(0.06)) filled.taken = 'cut';
  const { member } = about;
  const foreign = chance.often(0.05) ? pool.foreign(chance, 'chat', member.id) : undefined;
  value.conversation_id =
    (foreign ?? (chance.often(0.8) ? pool.own(chance, 'chat', member.id) : undefined))?.id ?? null;
  if (foreign) filled.mustFail = "the conversation is another member's";
  const picture = chance.pick(['none', 'none', 'none', 'one', 'broken']);
  if (picture === 'none') delete value.image_base64;
  if (picture === 'one') value.image_base64 = smallPicture;
  // What is no picture is refused, and the document can say so only in words.
  if (picture === 'broken') filled.isSound = false;
}

function chatsToDelete(chance: Chance, member: Member, { pool }: World): string[] {
  const own = pool.of('chat', member.id);
  // Many only where there are many, so that there is always something to ask about.
  const count = own.length > 40 ? 15 : 1;
  const ids = Array.from({ length: count }, () => chance.maybe(own)?.id ?? 'nobody');
  if (chance.often(0.2)) ids.push(pool.foreign(chance, 'chat', member.id)?.id ?? 'nobody');
  if (chance.often(0.2)) ids.push(oddText(chance));
  return ids;
}

function fillQuestion(chance: Chance, about: About, value: Json, world: World, filled: Filled): void {
  const { pool } = world;
  const { member } = about;
  const isEdit = about.operation.id === 'editMessage';
  const field = isEdit ? 'content' : 'message';
  if (chance.often(0.9)) value[field] = chance.pick(questions);
  if (chance.often(0.9)) value.model = chance.pick(['planner', 'default', null]);
  if (chance.often(0.7)) delete value.client_message_id;
  // Some come twice in a chat.
  else if (chance.often(0.5)) value.client_message_id = chance.pick(['first', 'second', '0'.repeat(64)]);
  if (chance.often(0.06)) filled.taken = 'cut';
  if (chance.often(0.04)) {
    filled.taken = 'stop';
    value[field] = world.slowQuestion;
  }
  if (isEdit) return;

  const foreign = chance.often(0.05) ? pool.foreign(chance, 'chat', member.id) : undefined;
  const chat = foreign ?? pool.own(chance, 'chat', member.id);
  value.chat_id = chat?.id ?? null;
  if (foreign) filled.mustFail = "the chat is another member's";
  if (value.upload_ids) {
    const inChat = pool.of('upload').filter((upload) => upload.chat === chat?.id);
    if (chance.often(0.9)) value.upload_ids = inChat.slice(0, 3).map(({ id }) => id);
  }
  delete value.parameters;
  delete value.saved_query_id;
  if (filled.taken === 'stop' || !chance.often(0.25)) return;
  const query = pool.own(chance, 'query', member.id);
  value.saved_query_id = query?.id ?? 'nobody';
  const values = ['5', 5, 1.5, true, null, oddText(chance)];
  value.parameters = Object.fromEntries((query?.parameters ?? []).map((name) => [name, chance.pick(values)]));
  if (chance.often(0.1)) value.parameters = { unasked: 1 };
}
