// A question made readable: asides left out, typing errors put right, small words that are values of the data told from words.
// Not here: the words of the language (words.ts), single words that may be either (wordOrValue.ts).
import { type Day, dateWords, periodAt } from '../dates.ts';
import { type Candidate, candidatesFor, type FoundValues } from '../entities.ts';
import { fold } from '../fold.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { root, stem, type Token, tokenize } from '../tokens.ts';
import { correctionOf } from '../typo.ts';
import { languageWords } from './languageWords.ts';
import { namedLikeWord } from './namedLikeWords.ts';
import { empty, isGeneral } from './smallWords.ts';
import { withStates } from './statesAsVerbs.ts';
import { wordNumber } from './wordNumber.ts';
import { amounts, states, wordOrValue } from './wordOrValue.ts';

/** Ways of writing that mean no more than a space. */
const asides = /\bi\.\s?e\.,?|\be\.\s?g\.,?|\bthat is to say\b,?|\bplease\b|\s[–—-]\s(?=\p{L})/giu;

/** Where any data are kept says nothing of them, unless they tell of such things themselves. */
const keptSomewhere =
  /\b(?:on (?:file|record)|(?:with)?in (?:the|our|my|your|this) (?:whole |entire )?(?:system|database|db|dataset))\b/giu;

function withoutAsides(text: string, index: SchemaIndex): string {
  const blank = (aside: string) => ' '.repeat(aside.length);
  return text.replace(asides, blank).replace(keptSomewhere, (aside) => {
    const noun = tokenize(aside).slice(-1);
    return candidatesFor(index, noun, new Map()).length === 0 ? blank(aside) : aside;
  });
}

export interface Readable {
  tokens: Token[];
  reserved: Set<number>;
  plain: Set<number>;
  /** Places of small words that may be values of the data and may be just words. */
  unclear: number[];
  /** Words that mean nothing in any way. */
  unread: string[];
}

/** The tokens of a question, asides left out and words that are misspelt beyond doubt put right. */
export function readable(
  text: string,
  index: SchemaIndex,
  now: Day = '2000-01-01',
  found: FoundValues = new Map(),
): Readable {
  const tokens = joined(withStates(tokenize(withoutAsides(text, index)), index), index);
  const covered = new Set<number>();
  const reserved = new Set<number>();
  const plain = new Set<number>();
  const unclear: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const period = periodAt(tokens, at, now, true);
    for (let place = at; place < at + (period?.length ?? 0); place++) covered.add(place);
    for (let length = 1; length <= 5 && at + length <= tokens.length; length++) {
      const candidates = candidatesFor(index, tokens.slice(at, at + length), found);
      if (candidates.length === 0) continue;
      for (let place = at; place < at + length; place++) covered.add(place);
      if (period?.length === 1 && length === 1 && isSomebody(tokens, at, candidates)) unclear.push(at);
      const isValue = candidates.some((candidate) => candidate.kind === 'value' && candidate.score >= 90);
      if (isValue && length > 1 && tokens.slice(at, at + length).some((token) => isSmall(token)))
        for (let place = at; place < at + length; place++) if (isSmall(tokens[place])) reserved.add(place);
      if (!isValue || length > 1) continue;
      const isName = period?.length === 1 ? undefined : namedLikeWord(tokens, at, index, candidates);
      const meant = isSmall(tokens[at]) ? wordOrValue(tokens, at, behindColumn(tokens, at, index)) : 'word';
      const isDoubtful = isName === 'unclear' && meant === 'word';
      if (isName === 'name') reserved.add(at);
      if (isDoubtful) unclear.push(at);
      if (isName === 'name' || isDoubtful || !isSmall(tokens[at])) continue;
      const isJoint = /^(or|and|not)$/.test(tokens[at]?.lower ?? '');
      const isLetter = tokens[at]?.text === 'A' && at > 0 && behindColumn(tokens, at, index);
      const isSpelled = isLetter || (isShouted(tokens[at], text) && !isJoint);
      if (meant === 'value' && isJoint) unclear.push(at);
      else if (meant === 'value' || isSpelled) reserved.add(at);
      else plain.add(at);
      if (meant === 'unclear' && !isSpelled) unclear.push(at);
    }
  }
  for (const [at] of tokens.entries()) if (isPlace(tokens, at, text)) reserved.add(at);
  const isOpen = (token: Token, at: number) => !covered.has(at) && !isKnown(token);
  const read = tokens.map((token, at) => (isOpen(token, at) ? corrected(token, index) : token));
  const unread = read.filter((token, at) => isOpen(token, at) && token === tokens[at]).map((token) => token.text);
  return { tokens: read, reserved, plain, unclear, unread };
}

