// Asks the models of the editor over the line to the extension that started this process: their list, and answers in pieces.
// Not here: the lines themselves (protocol/localServer.ts), a model for the agent made of them, what the editor does (host/editorModels.ts).
import type { EditorMessage, EditorModel, EditorPart, FromServer, ToServer } from '../../protocol/localServer.ts';

export interface EditorRequest {
  /** The id of an `EditorModel`. */
  model: string;
  messages: EditorMessage[];
  /** `inputSchema` is a JSON schema. */
  tools: { name: string; description: string; inputSchema: Record<string, unknown> }[];
}

export interface EditorModels {
  /** None where the editor does not answer within 3 s. Rejects only with the signal's reason. */
  list(signal: AbortSignal): Promise<EditorModel[]>;
  /**
   * Asks when the first part is wanted, and ends when the model has said everything. Throws an EditorModelError when it fails and the
   * signal's reason when that aborts; then, and when whoever reads goes away, the editor is told to stop.
   */
  ask(request: EditorRequest, signal: AbortSignal): AsyncIterable<EditorPart>;
}

/** `code` is that of VS Code's LanguageModelError (`NoPermissions`, `Blocked`, `NotFound`, `Unknown`), or `Closed`: nobody is there. */
export class EditorModelError extends Error {
  override readonly name = 'EditorModelError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is asked of the editor. */
export type EditorAsk = Exclude<FromServer, { type: 'modelsTaken' }>;

export interface EditorLine {
  write(message: EditorAsk): void;
  onMessage(listener: (message: ToServer) => void): void;
  /** The extension has gone: what is asked fails. */
  onClose?(listener: () => void): void;
  timers?: Timers;
}

export interface Timers {
  setTimeout(work: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

const systemTimers: Timers = {
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

const listedWithinMs = 3_000;

type Answer = Exclude<ToServer, { type: 'models' }>;

export function createEditorModels({ write, onMessage, onClose, timers = systemTimers }: EditorLine): EditorModels {
  /** By the id of the request. What comes for another was stopped. */
  const waiting = new Map<string, (answer: Answer) => void>();
  let requests = 0;
  let isClosed = false;
  onMessage((message) => {
    if (message.type !== 'models') waiting.get(message.id)?.(message);
  });
  onClose?.(() => {
    isClosed = true;
    for (const [id, hear] of [...waiting]) hear(gone(id));
  });

  function begin(hear: (answer: Answer) => void): string {
    requests += 1;
    const id = `e${requests}`;
    waiting.set(id, hear);
    return id;
  }

  return {
    list: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (isClosed) return resolve([]);
        const end = (settle: () => void) => {
          waiting.delete(id);
          timers.clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          settle();
        };
        const onAbort = () => end(() => reject(signal.reason));
        const id = begin((answer) => end(() => resolve(answer.type === 'editorModels' ? answer.models : [])));
        const timer = timers.setTimeout(() => end(() => resolve([])), listedWithinMs);
        signal.addEventListener('abort', onAbort);
        write({ type: 'listEditorModels', id });
      }),

    async *ask(request, signal) {
      signal.throwIfAborted();
      const heard: Answer[] = [];
      let wake: () => void = () => undefined;
      const onAbort = () => wake();
      const id = begin((answer) => {
        heard.push(answer);
        wake();
      });
      let isOver = false;
      signal.addEventListener('abort', onAbort);
      try {
        if (isClosed) heard.push(gone(id));
        else write({ type: 'askEditorModel', id, ...request });
        for (;;) {
          signal.throwIfAborted();
          const answer = heard.shift();
          if (answer?.type === 'editorPart') yield answer.part;
          else if (answer) {
            isOver = true;
            if (answer.type === 'editorFailed') throw new EditorModelError(answer.code, answer.message);
            return;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        waiting.delete(id);
        signal.removeEventListener('abort', onAbort);
        if (!isOver && !isClosed) write({ type: 'stopEditorModel', id });
      }
    },
  };
}

function gone(id: string): Answer {
  return { type: 'editorFailed', id, code: 'Closed', message: 'The window whose models were asked is gone.' };
}
