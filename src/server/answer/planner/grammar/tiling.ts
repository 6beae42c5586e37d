// The ways to cover a question with pieces, the cheapest first: every word is read by a rule or says nothing in any data.
// Not here: what the pieces mean together (frame.ts).

import { deniedTable } from './absenceRules.ts';
import { conditions } from './conditionRules.ts';
import { framePieces } from './frameRules.ts';
import { groupPieces } from './groupRules.ts';
import { mentionsAt } from './input.ts';
import { measurePieces } from './measurePieces.ts';
import { periods } from './periodRules.ts';
import type { Cond, Piece, Placed } from './pieces.ts';
import type { Input, Match, Named } from './question.ts';
import { either, map, type Rule } from './rule.ts';
import { empty, isGeneral } from './smallWords.ts';
import { unflagged } from './unflagged.ts';
import { weekdayConditions } from './weekdayRules.ts';

export interface Tiling {
  pieces: Placed[];
  cost: number;
}

/** Ways kept at each place: enough for the names a phrase may have, few enough for a long question. */
const kept = 40;
const pieceCost = 0.15;

const conditionPieces: Rule<Piece> = map(
  either<Cond>(conditions, periods, weekdayConditions, unflagged),
  (cond): Piece => ({ kind: 'cond', cond }),
);
const deniedPieces: Rule<Piece> = map(
  deniedTable,
  (named): Piece => ({ kind: 'cond', cond: { kind: 'empty', named, negated: false } }),
);
const pieces: Rule<Piece> = either<Piece>(measurePieces, groupPieces, conditionPieces, deniedPieces, framePieces);

/** A likeness that a word of general use may have to a name by chance; not one to a date or a flag, which verbs name. */
const isFaint = ({ candidates, text }: Named): boolean =>
  candidates.every(
    ({ kind, score, ...rest }) =>
      score <= 60 &&
      kind !== 'table' &&
      !('column' in rest && /(ed|en|t|n)$/i.test(text) && (rest.column.role === 'date' || rest.column.role === 'flag')),
  );

/** Rows without a name that have a day of their own. */
const isEvent = (input: Input, at: number): boolean =>
  mentionsAt(input, at).some(({ value: { candidates } }) => {
    const [best] = candidates;
    const isDated = best?.kind === 'table' && best.table.columns.some(({ role }) => role === 'date');
    return best?.kind === 'table' && isDated && best.table.nameColumn === undefined;
  });

/** What it costs to pass over a word that says nothing; undefined for a word that must be read. */
function skipCost(input: Input, at: number): number | undefined {
  const token = input.tokens[at];
  if (!token || token.kind === 'quoted' || token.kind === 'number') return undefined;
  if (input.reserved.has(at)) return undefined;
  if (token.text === ',') return 0.02;
  if (token.kind === 'symbol') return undefined;
  if (empty.has(token.lower)) return 0.03;
  // "new listings by quarter": of what only happens, every one is new in its time.
  if (token.lower === 'new' && isEvent(input, at + 1)) return 0.1;
  // "never borrowed anything"
  if (/^(something|anything)$/.test(token.lower) && /\b(never|not|n't)\b/i.test(input.text)) return 0.03;
  // A word of general use that the data knows too ("paid", a column "paid on") says something here.
  // "ordered and received": beside another name it is one too.
  const isJoined = /^(and|or|vs|versus|,)$/.test(input.tokens[at - 1]?.lower ?? '') && mentionsAt(input, at).length > 0;
  // "capacity used" is not the capacity; "energy was used" is.
  const isUse =
    token.lower === 'used' && !/^(was|were|is|are|been|be|being|get|got)$/.test(input.tokens[at - 1]?.lower ?? '');
  if (isUse) return undefined;
  // "amounts to" is a verb; an amount that is asked for is never passed over.
  if (token.stem === 'amount' && input.tokens[at + 1]?.lower !== 'to') return undefined;
  if (
    isGeneral(token.lower) &&
    !isJoined &&
    mentionsAt(input, at).every(({ value, end }) => end > at + 1 || isFaint(value))
  )
    return 0.3;
  return undefined;
}

/** The end of a name of several words that stands here as the data spell it: "list price" is no list. */
const wholeName = (input: Input, at: number): number =>
  Math.max(
    at,
    ...mentionsAt(input, at).flatMap(({ value, end }) =>
      (value.candidates[0]?.score ?? 0) >= 98 && end > at + 1 ? [end] : [],
    ),
  );

const isWord = ({ kind }: Piece): boolean =>
  kind === 'word' || kind === 'follow' || kind === 'fn' || kind === 'as' || kind === 'latest';

interface Way {
  cost: number;
  last: Placed | undefined;
  before: Way | undefined;
}

/** The places that no rule and no silence gets beyond: the first of them is what was not understood. */
export interface Tilings {
  tilings: Tiling[];
  stuckAt: number;
}

export function tile(input: Input): Tilings {
  const count = input.tokens.length;
  const ways: Way[][] = Array.from({ length: count + 1 }, () => []);
  ways[0] = [{ cost: 0, last: undefined, before: undefined }];
  let stuckAt = 0;
  for (let at = 0; at < count; at++) {
    const here = ways[at] ?? [];
    if (here.length === 0) continue;
    stuckAt = at;
    here.sort((a, b) => a.cost - b.cost);
    here.length = Math.min(here.length, kept);
    const whole = wholeName(input, at);
    const passed = whole > at + 1 ? undefined : skipCost(input, at);
    if (passed !== undefined) for (const way of here) ways[at + 1]?.push({ ...way, cost: way.cost + passed });
    for (const match of unlike(pieces(input, at)).filter(({ value, end }) => end >= whole || !isWord(value)))
      for (const way of here)
        ways[match.end]?.push({
          cost: way.cost + match.cost + pieceCost,
          last: { piece: match.value, from: at, to: match.end },
          before: way,
        });
  }
  const ends = (ways[count] ?? []).sort((a, b) => a.cost - b.cost).slice(0, kept);
  return { tilings: ends.map((way) => ({ pieces: piecesOf(way), cost: way.cost })), stuckAt };
}

/** Two rules may read the same in two ways. */
function unlike(matches: Match<Piece>[]): Match<Piece>[] {
  const seen = new Set<string>();
  const cheapest = matches.toSorted((a, b) => a.cost - b.cost);
  return cheapest.filter((match) => {
    if (match.end <= 0) return false;
    const key = `${match.end} ${keyOf(match.value)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What tells two pieces of one place apart: names by where they stand and the kinds of things they may be. */
function keyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('candidates' in value && 'from' in value && 'to' in value && Array.isArray(value.candidates))
    return `${value.from}-${value.to} ${value.candidates.map(({ kind }) => kind).join(' ')}`;
  return `{${Object.entries(value)
    .map(([name, part]) => (part === undefined ? '' : `${name}:${keyOf(part)}`))
    .join()}}`;
}

function piecesOf(way: Way): Placed[] {
  const found: Placed[] = [];
  for (let each: Way | undefined = way; each; each = each.before) if (each.last) found.push(each.last);
  return found.reverse();
}
