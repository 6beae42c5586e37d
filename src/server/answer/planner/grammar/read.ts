// From a question in free English to a plan, to a choice of plans, or to what was not understood.
// Not here: the rules of the language (the other files of this folder), changing an earlier plan (followUp.ts), running the plan.

import { type Day, dateWords } from '../dates.ts';
import type { FoundValues } from '../entities.ts';
import type { Plan } from '../plan/plan.ts';
import type { IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import { basesFor } from './bases.ts';
import { type Chooser, explore, near, UnclearPeriod, Unsettled } from './choices.ts';
import { follow, leans } from './followUp.ts';
import { type Frame, frameOf } from './frame.ts';
import { mentionsAt } from './input.ts';
import type { Placed } from './pieces.ts';
import type { Input } from './question.ts';
import { withAnotherCount } from './rankedBefore.ts';
import { type Readable, readable } from './readable.ts';
import { carriedOver, referenceIn, unclearReference } from './references.ts';
import { settle } from './settle.ts';
import { type Tiling, tile } from './tiling.ts';
import { scopeOf } from './work.ts';

export interface ReadContext {
  index: SchemaIndex;
  today: Day;
  fiscalStart?: number | undefined;
  /** The plan of the answer before, which a short question may change. */
  previous?: Plan | undefined;
  found?: FoundValues | undefined;
}

export type Reading =
  | { kind: 'plan'; plan: Plan; cost: number }
  /** Several plans are as likely, or a period can be several: `messages` are then the questions with each in its place. */
  | { kind: 'ambiguous'; plans: Plan[]; messages: { label: string; message: string }[]; isWord?: true }
  /** `words` are those that it stopped at; `reason` a sentence, or empty when the words name nothing. */
  | { kind: 'unknown'; words: string[]; reason: string };

interface Candidate {
  plan: Plan;
  cost: number;
}

/** Ways of reading that cost more than the best by this are not looked at. */
const margin = 0.6;
/** Ways that are tried while none has led to a plan. */
const maxTried = 24;

export function read(text: string, context: ReadContext): Reading {
  const made = readable(text, context.index, context.today, context.found);
  const input = inputOf(text, context, made);
  const recounted = context.previous && withAnotherCount(text, context.previous);
  if (recounted) return { kind: 'plan', plan: recounted, cost: 0 };
  if (made.unclear.length > 0) return wordOrValueOf(text, made);
  const { tilings, stuckAt } = tile(input);
  if (tilings.length === 0) {
    const words = made.unread.length > 0 ? made.unread : [input.tokens[stuckAt]?.text ?? text];
    return { kind: 'unknown', words, reason: '' };
  }
  const { previous } = context;
  const failures: Unsettled[] = [];
  const reference = referenceIn(input, previous !== undefined);
  const carried = reference && previous ? carriedOver(reference, previous) : undefined;
  const unclear = reference && !carried ? unclearReference(reference, previous) : undefined;
  if (reference && unclear !== undefined) return { kind: 'unknown', words: [reference.word], reason: unclear };
  const isLeaning = previous !== undefined && (leans(input) || reference !== undefined) && !carried;
  const settleNew = (frame: () => Frame) =>
    basesFor(frame(), input).map((base) => (chooser: Chooser) => {
      const plan = settle(frame(), input, base, chooser);
      return carried ? carried(plan, scopeOf(frame(), input, base, chooser, new Set([base]))) : plan;
    });
  const settleNext = (frame: () => Frame) =>
    previous === undefined
      ? []
      : followBases(previous, frame(), input).map(
          (base) => (chooser: Chooser) => follow(frame(), input, previous, base, chooser),
        );
  if (isLeaning) {
    const next = plansOf(tilings, settleNext, failures);
    // "their average fee" is of those of the answer before, or of nobody.
    if (
      next.length > 0 ||
      reference !== undefined ||
      /^(and |now |then )*(by|per)\b/i.test(text.trim()) ||
      /\b(their|its|them|those|these|they)\b/i.test(text)
    )
      return decide(next, failures, text, input);
  }
  const own = plansOf(tilings, settleNew, failures);
  if (previous && !isLeaning && !carried) own.push(...own.flatMap((each) => narrowedAsBefore(each, previous)));
  if (own.length > 0 || previous === undefined || isLeaning || carried || isWhole(input))
    return decide(own, failures, text, input);
  return decide(plansOf(tilings, settleNext, failures), failures, text, input);
}

/** "how many claims" behind claims of 2024 may be those of 2024, or all there are. */
function narrowedAsBefore({ plan, cost }: Candidate, previous: Plan): Candidate[] {
  const [measure, ...others] = plan.measures;
  const isBareCount =
    plan.kind === 'aggregate' &&
    measure?.fn === 'count' &&
    !measure.per &&
    !measure.as &&
    others.length + plan.groups.length + plan.filters.length + plan.having.length === 0;
  const isSimple = previous.filters.length > 0 && previous.limit === undefined && previous.having.length === 0;
  if (!isBareCount || !isSimple || plan.exists || plan.base !== previous.base) return [];
  return [{ plan: { ...plan, filters: structuredClone(previous.filters) }, cost }];
}

/** A question with a subject of its own is a new one, also where it is not understood. */
const isWhole = (input: Input): boolean =>
  /^(which|what|how many|how much|who|whose|when|where|why|does|do|did|is|are|was|were)\b/i.test(input.text.trim()) &&
  input.tokens.some((_, at) =>
    mentionsAt(input, at).some(({ value: { candidates } }) =>
      candidates.some(({ kind, score }) => kind === 'table' && score >= 90),
    ),
  );

/** A small word that is also a value: "us" may be the country or nobody. */
function wordOrValueOf(text: string, { tokens, unclear }: Readable): Reading {
  const token = tokens[unclear[0] ?? 0];
  if (!token) return { kind: 'unknown', words: [], reason: '' };
  const [start, end] = [text.slice(0, token.start), text.slice(token.end)];
  // "in us" goes as a whole; what stands in front of "all" stays.
  const bare = `${start.replace(/\s+(in|from|at|for|to|of|with|by|like|about|between|the|a|an)\s*$/i, '')}${end}`;
  const [, before = '', joint = ''] = /^(.*\s)(of|by|for|from|with)\s+$/i.exec(start) ?? [];
  if (joint !== '' && dateWords.has(token.lower))
    return {
      kind: 'ambiguous',
      isWord: true,
      plans: [],
      messages: [
        { label: `The time ${token.text}`, message: `${before}in ${token.text}${end}` },
        { label: `"${token.text}" by name`, message: `${start}"${token.text}"${end}` },
      ],
    };
  return {
    kind: 'ambiguous',
    isWord: true,
    plans: [],
    messages: [
      { label: `The value "${token.text}"`, message: `${start}"${token.text}"${end}` },
      { label: `Without "${token.text}"`, message: bare.replaceAll(/ {2,}/g, ' ').trim() },
    ],
  };
}

function inputOf(text: string, context: ReadContext, made: Readable): Input {
  return {
    ...made,
    text,
    index: context.index,
    now: context.today,
    fiscalStart: context.fiscalStart,
    found: context.found ?? new Map(),
    mentions: new Map(),
  };
}

function followBases(previous: Plan, frame: Frame, input: Input): IndexedTable[] {
  const own = input.index.tables.filter((table) => table.key === previous.base);
  return [...own, ...basesFor(frame, input).filter((table) => !own.includes(table))];
}

type Settlers = (frame: () => Frame) => ((chooser: Chooser) => Plan)[];

function plansOf(tilings: readonly Tiling[], settlers: Settlers, failures: Unsettled[]): Candidate[] {
  const found: Candidate[] = [];
  let tried = 0;
  for (const tiling of tilings) {
    const best = Math.min(...found.map(({ cost }) => cost));
    if (tiling.cost > best + margin || tried++ >= maxTried) break;
    const frame = () => frameOf(tiling.pieces as readonly Placed[]);
    try {
      frame();
    } catch (error) {
      if (!(error instanceof Unsettled)) throw error;
      failures.push(error);
      continue;
    }
    for (const run of settlers(frame)) {
      const result = explore(run);
      failures.push(...result.failures);
      found.push(...result.outcomes.map(({ value, cost }) => ({ plan: value, cost: cost + tiling.cost })));
    }
  }
  return found;
}

function decide(found: readonly Candidate[], failures: readonly Unsettled[], text: string, input: Input): Reading {
  const sorted = found.toSorted((a, b) => a.cost - b.cost);
  const [best] = sorted;
  const unclear = failures.find((failure) => failure instanceof UnclearPeriod);
  if (unclear instanceof UnclearPeriod)
    return { kind: 'ambiguous', plans: [], messages: rewritten(unclear, text, input) };
  if (!best) {
    const failure = failures.find((each) => each.message !== '');
    return {
      kind: 'unknown',
      words: [...(failure?.words ?? [])],
      reason: failure?.message ?? 'I cannot tell what to show.',
    };
  }
  const seen = new Set<string>();
  const likely = sorted.filter(({ plan, cost }) => {
    const filters = plan.filters.map((filter) => JSON.stringify(filter)).sort();
    const key = JSON.stringify({ ...plan, filters });
    if (cost > best.cost + near || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (likely.length > 1) return { kind: 'ambiguous', plans: likely.slice(0, 3).map(({ plan }) => plan), messages: [] };
  return { kind: 'plan', plan: best.plan, cost: best.cost };
}

/** The question with each of the times that an unclear one may be in its place. */
function rewritten(
  { span, options }: UnclearPeriod,
  text: string,
  { tokens }: Input,
): { label: string; message: string }[] {
  const [from, to] = span;
  const start = tokens[from]?.start ?? 0;
  const end = tokens[to - 1]?.end ?? text.length;
  return options.map((option) => ({
    label: option.label,
    message: `${text.slice(0, start)}${option.text}${text.slice(end)}`,
  }));
}
