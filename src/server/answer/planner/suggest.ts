// Questions about this data that work, for someone whose question did not: made from the schema and read back before they are offered.
// Not here: telling what went wrong (planner.ts).
import { joinWords } from './say/names.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { tokenize } from './tokens.ts';
import { nearest } from './typo.ts';
import { type Understanding, understand } from './understand.ts';

/** How much of a question speaks of a column. */
const namedIn = (column: IndexedColumn, wanted: ReadonlySet<string>): number =>
  column.ownWords.filter((word) => wanted.has(word)).length / Math.max(1, column.ownWords.length);

function questionsAbout(given: IndexedTable, wanted: ReadonlySet<string>): string[] {
  // What the question named comes first.
  const columns = given.columns.toSorted((a, b) => namedIn(b, wanted) - namedIn(a, wanted));
  const table = { ...given, columns };
  const category = table.columns.find(
    (column) => column.role === 'category' && (column.values?.size ?? 0) >= 2 && (column.values?.size ?? 99) <= 20,
  );
  const date = table.columns.find((column) => column.role === 'date');
  const measure =
    table.columns.find((column) => column.role === 'measure' && !column.averaged) ??
    table.columns.find((column) => column.role === 'measure');
  const questions = [`How many ${table.label} are there?`];
  if (category && measure)
    questions.push(`Show me ${measure.label} of ${table.label} by ${category.label} as a bar chart`);
  if (category) questions.push(`Show me number of ${table.label} by ${category.label}`);
  if (date) questions.push(`Show me number of ${table.label} by month`);
  if (measure && table.nameColumn) questions.push(`Show me the top 5 ${table.label} by ${measure.label}`);
  questions.push(`List ${table.label}`, `List all ${table.label}`, `What is the number of ${table.label}?`);
  return questions;
}

/** Exactly three questions that are understood (fewer only for a database without tables); those about `words` first. */
export function suggestions(index: SchemaIndex, context: Understanding, words: readonly string[] = []): string[] {
  const wanted = new Set(words.flatMap((word) => tokenize(word).flatMap(({ lower, stem }) => [lower, stem])));
  const interest = (table: IndexedTable) =>
    (table.words.some((word) => wanted.has(word)) ? 1 : 0) +
    Math.max(0, ...table.columns.map((column) => namedIn(column, wanted))) * 0.6;
  // The table that links to the most others is usually what the database is about.
  const links = (table: IndexedTable) => index.links.filter((link) => link.from === table || link.to === table).length;
  const tables = index.tables.toSorted(
    (a, b) => interest(b) - interest(a) || links(b) - links(a) || b.rowEstimate - a.rowEstimate,
  );
  const lists = tables.slice(0, 6).map((table) => questionsAbout(table, wanted));
  const chosen: string[] = [];
  const alone: Understanding = { index: context.index, today: context.today };
  const works = (question: string) => !chosen.includes(question) && understand(question, alone).kind === 'plan';
  const [first = []] = lists;
  const [about] = tables;
  const ordered =
    about && interest(about) > 0
      ? [first[1], first[2], first[0], first[3], ...lists.flat()]
      : [first[0], lists[1]?.[1] ?? first[1], first[2], first[1], ...lists.flat()];
  for (const question of ordered) {
    if (chosen.length === 3) break;
    if (question !== undefined && works(question)) chosen.push(question);
  }
  return chosen;
}

/** What may be said instead, for reasons that do not say it themselves. */
function exampleFor(reason: string, index: SchemaIndex): string {
  const table = index.tables.find(({ columns }) => columns.some(({ role }) => role === 'measure')) ?? index.tables[0];
  const measure = table?.columns.find(({ role }) => role === 'measure')?.label ?? 'number';
  switch (reason) {
    case 'I cannot tell what to rank.':
      return ` Say what and by what, for example "top 5 ${table?.label ?? 'rows'} by ${measure}".`;
    case 'I cannot tell how much of what.':
      return ` Name the number that is meant, for example "total ${measure} of ${table?.label ?? 'rows'}".`;
    case 'A range is one period.':
      return ' Say one period, for example "from March to May 2024", or compare two: "2023 vs 2024".';
    default:
      return '';
  }
}

/** The sentence for a question that was not understood. */
export function notUnderstood(words: readonly string[], reason: string, index: SchemaIndex): string {
  const named = [...new Set(words)].slice(0, 4).map((word) => `"${word}"`);
  if (reason !== '') return `I did not understand the question. ${reason}${exampleFor(reason, index)}`;
  if (named.length === 0) return 'I did not understand the question.';
  const [word] = words;
  const alike = words.length === 1 && word !== undefined ? nearest(index, word) : [];
  if (word !== undefined && alike.some((each) => each.toLowerCase() === word.toLowerCase()))
    return `I did not understand the question: I cannot tell what ${named[0] ?? word} does in it. Name the column it belongs to, or write it in quotes.`;
  const near = alike.map((each) => `"${each}"`);
  const meant = near.length > 0 ? ` Did you mean ${joinWords(near, 'or')}?` : '';
  return `I did not understand the question: ${joinWords(named)} ${named.length === 1 ? 'matches' : 'match'} nothing in this data that I can answer from.${meant}`;
}
