// Finding phrases of a question in the schema: every table, column or value they may name, with a score.
// Not here: choosing between several (grammar/choices.ts), how well a name fits (nameScore.ts), typing errors (typo.ts).
import { dateWords } from './dates.ts';
import { ownerScore } from './keyOwners.ts';
import { moneyNames } from './moneyNames.ts';
import { formsOf, phraseForms, type WordForms, withoutTail } from './nameForms.ts';
import { nameIndexOf } from './nameIndex.ts';
import { type Score, scoreColumn, scoreTable, sharesWord } from './nameScore.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { shortNamesOf } from './shortNames.ts';
import { shortTableOf } from './shortTables.ts';
import { amountPhrase, tableAmount } from './tableAmounts.ts';
import { normalise, stemOf, type Token } from './tokens.ts';
import { umlautsOf } from './valueGroups.ts';

/**
 * `score`: 100 for the name itself (more when its table or its exact spelling is said as well), 50 and less for what may
 * be meant. `partial`: the phrase is a part of a longer name; several of one table have 45 each, and one should ask.
 */
export type Candidate = (
  | { kind: 'table'; table: IndexedTable; score: number; partial?: true }
  | { kind: 'column'; column: IndexedColumn; score: number; partial?: true }
  | { kind: 'value'; column: IndexedColumn; values: string[]; score: number }
  /** Price times quantity, for a word of the revenue family that names no column. */
  | { kind: 'product'; column: IndexedColumn; times: IndexedColumn; score: number }
) & {
  /** The phrase without the typing errors that were undone to find it. */
  corrected?: string;
  /** The name is the phrase cut short; a value that nobody has read yet may be meant before it. */
  isCut?: true;
};

/** Values that a search of long columns found for this question: normalised phrase -> where. */
export type FoundValues = ReadonlyMap<string, readonly { column: IndexedColumn; values: string[] }[]>;

/** The value of a column that a phrase spells. Marks count where spellings differ by them: A is not A+. */
export function valuesOf(column: IndexedColumn, phrase: readonly Token[], score: number): Candidate[] {
  const text = textOf(phrase);
  const marks = phrase.filter((token) => token.kind === 'symbol').map((token) => token.text);
  const known = text === '' ? [] : spellingsOf(column, text);
  const spelled = known.filter((value) => marks.every((mark) => value.includes(mark)));
  const written = squeeze(phrase.map((token) => token.text).join(''));
  const exact = spelled.filter((value) => squeeze(value) === written);
  const values = exact.length > 0 ? exact : spelled;
  return values.length > 0 ? [{ kind: 'value', column, values, score }] : [];
}

/** Also a value with umlauts that is written without: Koeln. */
function spellingsOf(column: IndexedColumn, text: string): string[] {
  const { values } = column;
  const known = values?.get(text);
  if (known || !values || !/[aou]e/.test(text)) return known ?? [];
  return umlautsOf(values).get(text) ?? [];
}

const squeeze = (text: string): string => text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, '');
const textOf = (phrase: readonly Token[]): string => normalise(phrase.map((token) => token.lower).join(' '));

/** Everything `phrase` may name, best first. A quoted phrase names values, or a table by its exact name. */
export function candidatesFor(index: SchemaIndex, phrase: readonly Token[], found: FoundValues): Candidate[] {
  const quoted = phrase.length === 1 && phrase[0]?.kind === 'quoted';
  const isPlain = phrase.every((token) => token.kind === 'word' || token.kind === 'number' || token.text === '%');
  const candidates = quoted ? quotedTables(index, phrase[0]?.text ?? '') : isPlain ? namedBy(index, phrase) : [];
  const text = textOf(phrase);
  const stemmed = normalise(phrase.map((token, at) => (at === phrase.length - 1 ? token.stem : token.lower)).join(' '));
  for (const table of index.tables) {
    for (const column of table.columns) {
      if (!column.values) continue;
      const isSpelled = column.values.has(text) || spellingsOf(column, text).length > 0;
      const values = isSpelled ? valuesOf(column, phrase, 90) : [];
      const byStem = values.length > 0 || quoted || text === '' ? undefined : column.values.get(stemmed);
      if (byStem) candidates.push({ kind: 'value', column, values: byStem, score: 85 });
      else candidates.push(...values);
    }
  }
  for (const { column, values } of found.get(text) ?? []) {
    candidates.push({ kind: 'value', column, values, score: 90 });
  }
  if (!quoted && candidates.every((candidate): boolean => candidate.kind === 'value')) {
    const money = moneyOf(index, phrase);
    const made = money.some(({ score }) => score > 0) ? [] : products(index, phrase);
    candidates.push(...(made.length > 0 ? made : money));
  }
  if (candidates.length === 0 && isPlain) candidates.push(...amountOf(index, phrase));
  if (candidates.length === 0 && isPlain) candidates.push(...cutNamesOf(index, phrase));
  if (candidates.length === 0 && isPlain) candidates.push(...measuredIn(index, text));
  const [word] = phrase;
  const short = candidates.length === 0 && phrase.length === 1 && word ? shortTableOf(index, word) : undefined;
  if (short) candidates.push({ kind: 'table', table: short, score: 75, isCut: true });
  if (phrase.length === 1 && !quoted) {
    const columns = candidates.flatMap((each) => (each.kind === 'column' ? [each] : []));
    for (const each of candidates)
      if (each.kind === 'table') each.score = ownerScore(index, each.table, each.score, columns);
  }
  return candidates.sort((a, b) => b.score - a.score);
}

