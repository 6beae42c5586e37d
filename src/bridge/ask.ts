// A question as the page posts it: judged by the page before it leaves the composer, and by the host when it comes.
// Not here: all other intents (messages.ts), which a page needs no schemas of.
import * as v from 'valibot';
import { moodSchema } from '../protocol/assistant/choices.ts';
import { type Decoded, decodeWith } from '../protocol/decoded.ts';
import type { ContextItem } from '../protocol/trellis/sqlContext.ts';

/** Far more than can be sent, so that what is too long can still be kept, seen and made shorter. */
export const maxTextLength = 5_000_000;
export const longText = v.pipe(v.string(), v.maxLength(maxTextLength));
/** Ids are a server's own, and of any form. */
const maxIdLength = 1000;
export const id = v.pipe(v.string(), v.maxLength(maxIdLength));

export const contextItem = v.pipe(
  v.object({
    language: v.pipe(v.string(), v.maxLength(100)),
    path: v.pipe(v.string(), v.maxLength(5000)),
    lines: v.optional(v.object({ from: v.number(), to: v.number() })),
    text: longText,
  }),
  // Lines that are undefined are none.
  v.transform(({ lines, ...item }): ContextItem => (lines ? { ...item, lines } : item)),
);
export const askOptions = v.object({ mood: v.nullable(moodSchema), web: v.boolean() });
export const chatId = v.nullable(id);
export const choice = v.nullable(id);
const attachedFile = v.object({ id: v.pipe(v.string(), v.maxLength(100)), name: v.string(), size: v.number() });
export const attachedFiles = v.optional(v.pipe(v.array(attachedFile), v.maxLength(100)));
export const askSchema = v.object({
  kind: v.literal('ask'),
  chatId,
  question: longText,
  /** It was in the composer, which is empty now; a suggestion that was clicked leaves what is being written alone. */
  typed: v.boolean(),
  context: v.array(contextItem),
  files: attachedFiles,
  integrationId: choice,
  model: choice,
  /** Where the source lets the person choose. */
  options: v.optional(askOptions),
});

/** What the host would make of it. */
export function decodeAsk(value: unknown): Decoded<v.InferOutput<typeof askSchema>> {
  return decodeWith(askSchema, value);
}

const droppedAsk = v.object({
  kind: v.literal('ask'),
  chatId: v.fallback(chatId, null),
  question: v.string(),
  typed: v.boolean(),
  context: v.fallback(v.array(contextItem), []),
  files: v.fallback(attachedFiles, []),
});

/** Of an `ask` that is malformed: what can be read of it, for the way back into the composer. Null for anything else. */
export function readDroppedAsk(value: unknown): v.InferOutput<typeof droppedAsk> | null {
  const read = v.safeParse(droppedAsk, value);
  return read.success ? read.output : null;
}
