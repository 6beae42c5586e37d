// From tokens to items: the longest phrases that are an operation, a period, a number or something of the schema.
// Not here: what the items mean together (parse.ts).
import { type Day, type Period, periodAt } from './dates.ts';
import { type Candidate, candidatesFor, type FoundValues, valuesOf } from './entities.ts';
import { fillerNouns, followWords, longestPhrase, type Operation, phrases, stopWords } from './lexicon.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import type { Token } from './tokens.ts';
import { wordOrValue } from './wordOrValue.ts';

export interface Item {
  /** Offsets in the question. */
  start: number;
  end: number;
  text: string;
  op?: Operation;
  period?: Period;
  number?: number;
  /** What it may name; also beside `op`, for a column that is called like an operation. */
  entity: Candidate[];
  /** It may be a value of the data or a word without content, and the person has to say. */
  unclear?: Extract<Candidate, { kind: 'value' }>;
  /** Nothing is known by this word. */
  unknown: boolean;
  /** The word without content that stood before it, `from` or `to` for example. */
  before: string;
  /** It stands in a condition: "with an amount of". */
  conditional: boolean;
}

const longestEntity = 5;

/** Cuts a question into items; words without content are left out. `home` is the base table of the answer before. */
export function itemize(
  tokens: readonly Token[],
  index: SchemaIndex,
  now: Day,
  found: FoundValues,
  question: string,
  home?: string,
): Item[] {
  const items: Item[] = [];
  let before = '';
  let conditional = false;
  let at = 0;
  const add = (length: number, part: Partial<Item>) => {
    const start = tokens[at]?.start ?? 0;
    const end = tokens[at + length - 1]?.end ?? start;
    items.push({
      start,
      end,
      text: question.slice(start, end),
      entity: [],
      unknown: false,
      before,
      conditional,
      ...part,
    });
    before = '';
    conditional = false;
    at += length;
  };
  const alone = tokens.filter((token) => !stopWords.has(token.lower) && !followWords.has(token.lower)).length <= 2;
  while (at < tokens.length) {
    const token = tokens[at];
    if (!token) break;
    const dated = periodAt(tokens, at, now, alone);
    const isDate =
      dated !== undefined &&
      !isLimit(items.at(-1), tokens.slice(at, at + dated.length)) &&
      !reachesIntoValue(tokens, at, dated.length, index, found);
    const period = isDate ? dated : undefined;
    const operation = operationAt(tokens, at);
    const entity = entityAt(tokens, at, index, found, items.at(-1));
    const shouted =
      token.kind === 'word' &&
      token.text.length > 1 &&
      token.text === token.text.toUpperCase() &&
      token.text !== token.lower;
    const spelled =
      shouted &&
      entity?.candidates.some((candidate) => candidate.kind === 'value' && candidate.values.includes(token.text));
    const entityLength = entity?.length ?? 0;
    const small =
      entity?.length === 1 &&
      !spelled &&
      token.kind === 'word' &&
      (stopWords.has(token.lower) || followWords.has(token.lower))
        ? entity.candidates.filter((candidate) => candidate.kind === 'value')
        : [];
    const [value] = small;
    const column = items.at(-1)?.entity.find((candidate) => candidate.kind === 'column')?.column;
    const behind = column !== undefined && value?.column.name === column.name && before !== 'in';
    const sense = value ? wordOrValue(tokens, at, behind) : 'word';
    const isOwn = operation !== undefined && ownValueAt(tokens, at, items.at(-1)) !== undefined && small.length === 0;
    if (value && sense === 'value') add(1, { entity: small });
    else if (value && sense === 'unclear') add(1, { entity: small, unclear: value });
    else if (entity && isOwn) add(entity.length, { entity: entity.candidates });
    else if (spelled && entity)
      add(entity.length, { entity: entity.candidates.filter((candidate) => candidate.kind === 'value') });
    else if (period && period.length >= entityLength && !yearOfColumn(items.at(-1), token))
      add(period.length, { period: period.period });
    else if (operation && operation.length >= entityLength) {
      add(operation.length, {
        op: operation.operation,
        entity: entity && entityLength === operation.length ? entity.candidates : [],
      });
    } else if (entity && !(entityLength === 1 && token.kind === 'word' && stopWords.has(token.lower)))
      add(entity.length, { entity: entity.candidates });
    else if (token.kind === 'number') add(1, token.value === undefined ? { unknown: true } : { number: token.value });
    else if (stopWords.has(token.lower)) {
      before = token.lower;
      conditional ||= /^(with|where|whose|having)$/.test(token.lower);
      at += 1;
    } else if (fillerNouns.has(token.lower)) add(1, { op: { kind: 'filler' } });
    else add(1, { unknown: true });
  }
  return items.map((item) => ({ ...item, entity: withoutStrayValues(item, items, home) }));
}

