// Files that were dropped on the page or pasted into it, on their way to the host: read and posted piece by piece.
// Not here: what may be attached, which the host decides and says; picking by a dialog, which is the host's too.
import type { FromWebview } from '../../src/bridge/messages.ts';

/** As the host has it: larger ones are announced, and refused there in words. */
const maxPostedBytes = 30 * 1024 * 1024;
const pieceBytes = 1024 * 1024;
const maxNameLength = 1000;
/** A drop of a whole folder's content is no question's worth. */
const maxAtOnce = 10;

export interface GivenFile {
  file: File;
  isFolder: boolean;
}

/** Lists of addresses: VS Code's own, then everybody's. */
const uriTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Whether a drag brings something that may be attached; what exactly is told only when it is dropped. */
export function mayHoldFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.some((type) => type === 'Files' || uriTypes.includes(type)) ?? false;
}

/** To be called within the event: afterwards a browser gives nothing any more. */
export function filesIn(transfer: DataTransfer | null): GivenFile[] {
  return [...(transfer?.items ?? [])].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    return file === null ? [] : [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory ?? false }];
  });
}

/** What was dropped, to the host: addresses where there are some of VS Code's, else contents, else any addresses. */
export function postDropped(
  transfer: DataTransfer | null,
  chatId: string | null,
  post: (intent: FromWebview) => void,
): void {
  const files = filesIn(transfer);
  const uris = urisIn(transfer, files);
  if (uris !== '') post({ kind: 'attachUris', chatId, uris });
  else void postFiles(files, chatId, post);
}

function urisIn(transfer: DataTransfer | null, files: readonly GivenFile[]): string {
  const [ofCode = '', ofAnybody = ''] = uriTypes.map((type) => transfer?.getData(type) ?? '');
  return (ofCode !== '' || files.length > 0 ? ofCode : ofAnybody).slice(0, 200_000);
}

/** One file after the other, so that the page stays quick and never holds more than a piece. */
export async function postFiles(
  given: readonly GivenFile[],
  chatId: string | null,
  post: (intent: FromWebview) => void,
): Promise<void> {
  const files = given.slice(0, maxAtOnce).map((each) => ({ ...each, id: crypto.randomUUID() }));
  for (const { id, ...each } of files) post(beginOf(each, id, chatId));
  for (const { id, ...each } of files) await postContent(each, id, post);
}

/** One whose id is known already. */
export async function postFile(
  given: GivenFile,
  id: string,
  chatId: string | null,
  post: (intent: FromWebview) => void,
): Promise<void> {
  post(beginOf(given, id, chatId));
  await postContent(given, id, post);
}

function beginOf({ file, isFolder }: GivenFile, id: string, chatId: string | null): FromWebview {
  return { kind: 'fileBegin', chatId, id, name: file.name.slice(-maxNameLength), size: file.size, isFolder };
}

async function postContent(
  { file, isFolder }: GivenFile,
  id: string,
  post: (intent: FromWebview) => void,
): Promise<void> {
  const whole = !isFolder && file.size <= maxPostedBytes && (await postPieces(file, id, post));
  post({ kind: 'fileEnd', id, whole });
}

async function postPieces(file: File, id: string, post: (intent: FromWebview) => void): Promise<boolean> {
  try {
    for (let at = 0; at < file.size; at += pieceBytes) {
      const bytes = new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
      post({ kind: 'fileBytes', id, bytes });
    }
    return true;
  } catch (cause) {
    // The file was changed or taken away while it was read; the host says so.
    if (cause instanceof DOMException) return false;
    throw cause;
  }
}
