// An answer of passages: short quotes, each with its file and page. What stands in a document is quoted, never said.
// Not here: finding them (library.ts), when documents are asked (planner/planner.ts).
import type { AnswerPiece, Question } from '../answerer.ts';
import type { SchemaIndex } from '../planner/schemaIndex.ts';
import { suggestions } from '../planner/suggest.ts';
import { contextOf } from '../planner/understand.ts';
import type { ChatDocuments, Passage, SearchOptions } from './documents.ts';
import { type Mention, mentionIn } from './mention.ts';

const most = 5;
const quoteLength = 280;
/** Of the words' weight on one page, for a question that names no document. */
const likely = 0.6;

/** Where the question speaks of documents. True when that was the answer. */
export async function* answerFromDocuments(
  question: Question,
  index: SchemaIndex,
): AsyncGenerator<AnswerPiece, boolean> {
  const { documents, text } = question;
  const mention = documents && mentionIn(text, documents.names);
  if (!documents || !mention) return false;
  // "How many pages": a word of the data is about the data.
  if (mention.by === 'word' && mention.said.some((word) => isOfData(word, index))) return false;
  yield { kind: 'processing', status: 'analyzing' };
  const options = { ...optionsOf(question), documents: mention.documents, page: mention.page };
  const found = await documents.search(mention.query, options);
  const passages = found.words.length > 0 ? found.passages : await documents.beginnings(options);
  if (passages.length === 0) {
    const error = await nothingIn(documents, mention, found.words);
    yield {
      kind: 'failed',
      code: 'NOT_UNDERSTOOD',
      error,
      suggestions: suggestions(index, contextOf(question, index), []),
    };
    return true;
  }
  yield* said(passages, found.words, found.missing, mention);
  return true;
}

/** Where the data could not answer; `isSure`: it could, perhaps, so that a page must have every word. True when that was the answer. */
export async function* answerFromPages(question: Question, isSure: boolean): AsyncGenerator<AnswerPiece, boolean> {
  const { documents, text } = question;
  if (!documents) return false;
  const { passages, words, missing, coverage } = await documents.search(text, optionsOf(question));
  const fits = isSure ? coverage === 1 && words.length > 1 : coverage >= likely;
  if (!fits || passages.length === 0) return false;
  yield* said(passages, words, missing, undefined);
  return true;
}

const optionsOf = ({ signal }: Question): SearchOptions => ({ most, length: quoteLength, signal });

function* said(
  passages: readonly Passage[],
  words: readonly string[],
  missing: readonly string[],
  mention: Mention | undefined,
): Generator<AnswerPiece> {
  const where = whereOf(mention);
  const lead =
    words.length === 0
      ? `How ${mention?.page === undefined ? where : `page ${mention.page} of ${where}`} begins:`
      : `Found in ${where} by the words of the question:`;
  const quotes = passages.map(
    ({ document, page, quote }) => `> ${escaped(quote)}\n>\n> — ${escaped(document)}, page ${page}`,
  );
  const lost =
    missing.length > 0 && words.length > 0
      ? [`Nowhere in ${where}: ${missing.map((word) => `"${escaped(word)}"`).join(', ')}.`]
      : [];
  yield { kind: 'text', text: [lead, ...quotes, ...lost].join('\n\n') };
  const asked = [...(mention?.page === undefined ? [] : [`page ${mention.page}`]), ...words].join(' ');
  yield { kind: 'done', reading: `in ${mention?.documents?.join(', ') ?? 'the documents'}: ${asked}` };
}

const whereOf = (mention: Mention | undefined): string =>
  mention?.documents === undefined ? 'the documents of this chat' : mention.documents.map(escaped).join(', ');

async function nothingIn(documents: ChatDocuments, mention: Mention, words: readonly string[]): Promise<string> {
  const { documents: known, missing } = await documents.about();
  const asked = known.filter(({ name }) => mention.documents?.includes(name) ?? true);
  const where = mention.documents?.join(', ') ?? 'the documents of this chat';
  if (missing.length > 0) return `${missing.join(', ')} cannot be read any more. Upload it again.`;
  if (asked.every(({ hasText }) => !hasText))
    return `${where} has no text: the pages are pictures, and nothing in them can be found. Upload a PDF with text.`;
  const last = Math.max(...asked.map(({ pages }) => pages));
  if (mention.page !== undefined && mention.page > last)
    return `There is no page ${mention.page} in ${where}: the last is ${last}.`;
  return `No page of ${where} has ${words.map((word) => `"${word}"`).join(', ')}. Ask with other words.`;
}

function isOfData(word: string, index: SchemaIndex): boolean {
  const pattern = new RegExp(`(?<!\\p{L})${word}s?(?!\\p{L})`, 'iu');
  const named = (name: string) => pattern.test(name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll('_', ' '));
  return index.tables.some((table) => named(table.name) || table.columns.some(({ name }) => named(name)));
}

/** What is Markdown in it is text: a document draws no link, no picture and no heading. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>|~&]/g, String.raw`\$&`)
    .replace(/^([-+#=]|\d+[.)])/, (mark) => mark.replace(/.$/, String.raw`\$&`));
}
