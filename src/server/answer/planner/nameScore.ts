// How well a phrase names a table or a column: 100 for the name itself, less the further away.
// Not here: finding what is worth comparing (nameIndex.ts), values (entities.ts).

import { cutsOf, family, type WordForms } from './nameForms.ts';
import { genericColumnWords, identifierWords } from './nameLexicon.ts';
import { saysHowMany } from './roles.ts';
import type { IndexedColumn, IndexedTable } from './schemaIndex.ts';
import { root } from './tokens.ts';

export interface Score {
  score: number;
  /** The phrase is a part of a longer name. */
  partial: boolean;
}

/** One way to cut a name into words, or a shorter name it goes by. */
interface Variant {
  words: readonly string[];
  roots: readonly string[];
  families: readonly string[];
  joined: string;
  /** The most that a phrase equal to it is worth. */
  cap: number;
}

export interface ColumnNames {
  column: IndexedColumn;
  variants: Variant[];
  /** The name without its unit, for a phrase that says the unit. */
  bare: Variant[];
  /** Words for the unit. */
  unit: ReadonlySet<string>;
  /** The table's name before the column's. */
  qualified: readonly string[] | undefined;
}

export interface TableNames {
  table: IndexedTable;
  variants: Variant[];
}

const prefixes = new Set(['is', 'has', 'was']);

const variantOf = (words: readonly string[], cap: number): Variant => ({
  words,
  roots: words.map(root),
  families: words.map(family),
  joined: words.join(''),
  cap,
});

function distinctVariants(lists: readonly (readonly [readonly string[], number])[]): Variant[] {
  const seen = new Set<string>();
  return lists.flatMap(([words, cap]) => {
    const key = words.join(' ');
    if (words.length === 0 || seen.has(key)) return [];
    seen.add(key);
    return [variantOf(words, cap)];
  });
}

export function columnNames(column: IndexedColumn): ColumnNames {
  const { table, words, ownWords, unit } = column;
  const cuts = cutsOf(column.name);
  const plain = cuts.at(-1) ?? words;
  const [ownLength, units] = [words.length - ownWords.length, unit?.length ?? 0];
  const own = (list: readonly string[]) => (list.length === words.length ? list.slice(ownLength) : list);
  const lists: [readonly string[], number][] = [
    [words, 100],
    [ownWords, 95],
    [plain, 99],
    [own(plain), 94],
  ];
  const bare: [readonly string[], number][] = [];
  if (unit && units > 0) {
    const cap = unit.written ? 60 : 96;
    for (const list of [words, plain]) bare.push([list.slice(0, -units), cap], [own(list).slice(0, -units), cap - 2]);
    lists.push(...bare);
  }
  // Rooms are counted by the number of rooms.
  if (saysHowMany(column)) {
    const thing = words.slice(words[1] === 'of' ? 2 : 1);
    lists.push([thing, 90], [['number', ...thing], 98], [['number', 'of', ...thing], 100]);
  }
  if (words.length > 1 && prefixes.has(words[0] ?? '')) lists.push([words.slice(1), 98], [plain.slice(1), 98]);
  const qualified = words === ownWords || ownWords.length < words.length ? [...table.words, ...ownWords] : words;
  return {
    column,
    variants: distinctVariants(lists),
    bare: distinctVariants(bare),
    unit: new Set(unit?.words ?? []),
    qualified: qualified.length > ownWords.length ? qualified : undefined,
  };
}

export function tableNames(table: IndexedTable): TableNames {
  const [, plain = []] = cutsOf(table.name);
  const lists: [readonly string[], number][] = [[table.words, 100]];
  if (plain.length === table.words.length) lists.push([plain, 99]);
  if (table.singular !== table.words.join(' ')) lists.push([table.singular.split(' '), 95]);
  return { table, variants: distinctVariants(lists) };
}

const isAlike = (form: WordForms, word: string | undefined): boolean =>
  word !== undefined && (form.stem === word || form.written === word);
const isSynonym = (form: WordForms, word: string | undefined): boolean =>
  word !== undefined && (isAlike(form, word) || form.synonyms.has(word));

