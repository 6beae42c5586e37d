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
  orNumber,
  shown,
  shownOr,
  shownText,
} from '../lenient.ts';
import { parseMessage } from '../trellis/sqlContext.ts';
import { visualizationSchema } from '../trellis/visualization.ts';
import { answerExtras, failureExtras } from './events.ts';

/** More than that is asked of no server, and nobody would look through it. */
const maxConversations = 500;
const maxFolders = 200;
const maxProviders = 300;

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
  conversation_id: lenient(orNumber(chatIdSchema)),
  provider: lenientName,
  ...answerExtras,
  ...failureExtras,
  message_id: lenientText,
  visualizations: lenient(listOf(visualizationSchema)),
});

const folderIdSchema = orNumber(v.pipe(v.string(), v.minLength(1)));

/** Where a server has cut a text. */
const isCut = /(?:…|\.\.\.)$/;

/**
 * The first question as servers make a title of it, without what travels in it beside its words: a picture is nothing (alone it is
 * "Picture"), a document its name, SQL from the editor nothing. The end of each may be missing. Other titles stay as they are.
 */
export function titleWords(stored: string): string {
  const image = /^ ?\[Image: [\w.+-]+\/[\w.+-]+\](?: |$)/.exec(stored);
  const words = withoutContext(withNamesAlone(stored.slice(image?.[0].length ?? 0)));
  if (words.trim() === '' && image) return 'Picture';
  return words === stored ? stored : words.trim();
}

function withNamesAlone(title: string): string {
  const closing = '</document>';
  const opening = /<document(?=\s)[^<>\n]{0,1000}(?:>|$)/g;
  let words = '';
  let from = 0;
  for (let found = opening.exec(title); found; found = opening.exec(title)) {
    const name = /\sname="([^"…]*)/.exec(found[0])?.[1];
    const end = title.indexOf(closing, found.index);
    // Without an end it is one only where that may have been cut off.
    if (end < 0 && !isCut.test(title)) break;
    if (!name) continue;
    words += `${title.slice(from, found.index)}${name} `;
    from = end < 0 ? title.length : end + closing.length;
    opening.lastIndex = from;
  }
  return from === 0 ? title : `${words}${title.slice(from).trimStart()}`;
}

function withoutContext(whole: string): string {
  // Megabytes are not searched for what is not shown of them.
  const title = whole.slice(0, 40 * longest.title);
  const { question, context } = parseMessage(title);
  if (context.length > 0) return question;
  const lines = /\n\nContext: [^,\n]+, [^\n]|\n\nContext:[^\n]*(?:…|\.\.\.)$/.exec(title);
  // Some servers make one line of it, in which a person may say the same.
  const line = /\sContext: [\w+#.-]{1,100}, [^`\n]{1,1000}?(?:\s```|…$|\.\.\.$)/.exec(title);
  return whole.slice(0, (lines ?? line)?.index);
}

export const conversationSchema = v.object({
  id: orNumber(chatIdSchema),
  title: lenient(v.pipe(v.string(), v.transform(titleWords), shown(longest.title))),
  created_at: lenientTime,
  last_active: lenientTime,
  message_count: lenientNumber,
  folder_id: lenient(folderIdSchema),
});
export type Conversation = v.InferOutput<typeof conversationSchema>;
export const conversationsSchema = v.object({ conversations: listOf(conversationSchema, maxConversations) });

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

export const foldersSchema = v.object({
  folders: listOf(v.object({ id: folderIdSchema, name: shown(longest.name) }), maxFolders),
});

export const providersSchema = v.object({ providers: listOf(v.pipe(v.string(), v.minLength(1)), maxProviders) });

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
    maxProviders,
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
