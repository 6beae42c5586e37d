// Finding phrases of a question in the schema: every table, column or value they may name, with a score.
// Not here: choosing between several (resolve.ts).
import { areSynonyms, genericColumnWords } from './lexicon.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { normalise, root, type Token } from './tokens.ts';

export type Candidate =
  | { kind: 'table'; table: IndexedTable; score: number }
  | { kind: 'column'; column: IndexedColumn; score: number }
  | { kind: 'value'; column: IndexedColumn; values: string[]; score: number }
  /** Price times quantity, for a word of the revenue family that names no column. */
  | { kind: 'product'; column: IndexedColumn; times: IndexedColumn; score: number };

/** Values that a search of long columns found for this question: normalised phrase -> where. */
export type FoundValues = ReadonlyMap<string, readonly { column: IndexedColumn; values: string[] }[]>;

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((word, at) => word === b[at]);

/** 100 for the name itself, less the further away; 0 when the phrase does not name it. */
function score(phrase: readonly Token[], name: readonly string[], partial: boolean): number {
  if (name.length === 0) return 0;
  const stems = phrase.map((token) => token.stem);
  if (same(stems, name)) return 100;
  if (stems.length !== name.length && stems.join('') === name.join('')) return 98;
  const roots = phrase.map((token) => token.root);
  const nameRoots = name.map(root);
  const alike = (at: number, nameAt: number) =>
    stems[at] === name[nameAt] || areSynonyms(stems[at] ?? '', name[nameAt] ?? '');
  if (stems.length === name.length) {
    if (stems.every((_, at) => alike(at, at))) return 80;
    if (same(roots, nameRoots)) return 75;
  }
  if (!partial || stems.length >= name.length) return 0;
  const offset = name.length - stems.length;
  if (same(stems, name.slice(offset))) return 60;
  const rest = name.slice(stems.length);
  // A table or column named with a year or a version goes by the rest of its name.
  if (rest.every((word) => genericColumnWords.has(word) || /^\d+$/.test(word))) {
    if (same(stems, name.slice(0, stems.length))) return 60;
    if (same(roots, nameRoots.slice(0, stems.length))) return 55;
  }
  return stems.every((_, at) => alike(at, at + offset)) ? 50 : 0;
}

/** The name exactly as the database spells it, underscores and all. */
function spelled(phrase: readonly Token[], name: string): boolean {
  return phrase.length === 1 && phrase[0]?.lower === name.toLowerCase() && /[_A-Z\d]/.test(name);
}

function columnScore(phrase: readonly Token[], column: IndexedColumn): number {
  const { table, words, ownWords } = column;
  const qualified = words === ownWords || ownWords.length < words.length ? [...table.words, ...ownWords] : words;
  // In "how many orders status open" the plural is the table by itself.
  const isPlural = phrase[table.words.length - 1]?.lower !== phrase[table.words.length - 1]?.stem;
  if (
    !isPlural &&
    phrase.length === qualified.length &&
    phrase.length > ownWords.length &&
    same(
      phrase.map((token) => token.stem),
      qualified,
    )
  )
    return 110;
  if (spelled(phrase, column.name)) return 105;
  const plain = Math.max(
    score(phrase, words, true),
    ownWords === words ? 0 : Math.min(95, score(phrase, ownWords, true)),
  );
  if (plain > 0 || column.role !== 'flag') return plain;
  const flag = words.filter((word) => word !== 'is' && word !== 'has');
  return score(phrase, flag, false);
}

/** The value of a column that a phrase spells. Marks count where spellings differ by them: A is not A+. */
export function valuesOf(column: IndexedColumn, phrase: readonly Token[], score: number): Candidate[] {
  const text = textOf(phrase);
  const marks = phrase.filter((token) => token.kind === 'symbol').map((token) => token.text);
  const known = text === '' ? [] : (column.values?.get(text) ?? []);
  const spelled = known.filter((value) => marks.every((mark) => value.includes(mark)));
  const written = squeeze(phrase.map((token) => token.text).join(''));
  const exact = spelled.filter((value) => squeeze(value) === written);
  const values = exact.length > 0 ? exact : spelled;
  return values.length > 0 ? [{ kind: 'value', column, values, score }] : [];
}

const squeeze = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, '');
const textOf = (phrase: readonly Token[]): string => normalise(phrase.map((token) => token.lower).join(' '));

/** Everything `phrase` may name, best first. A quoted phrase names values only. */
export function candidatesFor(index: SchemaIndex, phrase: readonly Token[], found: FoundValues): Candidate[] {
  const candidates: Candidate[] = [];
  const quoted = phrase.length === 1 && phrase[0]?.kind === 'quoted';
  const text = textOf(phrase);
  const stemmed = normalise(phrase.map((token, at) => (at === phrase.length - 1 ? token.stem : token.lower)).join(' '));
  const plain = phrase.every((token) => token.kind === 'word' || token.kind === 'number');
  for (const table of index.tables) {
    if (quoted && [table.name, `${table.schema}.${table.name}`].includes(phrase[0]?.text ?? '')) {
      candidates.push({ kind: 'table', table, score: 70 });
    } else if (!quoted && plain) {
      const points = spelled(phrase, table.name) ? 105 : score(phrase, table.words, true);
      if (points > 0) candidates.push({ kind: 'table', table, score: points });
    }
    for (const column of table.columns) {
      const points = !quoted && plain ? columnScore(phrase, column) : 0;
      if (points > 0) candidates.push({ kind: 'column', column, score: points });
      const values = valuesOf(column, phrase, 90);
      const byStem = values.length > 0 || quoted || text === '' ? undefined : column.values?.get(stemmed);
      if (byStem) candidates.push({ kind: 'value', column, values: byStem, score: 85 });
      else candidates.push(...values);
    }
  }
  for (const { column, values } of found.get(text) ?? []) {
    candidates.push({ kind: 'value', column, values, score: 90 });
  }
  if (!quoted && candidates.every((candidate): boolean => candidate.kind === 'value'))
    candidates.push(...products(index, phrase));
  return candidates.sort((a, b) => b.score - a.score);
}

function products(index: SchemaIndex, phrase: readonly Token[]): Candidate[] {
  const [word] = phrase;
  if (phrase.length !== 1 || !word || !['revenue', 'sale', 'turnover'].includes(word.stem)) return [];
  const found: Candidate[] = [];
  for (const table of index.tables) {
    const measures = table.columns.filter((column) => column.role === 'measure');
    const prices = measures.filter((column) => column.words.includes('price'));
    const quantities = measures.filter((column) => ['quantity', 'unit'].includes(column.words.at(-1) ?? ''));
    const [price] = prices;
    const [quantity] = quantities;
    if (price && quantity && prices.length === 1 && quantities.length === 1) {
      found.push({ kind: 'product', column: price, times: quantity, score: 50 });
    }
  }
  return found;
}
