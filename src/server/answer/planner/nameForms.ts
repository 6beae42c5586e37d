// The forms a word of a question may have to name something: written out, without its ending, as a verb or the noun made of it.
// Not here: comparing them with a name (nameScore.ts).
import { fold } from './fold.ts';
import { abbreviations, silentTails, synonymsOf } from './nameLexicon.ts';
import { nameParts, nameWords, root, stemOf, type Token } from './tokens.ts';

/** Verbs and nouns that share no ending rule, under one of them. */
const families: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    admit: 'admission',
    permit: 'permission',
    submit: 'submission',
    transmit: 'transmission',
    buy: 'bought buyer',
    sell: 'sold seller',
    pay: 'paid payment',
    send: 'sent sender',
    build: 'built',
    begin: 'began begun',
    lose: 'lost loss',
    decide: 'decision',
    divide: 'division',
    arrive: 'arrival',
    approve: 'approval',
    renew: 'renewal',
    withdraw: 'withdrawal withdrawn withdrew',
    subscribe: 'subscription subscriber',
    describe: 'description',
    prescribe: 'prescription',
    receive: 'receipt',
    choose: 'chosen chose choice',
    grow: 'grown growth',
    fly: 'flown flight',
    cancel: 'cancellation cancelled canceled',
    register: 'registration',
    apply: 'application applied',
    deliver: 'delivery',
    occur: 'occurrence occurred',
    refer: 'referral referred',
    measure: 'measurement',
    book: 'booking',
    create: 'creation created',
    depart: 'departure',
    close: 'closure',
    fail: 'failure',
    loan: 'borrow lend lent',
  }).flatMap(([word, others]) => others.split(' ').map((other) => [other, word])),
);

/** Nouns that only look as if they were made of a verb. */
const noVerb = new Set(
  'department apartment statement segment station nation ration section mission portion fraction position condition document element comment moment instrument percentage region version million session option question relation function passion product'.split(
    ' ',
  ),
);

/** What `delivered`, `deliver` and `delivery` share. Of four letters at least: less would join what has nothing in common. */
export function family(word: string): string {
  if (noVerb.has(word)) return word;
  const known = familyOf(word) ?? familyOf(root(word));
  if (known !== undefined) return ending(root(known));
  const base =
    /^(.{4,})(?:ment|ation|at(?:e|ed|ing))$/.exec(word)?.[1] ??
    /^(.{4,})ption$/.exec(word)?.[1] ??
    /^(.{4,})tion$/.exec(word)?.[1];
  return ending(root(base ?? word));
}

const familyOf = (word: string): string | undefined => (Object.hasOwn(families, word) ? families[word] : undefined);

/** `install` and `installed`, `reject` and `rejection` end alike. */
const ending = (base: string): string => base.replace(/([bdfgklmnprt])\1$/, '$1').replace(/^(.{3,}c)t$/, '$1');

/** One word of a phrase in the forms it is compared in. */
export interface WordForms {
  /** As written, folded. */
  text: string;
  stem: string;
  /** Its abbreviation written out, where it is one. */
  written: string;
  root: string;
  family: string;
  synonyms: ReadonlySet<string>;
  isPlural: boolean;
}

const none: ReadonlySet<string> = new Set();

export function formsOf(word: string): WordForms {
  const stem = stemOf(word);
  const written = Object.hasOwn(abbreviations, stem) ? stemOf(abbreviations[stem] ?? stem) : stem;
  return {
    text: fold(word),
    stem,
    written,
    root: root(stem),
    family: family(stem),
    synonyms: synonymsOf(stem) ?? none,
    isPlural: stem !== word,
  };
}

/** The words of a phrase; what is written with underscores or capitals like a name is cut like one. */
export function phraseForms(phrase: readonly Token[]): WordForms[] {
  return phrase.flatMap((token) => {
    const parts = token.text.includes('_') ? nameParts(token.text) : [token.lower];
    return parts.map(formsOf);
  });
}

/** The phrase without a last word that says no more than the rest; undefined when it has none. */
export function withoutTail(phrase: readonly WordForms[]): WordForms[] | undefined {
  const [last, before] = [phrase.at(-1)?.stem ?? '', phrase.at(-2)?.stem ?? ''];
  const isSilent = Object.hasOwn(silentTails, last) && silentTails[last]?.has(before) === true;
  return isSilent ? phrase.slice(0, -1) : undefined;
}

/** The words of a name in the ways it may be cut: abbreviations written out, and as they stand. */
export function cutsOf(name: string): string[][] {
  const written = nameWords(name);
  const plain = nameParts(name).map(stemOf);
  return written.join(' ') === plain.join(' ') ? [written] : [written, plain];
}
