// What the server on this machine asks of the editor's models, carried out and answered on its line, however much a model says.
// Not here: the models (editorModels.ts), the process and its other lines (localServer.ts).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { EditorPart, FromServer, ToServer } from '../protocol/localServer.ts';
import { errorMessage } from '../session/errors.ts';
import type { EditorModelHost } from './editorModels.ts';

export interface EditorRequests extends Disposable {
  hear(message: Exclude<FromServer, { type: 'modelsTaken' }>): void;
}

export interface EditorRequestsParts {
  host: EditorModelHost;
  write: (message: ToServer) => void;
  log: { info(text: string): void };
}

/** Characters of one line. As JSON one may become six. */
const longestText = 150_000;
/** Characters of one answer; a model that says more has gone astray. */
const longestAnswer = 16_000_000;
const longestReason = 500;

export function createEditorRequests({ host, write, log }: EditorRequestsParts): EditorRequests {
  const bag = new DisposableBag();
  const running = new Map<string, AbortController>();

  async function list(id: string) {
    try {
      write({ type: 'editorModels', id, models: await host.list() });
    } catch (cause) {
      log.info(`The editor's models could not be listed: ${errorMessage(cause)}`);
      write({ type: 'editorModels', id, models: [] });
    }
  }

  async function ask({ id, ...question }: Extract<FromServer, { type: 'askEditorModel' }>) {
    const stop = new AbortController();
    running.set(id, stop);
    let said = 0;
    const onPart = (part: EditorPart) => {
      for (const line of linesOf(part)) {
        said += sizeOf(line);
        if (said > longestAnswer) throw new Error('The model does not come to an end.');
        if (!stop.signal.aborted) write({ type: 'editorPart', id, part: line });
      }
    };
    try {
      await host.ask(question, onPart, stop.signal);
      if (!stop.signal.aborted) write({ type: 'editorEnd', id });
    } catch (cause) {
      // Who has told it to stop waits for nothing more.
      if (stop.signal.aborted) return;
      const code = codeOf(cause);
      log.info(`The editor's model ${question.model} failed (${code}).`);
      write({ type: 'editorFailed', id, code, message: errorMessage(cause).slice(0, longestReason) });
    } finally {
      running.delete(id);
      // A model that is no longer read is told so, also where it said too much.
      stop.abort();
    }
  }

  bag.register({
    dispose() {
      for (const stop of running.values()) stop.abort();
    },
  });
  return {
    hear(message) {
      if (message.type === 'listEditorModels') void list(message.id);
      else if (message.type === 'askEditorModel') void ask(message);
      else running.get(message.id)?.abort();
    },
    dispose: () => bag.dispose(),
  };
}

/** The same in pieces that a line can carry. Throws for a call of a tool that none can. */
function linesOf(part: EditorPart): EditorPart[] {
  if (part.type === 'toolCall') {
    if (sizeOf(part) > longestText) throw new Error('The model called a tool with more than one can take.');
    return [part];
  }
  const pieces: EditorPart[] = [];
  for (let at = 0; at < part.text.length; at += longestText)
    pieces.push({ type: part.type, text: part.text.slice(at, at + longestText) });
  return pieces;
}

function sizeOf(part: EditorPart): number {
  return part.type === 'toolCall' ? JSON.stringify(part).length : part.text.length;
}

/** Of VS Code's LanguageModelError; of anything else it is not known. */
function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z]\w{1,40}$/.test(code) ? code : 'Unknown';
}
