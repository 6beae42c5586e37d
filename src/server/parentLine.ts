// The line to the extension that started this process, after its options: settings of models come, models of the editor are asked.
// Not here: the form of what is said (protocol/localServer.ts), asking (models/editorLine.ts).
import process from 'node:process';
import type { Interface } from 'node:readline';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import { type FromServer, type ModelSettings, type ToServer, toServerSchema } from '../protocol/localServer.ts';
import type { Log } from './log.ts';
import { createEditorModels, type EditorModels } from './models/editorLine.ts';

export interface ParentLine {
  editor: EditorModels;
  onModels(listener: (models: ModelSettings, defaultModel: string | null) => void): void;
}

export function createParentLine(lines: Interface, closed: Promise<void>, log: Log): ParentLine {
  const write = (message: FromServer) => process.stdout.write(`${JSON.stringify(message)}\n`);
  const listeners: ((message: ToServer) => void)[] = [];
  lines.on('line', (line) => {
    const message = decodeWith(toServerSchema, parseJson(line));
    // The line itself may hold a key.
    if (message.kind !== 'valid') log('warn', 'parent.unread', { length: line.length });
    else for (const listener of listeners) listener(message.value);
  });
  return {
    editor: createEditorModels({
      write,
      onMessage: (listener) => listeners.push(listener),
      onClose: (listener) => void closed.then(listener),
    }),
    onModels: (listener) =>
      listeners.push((message) => {
        if (message.type !== 'models') return;
        listener(message.models, message.defaultModel);
        write({ type: 'modelsTaken' });
      }),
  };
}
