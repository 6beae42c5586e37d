// Names that are cut short: which parts of a schema's names a word of a question may be written out.
// Not here: abbreviations with one usual meaning (nameLexicon.ts), how well a name fits (nameScore.ts).
import { dateWords } from './dates.ts';
import { fold } from './fold.ts';
import { languageWords } from './grammar/languageWords.ts';
import { empty, isGeneral } from './grammar/smallWords.ts';
import { wordNumber } from './grammar/wordNumber.ts';
import { formsOf, type WordForms } from './nameForms.ts';
import { acronyms } from './nameLexicon.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { isOftenCut, isWholeWord } from './shortWords.ts';
import { nameParts, stemOf, type Token } from './tokens.ts';

/** Endings under which the word itself is found: vendor is vend, shipment is ship, received is receiv. */
const ending = /^(.{3,}?)(?:ments?|ations?|ings?|ed|ers?|ors?|ity|ies|y|e|s)$/;

const withoutVowels = (text: string): string => text.replaceAll(/[aeiou]/g, '');

const withoutPairs = (text: string): string => text.replaceAll('ck', 'k').replaceAll(/(.)\1/g, '$1');

/** The consonants of the rest of a word, and which of them are heard: one of a pair, no `h`, no `g` before it. */
const soundsOf = (rest: string): string[] => {
  const bare = withoutVowels(rest);
  return [bare, ...[/h/g, /gh/g].map((silent) => bare.replaceAll(silent, ''))].map(withoutPairs);
};

/**
 * How well `part` is `word` cut short: higher for a longer beginning they share, then for fewer letters left out;
 * undefined when it is not. It is its beginning (pat, hosp), or keeps its beginning and then all its consonants (tst,
 * dept, anlz).
 */
export function cutFit(word: string, part: string): number | undefined {
  if (part.length < 3 || part.length > 5 || word.length < 4 || word.length <= part.length) return undefined;
  let shared = 0;
  while (shared < part.length && word[shared] === part[shared]) shared += 1;
  const fit = shared * 20 - (word.length - part.length);
  if (shared === part.length) return fit;
  const kept = part.slice(shared);
  // The middle left out, the end kept: chkin.
  if (shared >= 2 && kept.length >= 3 && word.endsWith(kept)) return fit;
  if (shared === 0 || /[aeiou]/.test(kept)) return undefined;
  const base = ending.exec(word)?.[1];
  const isKept = [word, base ?? word].some((each) => {
    const rest = each.slice(shared);
    return soundsOf(kept.includes('y') ? rest : rest.replaceAll('y', '')).includes(withoutPairs(kept));
  });
  return isKept ? fit : undefined;
}

/** All of a word but its vowels, from its first letter on: cty, trk, eml. Chance seldom makes these, however short. */
const isSkeleton = (word: string, part: string): boolean =>
  word.charAt(0) === part.charAt(0) && withoutPairs(withoutVowels(word.slice(1))) === part.slice(1);

const isLanguage = (word: string): boolean =>
  dateWords.has(word) ||
  languageWords.has(word) ||
  empty.has(word) ||
  isGeneral(word) ||
  wordNumber(word) !== undefined;

export interface CutPhrase {
  forms: WordForms[];
  /** A word that has a meaning in questions was taken for part of the name: "unit" of "unit cost". Right for whole names alone. */
  isBold: boolean;
  /** Three letters of a word that is seldom cut short may be anything's: right only where the person says so. */
  isDoubtful: boolean;
}

export interface ShortNames {
  /** The phrase with the words that no name has replaced by the parts of names they are cut to, in every way it may be. */
  of(phrase: readonly Token[]): CutPhrase[];
}

const cache = new WeakMap<SchemaIndex, ShortNames>();

export function shortNamesOf(index: SchemaIndex, isKnown: (form: WordForms) => boolean): ShortNames {
  const known = cache.get(index) ?? createShortNames(index, isKnown);
  cache.set(index, known);
  return known;
}

function partsOf(index: SchemaIndex): Set<string> {
  const names = index.tables.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]);
  return new Set(names.flatMap(nameParts).map(fold));
}

/** Parts that stand beside each other in a name: one word of a question may be both, as playlists for playLst. */
function pairsOf(index: SchemaIndex): (readonly [string, string])[] {
  const names = index.tables.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]);
  const found = new Map<string, readonly [string, string]>();
  for (const name of names) {
    const parts = nameParts(name).map(stemOf);
    for (const [at, part] of parts.entries()) {
      const next = parts[at + 1];
      if (next !== undefined && part.length >= 3 && next.length >= 3) found.set(`${part} ${next}`, [part, next]);
    }
  }
  return [...found.values()];
}

