// Words: cutting a question into tokens, cutting a name of the schema into words, and stems of both.
// Not here: what a word means (lexicon.ts).
import { fold } from './fold.ts';
import { abbreviations } from './nameLexicon.ts';

export interface Token {
  kind: 'word' | 'number' | 'quoted' | 'symbol';
  /** As written; for a quoted token without its quotes. */
  text: string;
  lower: string;
  stem: string;
  /** The stem with endings of verbs taken off as well: `started` and `start` share it. */
  root: string;
  /** The number, with `1,000`, `$20`, `5k` and `1.5m` read. */
  value?: number;
  /** Offsets in the question. */
  start: number;
  end: number;
}

/** A map, for a question may say `constructor`, which every object has. */
const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    persons: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    staff: 'staff',
    series: 'series',
    species: 'species',
    news: 'news',
    data: 'data',
    indices: 'index',
    criteria: 'criterion',
    analyses: 'analysis',
    diagnoses: 'diagnosis',
    crises: 'crisis',
    theses: 'thesis',
    hypotheses: 'hypothesis',
    matrices: 'matrix',
    feet: 'foot',
    shelves: 'shelf',
    lives: 'life',
    gases: 'gas',
    movies: 'movie',
    cookies: 'cookie',
    calories: 'calorie',
  }),
);

/** The singular of an English noun, by rule; wrong singulars do no harm because both sides go through here. */
export function stem(word: string): string {
  const known = irregular.get(word);
  if (known) return known;
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|o)es$/.test(word) || (/uses$/.test(word) && !/[oa]uses$/.test(word))) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** What is left of a verb without `-ed` or `-ing`, its doubled consonant undone and a final `e` dropped. */
export function root(word: string): string {
  let base = stem(word);
  const found = /^(.{3,})(ed|ing)$/.exec(base);
  if (found?.[1]) base = found[1];
  if (found && /([bdfgklmnprt])\1$/.test(base)) base = base.slice(0, -1);
  return base.length > 3 && base.endsWith('e') ? base.slice(0, -1) : base;
}

/** The first and the last name of a person, where one letter is all that is left of the word: fName, l_nm. */
const ofPerson: Readonly<Record<string, string>> = { f: 'first', l: 'last' };

function withPersons(parts: readonly string[]): string[] {
  return parts.map((part, at) => (/^(name|nm)$/.test(parts[at + 1] ?? '') ? (ofPerson[part] ?? part) : part));
}

/** The parts of a name as written, in lower case: `CustOrdDt` is cust, ord, dt. */
export function nameParts(name: string): string[] {
  return numbered(name)
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((part) => part !== '');
}

/** "Visit #" is the number of a visit; behind a plural the sign says how many there are. */
function numbered(name: string): string {
  const thing = /^(.*\p{L})\s*#\s*$/u.exec(name)?.[1];
  const last = thing?.split(/[^\p{L}]+/u).at(-1) ?? '';
  return thing !== undefined && stemOf(last) === fold(last) ? `${thing} number` : name;
}

/** The abbreviation written out, or the word itself. */
function written(part: string): string {
  if (Object.hasOwn(abbreviations, part)) return abbreviations[part] ?? part;
  // "pmts" are several of them; with a vowel it may be a word of its own: cats.
  const one = part.length >= 4 && !/[aeiou]/.test(part) && part.endsWith('s') ? part.slice(0, -1) : '';
  const meaning = Object.hasOwn(abbreviations, one) ? abbreviations[one] : undefined;
  return meaning === undefined ? part : plural(meaning);
}

