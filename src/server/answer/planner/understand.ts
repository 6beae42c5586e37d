// From a question to a plan: an exact reading first, then free English, then with what a search of the data's values finds.
// Not here: the languages (reading/, grammar/), running the plan (runPlan.ts).
import type { Clarification, Question } from '../answerer.ts';
import { asksForColumns } from './aboutSchema.ts';
import { withBeginning } from './beginnings.ts';
import { type Day, today } from './dates.ts';
import type { FoundValues } from './entities.ts';
import { isRounded, roundedReason } from './exactNumbers.ts';
import { formatNumber } from './format.ts';
import { type Reading, read } from './grammar/read.ts';
import { unreadPhrases } from './grammar/readable.ts';
import { unknownFiscalYear } from './grammar/settleGroups.ts';
import { lookUp } from './lookup.ts';
import { labelled } from './plan/labels.ts';
import type { Plan } from './plan/plan.ts';
import { parseReading, readingOf } from './reading/reading.ts';
import { titleOf } from './say/title.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { compile } from './sql/compile.ts';
import { tokenize } from './tokens.ts';

export type Understood =
  | { kind: 'plan'; plan: Plan }
  | { kind: 'ambiguous'; reason: string; options: Clarification[] }
  | { kind: 'unknown'; words: string[]; reason: string };

export interface Understanding {
  index: SchemaIndex;
  today: Day;
  fiscalStart?: number | undefined;
  previous?: Plan | undefined;
  found?: FoundValues | undefined;
}

/** A reading that cost more than this is likely, but not sure: the person is asked. */
const sureUpTo = 4.2;
const writes =
  /^(please |can you |could you |kindly )*((delete|drop|update|insert|truncate|alter|create|remove|cancel|rename|overwrite|erase|approve|grant|revoke|vacuum|attach|execute)\b|(set|change|close|add|mark|move|transfer|send|replace|merge|copy|export|import|call|book) (all|the|every|everybody|my|our|this|that|it|these|an?|to|player|order|customer|user|\d|invoice|account)\b)(?! up\b)/i;

const whyAsked =
  /^((and|but|so|ok|hi|please|tell me|can you tell me|explain|do you know),? )*(why|how come|what caused|what is the reason|what are the reasons|what explains)\b/i;

export const contextOf = (
  question: Pick<Question, 'now' | 'timezone' | 'fiscalStart'>,
  index: SchemaIndex,
): Understanding => ({
  index,
  today: today(question.now, question.timezone),
  fiscalStart: question.fiscalStart,
});

/** No name is so long, and looking for one takes longer than its length. */
const longWord = /[\p{L}\p{N}_]{200,}/u;

/** Reading takes longer than its length, and on the thread that serves everybody. No question that means one thing is longer. */
const maxWords = 200;

/** What is said of a question that is too long to be read; nothing of any other. */
export function tooLong(text: string): string | undefined {
  const words = tokenize(text).length;
  return words > maxWords
    ? `The question has ${formatNumber(words)} words; at most ${maxWords} can be read. Ask about one thing at a time.`
    : undefined;
}

/** Reads a question. Deterministic: the same question over the same data and day gives the same plan. */
export function understand(text: string, context: Understanding): Understood {
  const found = reading(text, context);
  const isFiscal =
    found.kind === 'unknown' && found.reason === '' && found.words.some((word) => /^(fiscal|fy\d*)$/i.test(word));
  return isFiscal && context.fiscalStart === undefined ? { ...found, reason: unknownFiscalYear } : found;
}

const rounded: Understood = { kind: 'unknown', words: [], reason: roundedReason };