/**
 * "sales" may be a measure and also a department's name. It is the name only where the question speaks of that
 * department's table or column, or goes on with an answer about it.
 */
function withoutStrayValues(item: Item, items: readonly Item[], home: string | undefined): Candidate[] {
  const isMeasured = item.entity.some(
    (candidate) => candidate.kind === 'product' || (candidate.kind === 'column' && candidate.column.role === 'measure'),
  );
  if (!isMeasured) return item.entity;
  const others = items.filter((other) => other !== item);
  return item.entity.filter((candidate) => {
    if (candidate.kind !== 'value') return true;
    const { column } = candidate;
    if (column.table.key === home) return true;
    return others.some(
      ({ entity: [best] }) =>
        (best?.kind === 'table' && best.table === column.table) || (best?.kind === 'column' && best.column === column),
    );
  });
}

/** "of March Corp" begins like a date, but the value it ends in is the longer phrase. */
function reachesIntoValue(
  tokens: readonly Token[],
  at: number,
  length: number,
  index: SchemaIndex,
  found: FoundValues,
): boolean {
  for (let start = at + 1; start < at + length; start++) {
    for (let end = at + length + 1; end <= Math.min(tokens.length, start + longestEntity); end++) {
      const phrase = tokens.slice(start, end);
      if (candidatesFor(index, phrase, found).some((candidate) => candidate.kind === 'value' && candidate.score >= 90))
        return true;
    }
  }
  return false;
}

/** In "with an amount up to 2000" the number limits the amount and is no year. */
function isLimit(previous: Item | undefined, tokens: readonly Token[]): boolean {
  const best = previous?.entity[0];
  const numeric = best?.kind === 'column' && (best.column.type === 'integer' || best.column.type === 'number');
  return (
    numeric === true &&
    previous?.conditional === true &&
    tokens.every(
      (token) => token.kind === 'number' || /^(of|from|to|up|until|between|and|on|onwards?)$/.test(token.lower),
    )
  );
}

/** In "release year 2010" the number belongs to the column and is no period. */
function yearOfColumn(previous: Item | undefined, token: Token): boolean {
  const best = previous?.entity[0];
  return (
    token.kind === 'number' &&
    best?.kind === 'column' &&
    best.column.words.includes('year') &&
    best.column.type === 'integer'
  );
}

function operationAt(tokens: readonly Token[], at: number): { operation: Operation; length: number } | undefined {
  for (let length = Math.min(longestPhrase, tokens.length - at); length > 0; length--) {
    const words = tokens.slice(at, at + length);
    if (words.some((token) => token.kind === 'quoted')) continue;
    const text = words.map((token) => token.lower).join(' ');
    const operation = phrases.get(text);
    // In "over 500 and under 600" the second limit has a number of its own.
    if (operation?.kind === 'bound' && (tokens[at - 1]?.kind !== 'number' || tokens[at + length]?.kind === 'number'))
      continue;
    if (operation)
      return { operation: operation.kind === 'follow' ? { kind: 'follow', word: text } : operation, length };
  }
  return undefined;
}

function entityAt(
  tokens: readonly Token[],
  at: number,
  index: SchemaIndex,
  found: FoundValues,
  previous: Item | undefined,
): { candidates: Candidate[]; length: number } | undefined {
  const [first] = tokens.slice(at, at + 1);
  const named = ownValueAt(tokens, at, previous);
  if (named) return named;
  for (let length = Math.min(longestEntity, tokens.length - at); length > 0; length--) {
    const phrase = tokens.slice(at, at + length);
    if (first?.kind === 'symbol' || phrase.some((token) => token.text === ',')) continue;
    if (
      length === 1 &&
      (first?.kind === 'number' ||
        (first?.kind === 'word' && first.text.length < 2 && !isColumnName(index, first.lower)))
    )
      continue;
    const candidates = candidatesFor(index, phrase, found);
    if (candidates.length > 0) return { candidates, length };
  }
  return undefined;
}

/** Behind its column's name even a letter, a number or a word like "now" is a value: "grade A", "class 3", "status now". */
function ownValueAt(
  tokens: readonly Token[],
  at: number,
  previous: Item | undefined,
): { candidates: Candidate[]; length: number } | undefined {
  if (previous?.entity[0]?.kind !== 'column' || previous.op) return undefined;
  for (let length = Math.min(longestEntity, tokens.length - at); length > 0; length--) {
    const phrase = tokens.slice(at, at + length);
    const candidates = previous.entity.flatMap((candidate) =>
      candidate.kind === 'column' ? valuesOf(candidate.column, phrase, candidate.score) : [],
    );
    if (candidates.length > 0) return { candidates, length };
  }
  return undefined;
}

/** A single letter is a name only where a column is called just that. */
function isColumnName(index: SchemaIndex, letter: string): boolean {
  return (
    !stopWords.has(letter) &&
    index.tables.some((table) => table.columns.some((column) => column.name.toLowerCase() === letter))
  );
}