const nothing: Score = { score: 0, partial: false };
const whole = (score: number): Score => ({ score, partial: false });

function scoreOf(phrase: readonly WordForms[], { words, roots, families, joined, cap }: Variant): Score {
  const { length } = phrase;
  const all = (holds: (form: WordForms, at: number) => boolean, from = 0) =>
    length + from <= words.length && phrase.every((form, at) => holds(form, at + from));
  const alike = (form: WordForms, at: number) => isAlike(form, words[at]);
  if (length === words.length) {
    if (all(alike)) return whole(cap);
    if (all((form, at) => isSynonym(form, words[at]))) return whole(Math.min(cap, 80));
    if (all((form, at) => form.root === roots[at])) return whole(Math.min(cap, 75));
    if (all((form, at) => form.root === roots[at] || form.family === families[at])) return whole(Math.min(cap, 70));
    // "Produced parts" for parts_produced; where a word comes twice, its order may tell.
    const isShuffled =
      new Set(words).size === length && words.every((word) => phrase.some((form) => isAlike(form, word)));
    return isShuffled ? whole(Math.min(cap, 65)) : nothing;
  }
  if (phrase.map(({ stem }) => stem).join('') === joined) return whole(Math.min(cap, 98));
  if (length > words.length) return nothing;
  const offset = words.length - length;
  if (all(alike, offset)) return { score: Math.min(cap, 60), partial: true };
  // A table or column named with a year or a version goes by the rest of its name.
  if (words.slice(length).every((word) => genericColumnWords.has(word) || /^\d+$/.test(word))) {
    if (all(alike)) return whole(Math.min(cap, 60));
    if (all((form, at) => form.root === roots[at])) return whole(Math.min(cap, 55));
    if (all((form, at) => form.family === families[at])) return whole(Math.min(cap, 50));
    if (all((form, at) => isSynonym(form, words[at]))) return whole(Math.min(cap, 50));
  }
  if (all((form, at) => isSynonym(form, words[at]), offset)) return { score: Math.min(cap, 50), partial: true };
  for (let from = 0; from < offset; from++) {
    if (all(alike, from)) return { score: Math.min(cap, 50), partial: true };
  }
  for (let from = 0; from <= offset; from++) {
    if (all((form, at) => form.family === families[at], from)) return { score: Math.min(cap, 45), partial: true };
  }
  return nothing;
}

/** Words behind a noun of doing that say no more than that its rows are things done. */
const eventWords = new Set(['event', 'evt', 'log', 'history', 'record', 'entry']);
/** A table of these tells of what others are like, and has none of them. */
const kindWords = new Set(['type', 'kind', 'category', 'class', 'status', 'reason', 'code', 'group']);

const better = (a: Score, b: Score): Score => (b.score > a.score ? b : a);

const best = (phrase: readonly WordForms[], variants: readonly Variant[]): Score =>
  variants.reduce((found, variant) => better(found, scoreOf(phrase, variant)), nothing);

export function scoreTable(phrase: readonly WordForms[], names: TableNames): Score {
  const found = best(phrase, names.variants);
  const { words } = names.table;
  const [first] = words;
  // Events of playing are plays, and what was played; kinds of requests are no requests.
  if (phrase.length === 1 && words.length === 2 && eventWords.has(words[1] ?? '') && first !== undefined) {
    const [form] = phrase;
    if (form && isAlike(form, first)) return whole(85);
    if (form && (form.root === root(first) || form.family === family(first))) return whole(62);
  }
  const isKind = words.length > phrase.length && kindWords.has(words.at(-1) ?? '');
  if (isKind && found.score <= 60 && !phrase.some((form) => isAlike(form, words.at(-1))))
    return found.score > 45 ? { score: 45, partial: true } : found;
  // The verb speaks rather of a date than of the rows: "admitted" beside admissions.
  return found.score === 70 ? whole(50) : found;
}

