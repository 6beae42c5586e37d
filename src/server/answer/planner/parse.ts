// From a question to a plan, a choice for the person, or the words that were not understood.
// Not here: each step of it (items.ts, read.ts, settle.ts, followUp.ts).
import type { Day } from './dates.ts';
import type { FoundValues } from './entities.ts';
import { followUp } from './followUp.ts';
import { type Item, itemize } from './items.ts';
import type { Plan } from './plan.ts';
import { readItems } from './read.ts';
import { type Option, ReadingStopped } from './resolve.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { hasSubject, settle } from './settle.ts';
import { tokenize } from './tokens.ts';

export type Parsed =
  | { kind: 'plan'; plan: Plan }
  | { kind: 'unknown'; words: string[]; reason: string }
  | { kind: 'ambiguous'; reason: string; options: { label: string; message: string }[] };

export interface ParseContext {
  index: SchemaIndex;
  today: Day;
  previous?: Plan | undefined;
  found?: FoundValues;
}

/** Ways to read a question that are tried, and those of them that are offered. */
const maxTried = 8;
const maxOptions = 3;
const none: FoundValues = new Map();

/** Reads a question. Deterministic: the same question over the same data and day gives the same plan. */
export function parse(question: string, context: ParseContext): Parsed {
  try {
    return { kind: 'plan', plan: plan(question, context) };
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error;
    const options = error.options
      .slice(0, maxTried)
      .map((option) => ({ label: option.label, message: rewrite(question, option) }))
      .filter(({ message }) => understood(message, context))
      .slice(0, maxOptions);
    if (options.length > 0) return { kind: 'ambiguous', reason: error.message, options };
    const asked = / ?Wh[^.?]*\?$/;
    const reason = asked.test(error.message)
      ? `${error.message.replace(asked, '')} None of it can be answered here.`.trim()
      : error.message;
    if (asked.test(error.message)) return { kind: 'unknown', words: error.words.filter((word) => word !== ''), reason };
    return { kind: 'unknown', words: error.words.filter((word) => word !== ''), reason: error.message };
  }
}

function plan(question: string, { index, today, previous, found = none }: ParseContext): Plan {
  const items = itemize(tokenize(question), index, today, found, question, previous?.base);
  const draft = readItems(items);
  if (previous && (!hasSubject(draft) || draft.about)) return followUp(index, previous, draft);
  const { countedRows: rows } = draft;
  if (!hasSubject(draft) && rows) return ofTable(question, rows, { index, today, found });
  if (!hasSubject(draft) && !(draft.rank && draft.groups.length > 0))
    throw new ReadingStopped(
      'I cannot tell what to show.',
      items.map((item) => item.text),
    );
  return settle(index, draft, question.length);
}

/** "How many rows are there?": of the only table there is, or a question back. */
function ofTable(question: string, { start, end, text }: Item, context: ParseContext): Plan {
  const options = context.index.tables.map(({ label }) => ({ label, span: { start, end }, text: label }));
  const [only] = options;
  if (only && options.length === 1) return plan(rewrite(question, only), context);
  throw new ReadingStopped('The rows of which table?', [text], options);
}

/** An option is offered only when it reads as a plan by itself, or leads to a choice of such. */
function understood(message: string, context: ParseContext, nested = false): boolean {
  try {
    plan(message, context);
    return true;
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error;
    return (
      !nested && error.options.slice(0, maxTried).some((option) => understood(rewrite(message, option), context, true))
    );
  }
}

function rewrite(question: string, { span, text }: Option): string {
  const body = question.replace(/[\s?.!]+$/, '');
  const mark = /\?\s*$/.test(question) ? '?' : '';
  if (!span) return `${body}${text}${mark}`;
  return `${body.slice(0, span.start)}${text}${body.slice(span.end)}${span.start === 0 && span.end >= body.length ? '' : mark}`;
}

/** The words of a question that name nothing known, for a search in the columns too large to be read ahead. */
export function unknownPhrases(question: string, index: SchemaIndex, today: Day): string[] {
  const tokens = tokenize(question);
  const items = itemize(tokens, index, today, none, question);
  const unknown = new Set(items.filter((item) => item.unknown || item.number !== undefined).map((item) => item.start));
  const quoted = tokens.filter((token) => token.kind === 'quoted').map((token) => token.lower);
  if (unknown.size === 0) return quoted;
  const phrases = new Set(quoted);
  for (const [at] of tokens.entries()) {
    for (let length = 1; length <= 4 && at + length <= tokens.length; length++) {
      const words = tokens.slice(at, at + length);
      const last = words.at(-1);
      const first = words[0];
      if (first && last && words.some((token) => unknown.has(token.start)))
        phrases.add(question.slice(first.start, last.end).toLowerCase());
    }
  }
  return [...phrases].slice(0, 60);
}
