// Files whose bytes come from the page in pieces, until they are whole.
// Not here: keeping them (attachments.ts), cutting them into pieces (webview/view/attachFiles.ts).

/** The page's limit: it has to read a file into memory to post it. */
export const maxPostedBytes = 30 * 1024 * 1024;
/** More at once is no person's doing. */
const maxAtOnce = 10;

export interface IncomingFile {
  /** The page's own id for it. */
  id: string;
  name: string;
  size: number;
  isFolder: boolean;
}

export interface ReceivedFile {
  name: string;
  size: number;
  chunks: Uint8Array[];
}

export interface Receiving {
  begin(file: IncomingFile): void;
  take(id: string, bytes: Uint8Array): void;
  /** The file, or a sentence that says why not. */
  end(id: string, whole: boolean): ReceivedFile | string;
  restart(): void;
}

/** `refusalOf` says what speaks against a file before its bytes come. */
export function createReceiving(refusalOf: (file: IncomingFile) => string | null): Receiving {
  const incoming = new Map<string, { file: IncomingFile; problem: string | null; chunks: Uint8Array[]; got: number }>();

  return {
    begin(given) {
      // A browser gives no folders, but a name may hold anything.
      const file = {
        ...given,
        name:
          given.name
            .split(/[/\\]/)
            .at(-1)
            ?.replaceAll(/\p{Cc}/gu, '') || 'file',
      };
      const tooMany = incoming.size >= maxAtOnce ? `${file.name} was not attached: too many files at once.` : null;
      const tooLarge =
        file.size > maxPostedBytes
          ? `${file.name} is too large to be dropped or pasted: attach it with the button.`
          : null;
      incoming.set(given.id, { file, problem: tooMany ?? refusalOf(file) ?? tooLarge, chunks: [], got: 0 });
    },
    take(id, bytes) {
      const entry = incoming.get(id);
      if (!entry || entry.problem !== null) return;
      entry.got += bytes.byteLength;
      // Never more than was said.
      if (entry.got > entry.file.size) entry.problem = `${entry.file.name} changed while it was read. Attach it again.`;
      else entry.chunks.push(bytes);
    },
    end(id, whole) {
      const entry = incoming.get(id);
      incoming.delete(id);
      if (!entry) return 'A file could not be attached. Try again.';
      const { file, problem, chunks, got } = entry;
      if (problem !== null) return problem;
      if (!whole || got !== file.size) return `${file.name} could not be read. Attach it again.`;
      return { name: file.name, size: file.size, chunks };
    },
    restart: () => incoming.clear(),
  };
}
