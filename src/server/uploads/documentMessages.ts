// What the server and the process that reads documents say to each other.
// Not here: either of them (documentReader.ts, documentProcess.ts).

export type DocumentKind = 'workbook' | 'pdf';

/** Reads that file, and leaves what is in it in the folder. */
export interface DocumentRequest {
  kind: DocumentKind;
  file: string;
  folder: string;
  /** Bytes of memory the process may take. */
  maxMemory: number;
}

export type DocumentAnswer =
  /** `peakMemory`: bytes the process had at most. `notes`: what was left out, a sentence each. */
  | { type: 'read'; notes: string[]; peakMemory: number }
  /** The file's fault; the message follows its name and a colon. */
  | { type: 'refused'; message: string; peakMemory: number }
  /** Ours. */
  | { type: 'failed'; message: string };

export const workbookMime = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const pdfMime = 'application/pdf';

/** The pages of a PDF, as JSON in its folder: `{"pages": [text, ...]}`. */
export const pagesFile = 'pages.json';