/** "check-ins" and "check ins" for what the data call checkins: one word where only that names a table or a column. */
function joined(tokens: readonly Token[], index: SchemaIndex): Token[] {
  const isName = (token: Token) =>
    candidatesFor(index, [token], new Map()).some(({ kind, score }) => kind !== 'value' && score >= 60);
  const found: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [first, mark] = [tokens[at], tokens[at + 1]];
    if (!first) break;
    const isHyphen = mark?.text === '-' && mark.start === first.end && tokens[at + 2]?.start === mark.end;
    const second = isHyphen ? tokens[at + 2] : mark;
    if (first.kind === 'word' && second?.kind === 'word' && second.lower.length > 1) {
      const lower = `${first.lower}${second.lower}`;
      const whole: Token = {
        ...first,
        text: `${first.text}${second.text}`,
        lower,
        stem: stem(fold(lower)),
        root: root(fold(lower)),
        end: second.end,
      };
      const isOpen = isHyphen || (!isKnown(second) && candidatesFor(index, [second], new Map()).length === 0);
      if (isOpen && candidatesFor(index, [first, second], new Map()).length === 0 && isName(whole)) {
        found.push(whole);
        at += isHyphen ? 2 : 1;
        continue;
      }
    }
    found.push(first);
  }
  return found;
}

/** Written in capitals where the rest is not: IT, US. */
const isShouted = (token: Token | undefined, text: string): boolean =>
  token !== undefined &&
  token.text.length > 1 &&
  token.text === token.text.toUpperCase() &&
  text !== text.toUpperCase();

/** "sales of May": a month of somebody who is called so. */
const isSomebody = (tokens: readonly Token[], at: number, candidates: readonly Candidate[]): boolean =>
  /^(of|by|for|from|with)$/.test(tokens[at - 1]?.lower ?? '') &&
  /^\p{Lu}\p{L}+$/u.test(tokens[at]?.text ?? '') &&
  candidates.some((each) => each.kind === 'value' && each.column === each.column.table.nameColumn);

/** A pronoun in capitals or behind "the" is the name of something: the US, in IT. */
function isPlace(tokens: readonly Token[], at: number, text: string): boolean {
  const token = tokens[at];
  if (!token || !/^(us|it|we|me|he|our|my)$/.test(token.lower)) return false;
  return isShouted(token, text) || (token.lower === 'us' && /^(the|in)$/.test(tokens[at - 1]?.lower ?? ''));
}

const isSmall = (token: Token | undefined): boolean =>
  token?.kind === 'word' && (empty.has(token.lower) || small.has(token.lower));
/** Further words of the language that are also short names of things. */
const small = new Set(
  'or not and no hi hey hello ok us it me in on by per top first last next'.split(' ').concat(...amounts, ...states),
);

/** Whether the word before names the column that has this value: "state ok", "grade A". */
function behindColumn(tokens: readonly Token[], at: number, index: SchemaIndex): boolean {
  const values = candidatesFor(index, tokens.slice(at, at + 1), new Map());
  const isLinked = /^(is|=|are|was|of|equals)$/.test(tokens[at - 1]?.lower ?? '');
  const end = isLinked ? at - 1 : at;
  for (let start = Math.max(0, end - 4); start < end; start++) {
    const columns = candidatesFor(index, tokens.slice(start, end), new Map());
    const isOwn = columns.some(
      (column) =>
        column.kind === 'column' && values.some((value) => value.kind === 'value' && value.column === column.column),
    );
    if (isOwn) return true;
  }
  return false;
}

const isKnown = ({ kind, lower }: Token): boolean =>
  kind !== 'word' ||
  dateWords.has(lower) ||
  languageWords.has(lower) ||
  empty.has(lower) ||
  isGeneral(lower) ||
  wordNumber(lower) !== undefined;

function corrected(token: Token, index: SchemaIndex): Token {
  const found = correctionOf(index, token.lower, languageWords);
  // Among short words nearly everything is one letter from something.
  // Another ending is another word: a publisher is no misspelt "published".
  const isEnding = found?.word.length === token.lower.length && found.word.slice(0, -1) === token.lower.slice(0, -1);
  // Two letters are too many for a word that is passed over: who "listened" is not who is "listed".
  const isSilent = found && found.distance > 1 && (empty.has(found.word) || isGeneral(found.word));
  const isSure = found && !isEnding && !isSilent && (token.lower.length > 4 || !languageWords.has(found.word));
  return isSure ? { ...token, lower: found.word, stem: stem(found.word), root: root(found.word) } : token;
}

/** Runs of words with one in them that names nothing known, for a search in the values of columns too large to be read ahead. */
export function unreadPhrases(text: string, index: SchemaIndex): string[] {
  const { tokens } = readable(text, index);
  const isUnread = (token: Token) =>
    token.kind === 'quoted' ||
    token.kind === 'number' ||
    (!isKnown(token) && candidatesFor(index, [token], new Map()).length === 0);
  const phrases = new Set<string>();
  for (let at = 0; at < tokens.length; at++)
    for (let length = 1; length <= 4 && at + length <= tokens.length; length++) {
      const words = tokens.slice(at, at + length);
      const [first, last] = [words[0], words.at(-1)];
      if (first && last && words.some(isUnread))
        phrases.add(
          first.kind === 'quoted' && length === 1 ? first.lower : text.slice(first.start, last.end).toLowerCase(),
        );
    }
  return [...phrases].slice(0, 60);
}
