// The pages of PDFs that were read, kept in memory as long as they are asked about and few.
// Not here: reading PDFs (uploads/documentReader.ts), ranking (ranking.ts).
import { readFile } from 'node:fs/promises';
import { setImmediate as afterIo } from 'node:timers/promises';
import type { ChatDocuments, DocumentAbout, Passage, SearchOptions } from './documents.ts';
import { type Counts, countsOf, cut, type Page, pieceOf, ranked, weightsOf } from './ranking.ts';
import { termsOf } from './words.ts';

export interface LibraryFile {
  id: string;
  /** As the person calls it. */
  name: string;
  /** Where its pages are: `{"pages": [text, ...]}`. */
  pages: string;
}

export interface Library {
  /** Those files; undefined for none. */
  of(files: readonly LibraryFile[]): ChatDocuments | undefined;
}

/** Characters that stay in memory. */
const maxKept = 30_000_000;
/** So many pages are searched before others have their turn. */
const atOnce = 50;

export function createLibrary(): Library {
  /** By the file's id, the one asked last at the end. */
  const kept = new Map<string, Page[]>();

  async function pagesOf({ id, name, pages: file }: LibraryFile): Promise<Page[]> {
    const known = kept.get(id);
    const pages =
      known ??
      (JSON.parse(await readFile(file, 'utf8')) as { pages: string[] }).pages.map((text, at) => ({
        document: name,
        number: at + 1,
        text: onOneLine(text),
      }));
    kept.delete(id);
    kept.set(id, pages);
    let length = 0;
    for (const [each, held] of [...kept].reverse()) {
      length += held.reduce((sum, { text }) => sum + text.length, 0);
      if (length > maxKept && each !== id) kept.delete(each);
    }
    return pages;
  }

  async function read(files: readonly LibraryFile[]) {
    const found: { file: LibraryFile; pages: Page[] }[] = [];
    const missing: string[] = [];
    for (const file of files) {
      try {
        found.push({ file, pages: await pagesOf(file) });
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
        missing.push(file.name);
      }
    }
    return { found, missing };
  }

  async function chosen(files: readonly LibraryFile[], { documents, page }: SearchOptions) {
    const { found } = await read(files.filter(({ name }) => documents?.includes(name) ?? true));
    const all = found.flatMap(({ pages }) => pages);
    return page === undefined ? all : all.filter(({ number }) => number === page);
  }

  return {
    of(files) {
      if (files.length === 0) return undefined;
      return {
        names: files.map(({ name }) => name),

        async about() {
          const { found, missing } = await read(files);
          const documents = found.map(
            ({ file, pages }): DocumentAbout => ({
              name: file.name,
              pages: pages.length,
              hasText: pages.some(({ text }) => text !== ''),
            }),
          );
          return { documents, missing };
        },

        async search(query, options) {
          const terms = termsOf(query);
          const pages = await chosen(files, options);
          const counts: Counts[] = [];
          for (const [at, { text }] of pages.entries()) {
            if (at % atOnce === 0) {
              await afterIo();
              options.signal.throwIfAborted();
            }
            counts.push(countsOf(text, terms));
          }
          const weights = weightsOf(counts, terms);
          const best = ranked(pages, counts, weights);
          const all = weights.reduce((sum, weight) => sum + weight, 0);
          const passages = best.slice(0, options.most).map(
            ({ page }): Passage => ({
              document: page.document,
              page: page.number,
              quote: pieceOf(page.text, terms, weights, options.length),
            }),
          );
          return {
            passages,
            words: terms.map(({ word }) => word),
            missing: terms.flatMap(({ word }, at) => (counts.some((each) => (each[at] ?? 0) > 0) ? [] : [word])),
            coverage: all === 0 ? 0 : Math.max(0, ...best.map(({ weight }) => weight)) / all,
          };
        },

        async beginnings(options) {
          const pages = await chosen(files, { ...options, page: options.page ?? 1 });
          return pages
            .filter(({ text }) => text !== '')
            .slice(0, options.most)
            .map(({ document, number, text }) => ({ document, page: number, quote: cut(text, 0, 0, options.length) }));
        },
      };
    },
  };
}

/** As it is read: words that were divided at the end of a line are whole again. */
function onOneLine(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/(\p{Ll})[-\u00ad]\n(?=\p{Ll})/gu, '$1')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .trim();
}
