// The documents of a chat as an answer sees them: their names, and a search of their pages.
// Not here: reading PDFs (uploads/), how pages are ranked (ranking.ts), answers (passages.ts, searchTool.ts).

export interface Passage {
  document: string;
  /** From 1. */
  page: number;
  /** A piece of the page on one line, as it stands there; `…` where it was cut. */
  quote: string;
}

export interface Found {
  /** The best first. */
  passages: Passage[];
  /** The words that were looked for. */
  words: string[];
  /** Those on no page. */
  missing: string[];
  /** How much of the words' weight the best page has, 0 to 1. */
  coverage: number;
}

export interface SearchOptions {
  /** Only these documents, by their names; all by default. */
  documents?: readonly string[] | undefined;
  /** Only this page of each. */
  page?: number | undefined;
  /** Passages at most. */
  most: number;
  /** Characters of a passage. */
  length: number;
  signal: AbortSignal;
}

export interface DocumentAbout {
  name: string;
  pages: number;
  /** False for one whose pages are pictures. */
  hasText: boolean;
}

export interface ChatDocuments {
  /** Never empty. */
  readonly names: readonly string[];
  /** Those that can be read; the others are `missing`. */
  about(): Promise<{ documents: DocumentAbout[]; missing: string[] }>;
  search(query: string, options: SearchOptions): Promise<Found>;
  /** The beginning of a page, or of each document's first. */
  beginnings(options: SearchOptions): Promise<Passage[]>;
}
