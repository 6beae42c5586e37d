// What a client accepts of what a server says: odd optional fields count as absent, long texts are cut, odd items left out.
// Not here: judging requests, which stays strict (trellis/actions.ts), and which field is how lenient (events.ts, rest.ts).
import * as v from 'valibot';

/** Characters that are shown of each kind of text. An answer's content is not cut: a whole answer has its own limit. */
export const longest = {
  sentence: 4_000,
  reading: 2_000,
  preview: 1_000,
  title: 500,
  name: 500,
  debugId: 200,
} as const;
export const maxSuggestions = 20;
const longestId = 1_000;

/** The embeddings, overrides and isolates: they would let a text read otherwise than it is. */
const directions = /[\u202A-\u202E\u2066-\u2069]/gu;
const controls = /[^\P{Cc}\n\t]/gu;

/** Without control characters (but line ends and tabs) and direction overrides, at most so long, an ellipsis where more was said. */
export function shownText(text: string, max: number): string {
  // Megabytes are not searched for what is dropped.
  const start = text.slice(0, 2 * max);
  const shown = start.replaceAll(directions, '').replaceAll(controls, '');
  if (shown.length <= max && start.length === text.length) return shown;
  // Half of a character outside the basic plane would be drawn as rubbish.
  return `${shown.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A string to be shown. */
export function shown(max: number) {
  return v.pipe(
    v.string(),
    v.transform((text) => shownText(text, max)),
  );
}

/** The field may be absent; of another type than this it is null. */
export function lenient<TInput, TOutput>(schema: v.GenericSchema<TInput, TOutput>) {
  return v.optional(v.fallback(v.nullable(schema), null));
}

/** An id or a code; not cut, for it is compared or sent back. */
export const lenientText = lenient(v.string());
export const lenientNumber = lenient(v.number());
export const lenientFlag = lenient(v.boolean());

export function lenientShown(max: number) {
  return lenient(shown(max));
}

/** A required text that is shown; of another type it is `otherwise`. */
export function shownOr(max: number, otherwise: string) {
  return v.fallback(v.optional(shown(max), otherwise), otherwise);
}

/** A list whose items are judged one by one: one that cannot be understood is left out, and what follows `atMost` is not looked at. */
export function listOf<TInput, TOutput>(item: v.GenericSchema<TInput, TOutput>, atMost = Number.POSITIVE_INFINITY) {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((items) => {
      const understood: TOutput[] = [];
      for (const each of items) {
        if (understood.length >= atMost) break;
        const result = v.safeParse(item, each);
        if (result.success) understood.push(result.output);
      }
      return understood;
    }),
  );
}

/** Questions that work, each a button. */
export const suggestionsSchema = v.pipe(
  listOf(shown(longest.title)),
  v.transform((all) => all.slice(0, maxSuggestions)),
);

/** An id is part of paths: there `.` and `..` are no names, and half a character cannot be written. */
function canBePath(id: string): boolean {
  return id !== '.' && id !== '..' && id.isWellFormed();
}

/**
 * A chat's id. Chats are kept by it, so that the name of a property every object has is none; `local:` begins the ids that we give
 * to chats the server does not have yet.
 */
export const chatIdSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(longestId),
  v.check(
    (id) => canBePath(id) && !id.startsWith('local:') && !Object.hasOwn(Object.prototype, id),
    'is no id of a chat',
  ),
);

/** Some servers count what they have: a number is its decimal text. One too large to be exact is none. */
export function orNumber<TOutput>(id: v.GenericSchema<string, TOutput>) {
  return v.pipe(v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.transform(String))]), id);
}
