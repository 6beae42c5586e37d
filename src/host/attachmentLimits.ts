// What can go with a question, judged before anything is sent; and the addresses of files that were dropped.
// Not here: the last word, which is the server's: only what surely fails is refused.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sizeText } from '../base/sizeText.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import type { Source } from '../chat/state.ts';
import { refusalOfPicture } from './pictures.ts';

/** The API takes as many in one request. */
export const maxFilesOfQuestion = 5;

export interface AttachmentLimits {
  /** Bytes of one file. */
  maxBytes: number;
  /** The embedded server takes CSV, workbooks, PDFs and pictures alone; what a hosted one reads is its own affair. */
  onlyText: boolean;
  /** Nothing but pictures, where a server keeps no files. */
  pictures?: boolean;
}

/** What goes with a question to that source; `maxBytes` as the settings have it. */
export function limitsOf(source: Source, maxBytes: number): AttachmentLimits {
  return { maxBytes, onlyText: source.kind !== 'trellis', pictures: capabilitiesOf(source).attach === 'image' };
}

/** Of these a model that sees is shown the one. */
const picture = /\.(png|jpe?g|gif|webp)$/i;
const maxPictureBytes = 10 * 1024 * 1024;

/** No file with such a name is text; workbooks (.xlsx, .xlsm) and PDFs are read all the same. */
const binary =
  /\.(xls|xlsb|ods|docx?|odt|pptx?|rtf|png|jpe?g|gif|webp|bmp|tiff?|heic|mp[34]|mov|avi|wav|zip|gz|tgz|bz2|xz|7z|zst|rar|tar|exe|dll|so|dylib|class|jar|pyc|iso)$/i;
/** Binary too, but the extension opens it as data. */
const data = /\.(parquet|duckdb|db|sqlite3?|arrow|feather|orc|avro)$/i;

/** A sentence for the person, or null when nothing speaks against the file. */
export function refusalOfFile(
  { name, size, isFolder }: { name: string; size: number; isFolder: boolean },
  { maxBytes, onlyText, pictures = false }: AttachmentLimits,
): string | null {
  if (pictures) return refusalOfPicture({ name, size, isFolder });
  if (isFolder) return `${name} is a folder: attach the files in it, or ask all of it with "Open Data...".`;
  if (size === 0) return `${name} is empty.`;
  if (size > maxBytes) {
    const most = `at most ${sizeText(maxBytes)} can be attached (setting trellis.maxUploadMb)`;
    return `${name} is too large: it has ${sizeText(size)}, and ${most}. "Open Data..." has no such limit.`;
  }
  if (onlyText && picture.test(name)) {
    return size > maxPictureBytes ? `${name} is too large: a picture may have ${sizeText(maxPictureBytes)}.` : null;
  }
  if (onlyText && data.test(name))
    return `${name} cannot be attached, only CSV, Excel, PDF and pictures can: open it with "Open Data...".`;
  if (onlyText && binary.test(name))
    return `${name} cannot be attached: only CSV, Excel (.xlsx), PDF and pictures can.`;
  return null;
}

/**
 * The places of files in a text/uri-list, or in the list VS Code's explorer gives. `remote`: this runs on the machine that
 * `vscode-remote` addresses mean. `others` are the addresses that are no file here.
 */
export function pathsOfUriList(list: string, remote: boolean): { paths: string[]; others: string[] } {
  const paths = new Set<string>();
  const others: string[] = [];
  for (const line of list.split(/[\r\n]+/).map((text) => text.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const found = pathOf(line, remote);
    if (found === null) others.push(line);
    else paths.add(found);
  }
  return { paths: [...paths], others };
}

function pathOf(text: string, remote: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return null;
  try {
    if (url.protocol === 'file:') return fileURLToPath(url);
    if (url.protocol === 'vscode-remote:' && remote) return path.normalize(decodeURIComponent(url.pathname));
    return null;
  } catch (cause) {
    // A file of another machine, or an address that cannot be decoded: no file of ours.
    if (cause instanceof URIError || cause instanceof TypeError) return null;
    throw cause;
  }
}
