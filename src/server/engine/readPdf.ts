// The text of a PDF, page by page; run in a process of its own, for what a file makes of this cannot be known before.
// Not here: that process (uploads/documentProcess.ts), looking for bombs first (pdfStreams.ts).
import { readFile } from 'node:fs/promises';
import { getDocumentProxy } from 'unpdf';
import { checkStreams, PdfError } from './pdfStreams.ts';

const maxPages = 5_000;
/** Characters of all pages. */
const maxText = 10_000_000;
const maxPageText = 200_000;

/** Throws a PdfError whose message follows the file's name. Pages that are pictures have no text. */
export async function readPdf(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  checkStreams(bytes);
  const pdf = await getDocumentProxy(new Uint8Array(bytes), {
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
  }).catch((cause: unknown) => Promise.reject(broken(cause)));
  if (pdf.numPages > maxPages)
    throw new PdfError(
      `it has ${pdf.numPages.toLocaleString('en-US')} pages; at most ${maxPages.toLocaleString('en-US')} can be read.`,
    );
  const pages: string[] = [];
  let length = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const text = await pageText(pdf, number);
    length += text.length;
    if (length > maxText) throw new PdfError(`page ${number}: with it the text is longer than 10 million characters.`);
    pages.push(text);
  }
  return pages;
}

async function pageText(pdf: Awaited<ReturnType<typeof getDocumentProxy>>, number: number): Promise<string> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    let text = '';
    for (const item of items) {
      if ('str' in item) text += `${item.str}${item.hasEOL ? '\n' : ''}`;
      if (text.length > maxPageText) throw new PdfError(`page ${number} has more text than can be read.`);
    }
    page.cleanup();
    return text.toWellFormed().replaceAll('\0', '').trim();
  } catch (cause) {
    if (cause instanceof PdfError) throw cause;
    throw new PdfError(`page ${number} cannot be read (${messageOf(cause)}).`, { cause });
  }
}

function broken(cause: unknown): PdfError {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'PasswordException')
    return new PdfError('it is protected by a password. Save it without one.', { cause });
  return new PdfError(`it is no PDF, or is not whole (${messageOf(cause)}).`, { cause });
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '').slice(0, 200);
}
