// What the extension and the server it started say to each other behind their first lines: models that are set up, models of the editor.
// Not here: the process and its first lines (localServer.ts), the editor's models (editorRequests.ts).
import type { Writable } from 'node:stream';
import type { Disposable } from '../base/disposable.ts';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import { fromServerSchema, type ModelSettings, type ToServer } from '../protocol/localServer.ts';
import type { EditorModelHost } from './editorModels.ts';
import { createEditorRequests } from './editorRequests.ts';

/** Which language models the server may use. Keys are in it: it goes over the pipe and into memory, and nowhere else. */
export interface LocalModels {
  models: ModelSettings;
  /** Null: the planner. */
  defaultModel: string | null;
}

export interface ChildLines extends Disposable {
  /** A line of the server's standard output. */
  hear(line: string): void;
  /** Resolves when the server uses them. */
  setModels(set: LocalModels): Promise<void>;
}

export interface ChildLinesParts {
  /** The server's standard input. */
  input: Pick<Writable, 'write' | 'writable'>;
  editorModels: EditorModelHost;
  log: { info(text: string): void; warn(text: string): void };
}

/** To take settings needs no time; a server that says nothing of them has had them all the same. */
const takenWithinMs = 1_000;
/** Characters of a line; pictures of a question are in it. */
const longestLine = 100_000_000;

const knownTypes = new Set<string>(fromServerSchema.options.map(({ entries }) => entries.type.literal));

export function createChildLines({ input, editorModels, log }: ChildLinesParts): ChildLines {
  const unknownTypes = new Set<string>();
  const waiting = new Set<() => void>();
  let isDisposed = false;
  const requests = createEditorRequests({ host: editorModels, write, log });

  function write(message: ToServer) {
    if (!isDisposed && input.writable) input.write(`${JSON.stringify(message)}\n`);
  }

  function taken() {
    // Each is told of once, in the order they were sent in.
    const [first] = waiting;
    first?.();
  }

  return {
    // What is in a line is not logged: a question may be.
    hear(line) {
      const json = line.length > longestLine ? undefined : parseJson(line);
      const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
      const decoded = decodeWith(fromServerSchema, json);
      if (decoded.kind === 'valid') {
        if (decoded.value.type === 'modelsTaken') taken();
        else requests.hear(decoded.value);
      } else if (typeof type !== 'string' || knownTypes.has(type)) {
        log.warn(`A line of the local server does not fit and was dropped.`);
      } else if (!unknownTypes.has(type)) {
        unknownTypes.add(type);
        log.info(`The local server says "${type.slice(0, 50)}", which this version does not know.`);
      }
    },
    setModels(set) {
      if (isDisposed) return Promise.resolve();
      return new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, takenWithinMs);
        waiting.add(end);
        write({ type: 'models', ...set });
      });
    },
    dispose() {
      isDisposed = true;
      requests.dispose();
      for (const end of [...waiting]) end();
    },
  };
}