function createShortNames(index: SchemaIndex, isKnown: (form: WordForms) => boolean): ShortNames {
  const all = partsOf(index);
  const short = [...new Set([...all, ...[...all].map(stemOf)])].filter(
    (part) => /^[a-z]{3,5}$/.test(part) && !isWholeWord(part),
  );
  const parts = new Map<string, readonly string[]>();
  const pairs = pairsOf(index);

  function best(words: Iterable<string>): string[] {
    let found: string[] = [];
    let most = Number.NEGATIVE_INFINITY;
    for (const word of words) {
      for (const part of short) {
        const fit = cutFit(word, part);
        if (fit === undefined || fit < most) continue;
        found = fit > most ? [part] : [...found, part];
        most = fit;
      }
    }
    return found;
  }

  /** The parts that a word of the question is cut to, itself or a word that means the same. */
  function partsFor(form: WordForms): readonly string[] {
    const known = parts.get(form.stem);
    if (known) return known;
    const own = isKnown(form) ? [] : best([form.stem]);
    const made = own.length > 0 || isKnown(form) ? own : best(form.synonyms);
    parts.set(form.stem, made);
    return made;
  }

  /** A run of words that a few letters usually stand for: purchase order, PO. */
  function acronymOf(words: readonly string[]): string | undefined {
    const meaning = words.map(stemOf).join(' ');
    const usual = acronyms.get(meaning)?.find((part) => all.has(part));
    if (usual !== undefined || words.length < 3) return usual;
    const initials = words.map((word) => word.charAt(0)).join('');
    return short.includes(initials) && words.every((word) => word === 'of' || !isLanguage(word)) ? initials : undefined;
  }

  function ways(phrase: readonly Token[], isAlone: boolean): (CutPhrase & { isCut: boolean })[] {
    const [first] = phrase;
    if (!first) return [{ forms: [], isCut: false, isBold: false, isDoubtful: false }];
    const found: (CutPhrase & { isCut: boolean })[] = [];
    const add = (part: string, length: number, how: { isCut?: true; isBold?: boolean; isDoubtful?: boolean }) => {
      for (const rest of ways(phrase.slice(length), isAlone))
        found.push({
          forms: [formsOf(part), ...rest.forms],
          isCut: how.isCut ?? rest.isCut,
          isBold: how.isBold === true || rest.isBold,
          isDoubtful: how.isDoubtful === true || rest.isDoubtful,
        });
    };
    for (let length = 1; length <= Math.min(4, phrase.length); length++) {
      const part = acronymOf(phrase.slice(0, length).map((token) => token.lower));
      if (part !== undefined) add(part, length, { isCut: true });
    }
    const isBold = isLanguage(first.lower);
    const form = formsOf(first.lower);
    const cut = isAlone && isBold ? [] : partsFor(form);
    for (const part of cut) {
      const isOwn = cutFit(form.stem, part) !== undefined;
      const isUsual = (isOwn ? [form.stem, form.root] : [...form.synonyms]).some(isOftenCut);
      add(part, 1, { isCut: true, isBold, isDoubtful: part.length === 3 && !isUsual && !isSkeleton(form.stem, part) });
    }
    if (cut.length === 0 && !isBold && !isKnown(form))
      for (const [head, tail] of pairs) {
        const rest = form.stem.startsWith(head) ? form.stem.slice(head.length) : '';
        if (rest === '' || isWholeWord(tail) || cutFit(rest, tail) === undefined) continue;
        for (const more of ways(phrase.slice(1), isAlone))
          found.push({ ...more, forms: [formsOf(head), formsOf(tail), ...more.forms], isCut: true });
      }
    const letters = pluralOfLetters(first);
    if (letters !== undefined) add(letters, 1, { isCut: true });
    else if (cut.length === 0) add(first.lower, 1, {});
    return found;
  }

  /** POs are several of what the data calls PO. */
  function pluralOfLetters({ text }: Token): string | undefined {
    const letters = /^([A-Z]{2,4})s$/.exec(text)?.[1]?.toLowerCase();
    return letters !== undefined && all.has(letters) ? letters : undefined;
  }

  return {
    of(phrase) {
      if (phrase.some((token) => token.kind !== 'word' || token.text.includes('_'))) return [];
      const isAlone = phrase.every((token) => isLanguage(token.lower));
      return ways(phrase, isAlone).filter(({ isCut }) => isCut);
    },
  };
}