function reading(text: string, context: Understanding): Understood {
  const { index } = context;
  const endless = longWord.exec(text)?.[0];
  if (endless !== undefined) return { kind: 'unknown', words: [`${endless.slice(0, 30)}…`], reason: '' };
  const length = tooLong(text);
  if (length !== undefined) return { kind: 'unknown', words: [], reason: length };
  const exact = parseReading(text, index);
  if (exact) return isRounded(exact) ? rounded : { kind: 'plan', plan: exact };
  if (context.previous === undefined && writes.test(text.trim()))
    return {
      kind: 'unknown',
      words: [],
      reason: 'Data can only be read here: nothing is changed, added, deleted or sent.',
    };
  if (asksForColumns(text, index)) return { kind: 'unknown', words: [], reason: '' };
  if (whyAsked.test(text.trim()))
    return {
      kind: 'unknown',
      words: [],
      reason:
        'Why something is so the data cannot tell. Ask how it differs instead: by month, or by one of the columns.',
    };
  const found = read(text, context);
  if (found.kind === 'plan') {
    const plan = labelled(found.plan, index);
    if (isRounded(plan)) return rounded;
    if (!isAnswerable(plan, index))
      return { kind: 'unknown', words: [], reason: 'The data are not linked in a way that can answer it.' };
    return found.cost > sureUpTo
      ? asked([plan], 'I am not sure that I understood. Did you mean this?', index)
      : { kind: 'plan', plan };
  }
  if (found.kind === 'unknown') return allThatBegin(text, found.words, context) ?? found;
  return found.plans.some(isRounded) ? rounded : choices(found, index);
}

/** "how many cats", where the data have only sorts of cats: the question about all of them, offered. */
function allThatBegin(text: string, words: readonly string[], context: Understanding): Understood | undefined {
  const message = words.length === 1 ? withBeginning(text, words[0] ?? '', context.index) : undefined;
  if (message === undefined || understand(message, { ...context, previous: undefined }).kind !== 'plan')
    return undefined;
  return {
    kind: 'ambiguous',
    reason: 'Did you mean all that begin with this word?',
    options: [{ label: message, message }],
  };
}

/** As `understand`; words that name nothing known are looked for in the values of columns too large to be read ahead. */
export async function understandWithLookUp(
  { text, engine, signal }: Pick<Question, 'text' | 'engine' | 'signal'>,
  context: Understanding,
): Promise<Understood> {
  const first = understand(text, context);
  if (first.kind !== 'unknown' || tooLong(text) !== undefined) return first;
  const phrases = unreadPhrases(text, context.index);
  const found = await lookUp(engine, context.index, phrases, signal);
  return found.size === 0 ? first : understand(text, { ...context, found });
}

function choices({ plans, messages, isWord }: Extract<Reading, { kind: 'ambiguous' }>, index: SchemaIndex): Understood {
  const reason = isWord
    ? 'A word of the question is also a value of the data. Which one do you mean?'
    : 'Which time do you mean?';
  if (messages.length > 0) return { kind: 'ambiguous', reason, options: messages };
  return asked(
    plans.map((plan) => labelled(plan, index)).filter((plan) => isAnswerable(plan, index)),
    'The question can mean more than one thing here. Which one do you mean?',
    index,
  );
}

/** What a plan asks may still have no single way through the data; writing it as SQL tells. */
function isAnswerable(plan: Plan, index: SchemaIndex): boolean {
  try {
    compile(plan, index, { timezone: 'UTC' });
    return true;
  } catch {
    return false;
  }
}

/** Each plan as a question of its own; plans that are said alike are one. */
function asked(plans: readonly Plan[], reason: string, index: SchemaIndex): Understood {
  if (plans.length === 0)
    return { kind: 'unknown', words: [], reason: 'The data are not linked in a way that can answer it.' };
  const readings = new Map(plans.map((plan) => [readingOf(plan, index), plan]));
  const [[, only] = []] = readings;
  if (readings.size === 1 && plans.length > 1 && only) return { kind: 'plan', plan: only };
  const titles = [...readings.values()].map((plan) => titleOf(plan, index));
  const areTelling = new Set(titles).size === titles.length;
  const options = [...readings.keys()].map((message, at) => ({
    label: areTelling ? (titles[at] ?? message) : message,
    message,
  }));
  return { kind: 'ambiguous', reason, options };
}