function quotedTables(index: SchemaIndex, text: string): Candidate[] {
  const named = index.tables.filter((table) => [table.name, `${table.schema}.${table.name}`].includes(text));
  return named.map((table) => ({ kind: 'table', table, score: 70 }));
}

/** Tables and columns that the phrase names. */
function namedBy(index: SchemaIndex, phrase: readonly Token[]): Candidate[] {
  const forms = phraseForms(phrase);
  const found = alikeOf(index, forms, phrase.length === 1 ? (phrase[0]?.lower ?? '') : '');
  if (found.length > 0) return found;
  const shorter = withoutTail(forms);
  if (shorter) return alikeOf(index, shorter, '').map((name) => ({ ...name, score: Math.min(name.score, 90) }));
  const [verb, particle] = phrase;
  if (phrase.length === 2 && verb && particle && verb.root !== verb.stem && /^(up|in|out|off)$/.test(particle.lower))
    return alikeOf(index, [formsOf(`${verb.root}${particle.lower}`)], '');
  const [kind, of, thing] = phrase;
  if (phrase.length !== 3 || !kind || !thing || of?.lower !== 'of' || !ofKind.test(kind.stem)) return [];
  // "Date of birth" is the birth date.
  return alikeOf(index, phraseForms([thing, kind]), '').filter(({ score }) => score >= 95);
}

const ofKind = /^(date|day|time|year|place|country|city)$/;

function alikeOf(index: SchemaIndex, forms: readonly WordForms[], written: string): Name[] {
  const names = nameIndexOf(index);
  const isTime = forms.some(({ stem }) => stem === 'duration');
  const all = names.near(forms);
  // How long a road is says nothing of how long something took.
  const near = isTime ? { ...all, columns: all.columns.filter(({ column }) => !isDistance(column)) } : all;
  const exact = names.spelled(written);
  const tables: Name[] = near.tables.flatMap((each) => {
    const { table } = each;
    const { score, partial } = exact.tables.includes(table) ? exactly : scoreTable(forms, each);
    return score > 0 ? [{ kind: 'table' as const, table, score, ...(partial ? { partial } : {}) }] : [];
  });
  const columns: ColumnName[] = near.columns.flatMap((each) => {
    const { column } = each;
    const { score, partial } = exact.columns.includes(column) ? exactly : scoreColumn(forms, each);
    return score > 0 ? [{ kind: 'column' as const, column, score, ...(partial ? { partial } : {}) }] : [];
  });
  // "Payments" are the rows of payments, whatever column has "paid" in its name.
  const isTable = near.tables.some(
    ({ table }) =>
      sharesWord(forms, table.words) &&
      tables.some((each) => 'table' in each && each.table === table && each.score >= 60),
  );
  const own = isTable ? columns.filter(({ column }) => sharesWord(forms, column.words)) : columns;
  return [...tables, ...own.map((candidate) => withRivals(candidate, own))];
}

/** So little that no reading with it is answered before the person has said that it is meant. */
const doubtful = -10;

/** Words for what a table of something is, when nothing else is called after it. */
const tableTails = new Set(['detail', 'category', 'catalog', 'transaction']);