const plural = (noun: string): string => (noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`);

/** The words of a table's or column's name, abbreviations written out, each stemmed: `CustOrdDt` is customer, order, date. */
export function nameWords(name: string): string[] {
  return withPersons(nameParts(name))
    .flatMap((part) => written(part).split(' ').map(stemOf))
    .filter((word, at, words) => word !== words[at - 1] || /^\d+$/.test(word));
}

/** A word of a name or a question, folded and in the singular. */
export const stemOf = (word: string): string => stem(fold(word));

/** The same words for a reader, not stemmed: `CustOrdDt` is "customer order date". */
export function nameLabel(name: string): string {
  const parts = withPersons(nameParts(name)).flatMap((part) => written(part).split(' '));
  const label = parts.filter((part, at) => part !== parts[at - 1] || /^\d+$/.test(part)).join(' ');
  // A name without a letter is still the only name there is.
  return label === '' ? name.trim() || 'unnamed' : label;
}

/** How a text value and a phrase of the question are compared: folded, marks and spaces made one space. */
export function normalise(text: string): string {
  return fold(text)
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

const pattern =
  /"([^"]+)"|“([^”]+)”|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}])|(\d{4}-\d{2}(?:-\d{2})?(?![\d-])|(?<![\p{L}\p{N}.])(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}\.\d{2}\.\d{2})(?![\p{L}\p{N}]|\.\d))|(-?[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(k|m|bn|%|st|nd|rd|th)?(?![\p{L}\p{N}])|(<>|[<>]=?|=[<>]|!=|,)|([\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[_'’][\p{L}\p{N}\p{M}]+)*)|(\S)/giu;
/** Marks that end a sentence or enclose words; any other mark that is not understood must stop the reading. */
const silentMarks = /^[.?!:;()[\]]$/;
/** Behind these a minus with a space is the sign of a number and not a subtraction. */
const beforeSign = /^([<>=≤≥≠]+|!=|than|over|above|under|below|least|most|exactly|equals|to|of|is|between|and)$/;
const scales: Record<string, number> = { k: 1e3, m: 1e6, bn: 1e9 };

/** "orders!" ends a sentence, "!cancelled" denies, and behind a semicolon another question begins. */
function isSilent(question: string, at: number, mark: string): boolean {
  if (mark === ';') return /^[\s;]*$/.test(question.slice(at));
  return silentMarks.test(mark) && (!/[.?!:]/.test(mark) || !/[\p{L}\p{N}]/u.test(question.charAt(at + 1)));
}

export function tokenize(question: string): Token[] {
  const tokens: Token[] = [];
  for (const found of question.matchAll(pattern)) {
    const start = found.index;
    const end = start + found[0].length;
    const quoted = found[1] ?? found[2] ?? found[3];
    const add = (kind: Token['kind'], text: string, value?: number) => {
      const lower = text.toLowerCase().replace(/['’]s$/, '');
      const folded = fold(lower);
      const token: Token = { kind, text, lower, stem: stem(folded), root: root(folded), start, end };
      if (value !== undefined) token.value = value;
      tokens.push(token);
    };
    if (quoted !== undefined) add('quoted', quoted.trim());
    else if (found[4]) add('word', found[4]);
    else if (found[5]) {
      const suffix = found[6]?.toLowerCase() ?? '';
      const last = tokens.at(-1);
      const signed = last?.text === '-' && last.kind === 'symbol' && beforeSign.test(tokens.at(-2)?.lower ?? '');
      if (signed) tokens.pop();
      const number = Number(found[5].replaceAll(/[,$€£]/g, '')) * (signed ? -1 : 1);
      // Whether 1.250 is a thousand and some or a little over one depends on the country.
      const unclear = /^-?[$€£]?[1-9]\d{0,2}\.\d{3}$/.test(found[5]);
      // A percentage or an ordinal is not a plain number; left as a word, it is understood by nobody by mistake.
      if (!unclear && (suffix === '' || suffix in scales)) add('number', found[0], number * (scales[suffix] ?? 1));
      else add('word', found[0]);
    } else if (found[7]) {
      add('symbol', found[7]);
    } else if (found[9]) {
      const owner = tokens.at(-1);
      // The apostrophe of "customers' orders" belongs to its word, and says which of the two is meant.
      if (/['’]/.test(found[9]) && owner?.kind === 'word' && owner.end === start) {
        owner.text += found[9];
        owner.end = end;
      } else if (!isSilent(question, start, found[9])) add('symbol', found[9]);
    } else add('word', found[0]);
  }
  return tokens;
}