export function scoreColumn(phrase: readonly WordForms[], names: ColumnNames): Score {
  const { column, qualified } = names;
  // In "how many orders status open" the plural is the table by itself.
  const isPlural = phrase[column.table.words.length - 1]?.isPlural === true;
  if (
    qualified &&
    !isPlural &&
    phrase.length === qualified.length &&
    phrase.every((form, at) => isAlike(form, qualified[at]))
  )
    return whole(110);
  if (qualified && column.role === 'measure' && isHeaded(phrase, names)) return whole(88);
  // "number of" alone says nothing of what is counted.
  if (saysHowMany(column) && phrase.every(({ stem }) => stem === 'number' || stem === 'of')) return nothing;
  // A unit alone names no column, however many end in it.
  if (names.unit.has(phrase.map(({ text }) => text).join(' '))) return nothing;
  let found = best(phrase, names.variants);
  if (found.score < 95 && names.unit.size > 0) {
    const rest = withoutUnit(phrase, names.unit);
    if (rest) {
      const said = best(rest, names.bare);
      if (said.score > 0) found = better(found, { ...said, score: said.score >= 94 ? 97 : said.score });
    }
  }
  return found.score > 0 ? found : byKind(phrase, names);
}

/** "payment amount" for the amount of `premium_payments`: the end of the table's name before the column's own. */
function isHeaded(phrase: readonly WordForms[], { column, qualified }: ColumnNames): boolean {
  if (qualified === undefined || phrase.length >= qualified.length || phrase.length <= column.ownWords.length)
    return false;
  const tail = qualified.slice(-phrase.length);
  return phrase.every((form, at) => isAlike(form, tail[at]));
}

/** Whether the phrase and the name have a word in common, or words that mean the same, and not only a root. */
export const sharesWord = (phrase: readonly WordForms[], words: readonly string[]): boolean =>
  phrase.some((form) => words.some((word) => isSynonym(form, word)));

/** The phrase without words for the unit and the "in" or "of" that joins them; undefined when it says none, or nothing else. */
function withoutUnit(phrase: readonly WordForms[], unit: ReadonlySet<string>): WordForms[] | undefined {
  for (let length = Math.min(3, phrase.length - 1); length > 0; length--) {
    for (const atEnd of [true, false]) {
      const said = atEnd ? phrase.slice(-length) : phrase.slice(0, length);
      if (!unit.has(said.map(({ text }) => text).join(' '))) continue;
      const rest = atEnd ? phrase.slice(0, -length) : phrase.slice(length);
      const joint = atEnd ? rest.at(-1)?.text : rest[0]?.text;
      const joined = joint === 'in' || joint === 'of';
      const bare = !joined ? rest : atEnd ? rest.slice(0, -1) : rest.slice(1);
      return bare.length > 0 ? bare : undefined;
    }
  }
  return undefined;
}

const dateWords = new Set(['date', 'time', 'day', 'timestamp']);

/** "order date" for `ordered_at`, "invoice number" for `invoice_id`: the last word says only what kind of thing it is. */
function byKind(phrase: readonly WordForms[], { column, variants }: ColumnNames): Score {
  const last = phrase.at(-1)?.written ?? '';
  const isYear = last === 'year' && column.type === 'integer' && column.averaged && column.role === 'measure';
  const isOfKind =
    isYear ||
    (column.role === 'date' && dateWords.has(last)) ||
    (column.role === 'identifier' && identifierWords.has(last));
  if (!isOfKind || phrase.length < 2) return nothing;
  const rest = phrase.slice(0, -1);
  const kinds = column.role === 'date' ? /^(date|time|day|timestamp|at|on)$/ : /^(id|key|code|number|reference)$/;
  return variants.reduce((found, { words, roots, families }) => {
    if (words.length !== rest.length + 1 && words.length !== rest.length) return found;
    if (words.length > rest.length && !kinds.test(words.at(-1) ?? '')) return found;
    if (words.length === rest.length && column.role === 'identifier') return found;
    if (rest.every((form, at) => isAlike(form, words[at]))) return better(found, whole(70));
    const isRelated = rest.every((form, at) => form.root === roots[at] || form.family === families[at]);
    return isRelated ? better(found, whole(65)) : found;
  }, nothing);
}