/** Tables and columns whose names are the phrase's words cut short, well below those that have the words themselves. */
function cutNamesOf(index: SchemaIndex, phrase: readonly Token[]): Candidate[] {
  // A capital inside a sentence begins the name of somebody.
  const [first] = phrase;
  if (phrase.length === 1 && first && first.start > 0 && /^\p{Lu}\p{Ll}/u.test(first.text)) return [];
  const names = nameIndexOf(index);
  const found = shortNamesOf(index, names.has)
    .of(phrase)
    .flatMap(({ forms, isBold, isDoubtful }) => {
      const whole = phrase.length > 1 ? 70 : 66;
      return alikeOf(index, forms, '').flatMap((name): Candidate[] => {
        const { score, partial, ...rest } = name;
        const isTable = rest.kind === 'table' && isButTail(rest.table.words, forms);
        if (isDoubtful) return score >= 90 || isTable ? [{ ...rest, score: doubtful, isCut: true }] : [];
        if (score >= 90) return [{ ...rest, score: whole, isCut: true }];
        if (isBold) return [];
        if (isTable) return [{ ...rest, score: whole - 6, isCut: true }];
        const less = score >= 60 ? 54 : score >= 50 ? 48 : 42;
        return [{ ...rest, score: less, isCut: true, ...(partial ? { partial } : {}) }];
      });
    });
  return found.map((each) =>
    each.kind === 'table' && each.score < 60 && each.score > 0 && isTold(each.table, found)
      ? { ...each, score: 60 }
      : each,
  );
}

/** The table whose rows the column tells apart that goes by the same word: of `machId`, machines are the rows of `mach_park`. */
const isTold = ({ idColumn }: IndexedTable, found: readonly Candidate[]): boolean =>
  idColumn !== undefined && found.some((each) => each.kind === 'column' && each.column === idColumn && each.score < 60);

/** The only column of numbers in the data that has the unit, for a unit alone: "km per trip". Times are said too often. */
function measuredIn(index: SchemaIndex, text: string): Candidate[] {
  const word = stemOf(text);
  if (text.length < 2 || /%|percent/.test(text) || dateWords.has(text) || dateWords.has(word)) return [];
  const columns = index.tables.flatMap((table) =>
    table.columns.filter(({ role, unit }) => {
      if (role !== 'measure' || !unit || timeUnits.has(unit.symbol)) return false;
      return unit.words.includes(text) || unit.words.includes(word) || (word === 'size' && areas.has(unit.symbol));
    }),
  );
  const [column] = columns;
  return column && columns.length === 1 ? [{ kind: 'column', column, score: 60 }] : [];
}

const isDistance = ({ unit, words }: IndexedColumn): boolean =>
  unit !== undefined && /^(mm|cm|m|km|mi|ft)$/.test(unit.symbol) && !words.includes('duration');
const areas = new Set(['m²', 'ft²']);
const timeUnits = new Set(['ms', 's', 'min', 'h', 'd', 'days', 'weeks', 'months', 'years']);

function isButTail(words: readonly string[], forms: readonly WordForms[]): boolean {
  const tail = words.slice(forms.length);
  return (
    tail.length > 0 && tail.every((word) => tableTails.has(word)) && forms.every(({ stem }, at) => stem === words[at])
  );
}

type ColumnName = Extract<Candidate, { kind: 'column' }>;
type Name = Extract<Candidate, { kind: 'table' }> | ColumnName;
const exactly: Score = { score: 105, partial: false };

/** A part of several names of one table says which of them only to who asks back. */
function withRivals(candidate: ColumnName, all: readonly ColumnName[]): ColumnName {
  if (!candidate.partial) return candidate;
  const isRival = all.some(
    ({ column, partial }) => partial && column !== candidate.column && column.table === candidate.column.table,
  );
  return isRival ? { ...candidate, score: Math.min(candidate.score, 45) } : candidate;
}

/** "invoice amount": the amount of the table that is named in front. */
function amountOf(index: SchemaIndex, phrase: readonly Token[]): Candidate[] {
  const split = amountPhrase(phrase);
  if (!split) return [];
  const named = namedBy(index, split.of);
  const all = named.length > 0 ? named : cutNamesOf(index, split.of);
  const [best] = all.toSorted((a, b) => b.score - a.score);
  if (best?.kind !== 'table' || best.score < 60) return [];
  // The total of a sale line may be that of a whole sale.
  const isOther = split.of.length > 1 && namedBy(index, split.of.slice(0, 1)).some(({ score }) => score >= 95);
  const column = isOther ? undefined : tableAmount(best.table, split.word);
  return column ? [{ kind: 'column', column, score: best.score >= 95 ? 96 : 90 }] : [];
}

function moneyOf(index: SchemaIndex, phrase: readonly Token[]): Candidate[] {
  const [word] = phrase;
  if (!word || phrase.length > 1) return [];
  return moneyNames(index, word.stem).map(({ column, isSure }) => ({
    kind: 'column',
    column,
    score: isSure ? 60 : doubtful,
  }));
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
