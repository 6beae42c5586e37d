// The bodies of the calls of the assistant API beside the stream, as any of its servers may answer them.
// Not here: events of an answer (events.ts), the calls themselves (session/assistant/).
import * as v from 'valibot';
import {
  chatIdSchema,
  lenient,
  lenientFlag,
  lenientNumber,
  lenientShown,
  lenientText,
  listOf,
  longest,
  shown,
  shownOr,
  shownText,
} from '../lenient.ts';
import { visualizationSchema } from '../trellis/visualization.ts';
import { answerExtras, failureExtras } from './events.ts';

const lenientName = lenientShown(longest.name);

/** A time as these servers write it, as ISO: without a zone it is UTC. Null when it is none. */
export function utcTime(text: string | null | undefined): string | null {
  const bare = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text ?? '');
  const time = Date.parse(bare ? `${bare[1]}T${bare[2]}Z` : (text ?? ''));
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

const lenientTime = v.pipe(lenientText, v.transform(utcTime));

export const healthSchema = v.object({ status: lenientText, app: lenientName, version: lenientName });

/** Whose token it is; with no token at all, that none is needed. */
export const meSchema = v.object({ id: v.string(), username: lenientName, role: lenientName });

export const loginSchema = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  user: lenient(v.object({ username: lenientName })),
});

/** `POST /api/chat`: a complete reply. Failures come this way, too. */
export const replySchema = v.object({
  reply: v.string(),
  conversation_id: lenient(chatIdSchema),
  provider: lenientName,
  ...answerExtras,
  ...failureExtras,
  message_id: lenientText,
  visualizations: lenient(listOf(visualizationSchema)),
});

export const conversationSchema = v.object({
  id: chatIdSchema,
  title: lenientShown(longest.title),
  created_at: lenientTime,
  last_active: lenientTime,
  message_count: lenientNumber,
  folder_id: lenientText,
});
export type Conversation = v.InferOutput<typeof conversationSchema>;
export const conversationsSchema = v.object({ conversations: listOf(conversationSchema) });

const rowSchema = v.object({
  role: v.fallback(v.string(), ''),
  content: v.fallback(v.string(), ''),
  id: lenientText,
  created_at: lenientTime,
  provider: lenientName,
  ...answerExtras,
  visualizations: lenient(listOf(visualizationSchema)),
  interrupted: lenientFlag,
  error: lenient(v.object({ ...failureExtras, error: shownOr(longest.sentence, '') })),
  image: lenient(v.object({ mime: lenientName, name: lenientName, size: lenientNumber })),
});
export type Row = v.InferOutput<typeof rowSchema>;

/** Rows are told apart by their place, so that one that cannot be understood keeps its own. */
export const rowsSchema = v.object({ messages: v.array(v.fallback(rowSchema, { role: '', content: '' })) });

export const truncatedSchema = v.object({ ok: lenientFlag, deleted: lenientNumber });

export const foldersSchema = v.object({ folders: listOf(v.object({ id: v.string(), name: shown(longest.name) })) });

export const providersSchema = v.object({ providers: listOf(v.pipe(v.string(), v.minLength(1))) });

export const providerFlowSchema = v.object({
  default_provider: lenientText,
  providers: listOf(
    v.object({
      provider: v.pipe(v.string(), v.minLength(1)),
      label: lenientName,
      connected: lenientFlag,
      enabled: lenientFlag,
      disabled_reason: lenientShown(longest.sentence),
      model: lenientName,
      default_model: lenientName,
    }),
  ),
});

/** `detail` as a sentence, as an object with a `message`, or as a list of what is wrong with a request, or `error` as a sentence; ours has a `code` beside it. */
export const assistantErrorSchema = v.pipe(
  v.object({
    detail: v.optional(v.unknown()),
    error: v.optional(v.unknown()),
    code: lenientName,
    debug_id: lenientShown(longest.debugId),
  }),
  v.transform(({ detail, error, ...rest }) => ({ detail: sentenceOf(detail) ?? sentenceOf(error) ?? '', ...rest })),
  v.check(({ detail }) => detail !== '', 'says nothing'),
);

function sentenceOf(said: unknown): string | null {
  if (typeof said === 'string') return said === '' ? null : shownText(said, longest.sentence);
  if (!Array.isArray(said)) {
    const object = v.safeParse(v.object({ message: shown(longest.sentence) }), said);
    return object.success ? object.output.message || null : null;
  }
  const problems = said.flatMap((item: unknown) => {
    const problem = v.safeParse(problemSchema, item);
    return problem.success ? [problem.output] : [];
  });
  return problems.length === 0 ? null : shownText(problems.join('; '), longest.sentence);
}

const problemSchema = v.pipe(
  v.object({ msg: v.string(), loc: v.fallback(v.optional(listOf(v.union([v.string(), v.number()])), []), []) }),
  // The first step only says that it was the body.
  v.transform(({ msg, loc }) => (loc.length > 1 ? `${loc.slice(1).join('.')}: ${msg}` : msg)),
);
