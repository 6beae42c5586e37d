// An export on its way out: pieces as they are taken, and nothing left when nobody takes them any more.
// Not here: the endpoint (http/results.ts), making the file (engine/resultExport.ts).
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { QueryError } from '../engine/engine.ts';
import type { FromWork, ResultClient } from '../engine/resultClient.ts';
import type { ExportFormat, KeptResult, Selection } from '../engine/resultMessages.ts';

export interface Exported {
  rowCount: number;
  /** Of the file that is sent. */
  name: string;
  /** Bytes, where they are known before. */
  size: number | undefined;
  /** Ends early, and stops what makes it, when it is cancelled. */
  body: ReadableStream<Uint8Array>;
}

interface Wanted {
  result: KeptResult;
  selection: Selection;
  format: ExportFormat;
}

const bytesAtOnce = 128 * 1024;

export type Exports = ReturnType<typeof createExports>;

export function createExports(client: ResultClient) {
  const open = new Set<Promise<void>>();

  /** Pulled one piece at a time; `end` is told when it was cancelled, for the source may wait for its next piece. */
  function streamOf(source: AsyncGenerator<Uint8Array>, end: () => Promise<unknown>): ReadableStream<Uint8Array> {
    const over = Promise.withResolvers<void>();
    open.add(over.promise);
    over.promise.then(() => open.delete(over.promise));
    let isCancelled = false;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const { done, value } = await source.next();
            // It is over when what made it has ended and its file is gone.
            if (isCancelled) return;
            if (!done) return controller.enqueue(value);
            controller.close();
          } catch (cause) {
            if (isCancelled) return;
            controller.error(cause);
          }
          over.resolve();
        },
        async cancel() {
          isCancelled = true;
          // What they throw is that it was stopped.
          await Promise.allSettled([end(), source.return(undefined)]);
          over.resolve();
        },
      },
      { highWaterMark: 0 },
    );
  }

  return {
    /** Resolves when none is on its way. */
    async idle(): Promise<void> {
      await Promise.all(open);
    },

    /** Resolves when it is known how many rows there will be. Throws a QueryError or UnreadableFile. */
    async begin(wanted: Wanted, title: string, signal: AbortSignal): Promise<Exported> {
      const stop = new AbortController();
      const { answers, more } = client.ask({ type: 'export', ...wanted }, AbortSignal.any([signal, stop.signal]));
      const first = await answers.next();
      if (first.done || first.value.type !== 'exporting')
        throw new QueryError('failed', 'The results process gave the wrong answer.');
      const { rowCount, file } = first.value;
      const name = fileName(title, wanted.format);
      if (file === null) {
        const body = streamOf(pieces(answers, more), () => {
          stop.abort(ended);
          return answers.return(undefined);
        });
        return { rowCount, name, size: undefined, body };
      }
      // The work is done; what is left is its file.
      await answers.return(undefined);
      const { size } = await stat(file);
      return { rowCount, name, size, body: streamOf(bytesOf(file), () => rm(file, { force: true })) };
    },
  };
}

const ended = new DOMException('Nobody takes the export any more.', 'AbortError');

async function* pieces(answers: AsyncGenerator<FromWork>, more: () => void): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const answer of answers) {
    if (answer.type !== 'piece') continue;
    if (answer.text !== '') yield encoder.encode(answer.text);
    more();
  }
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: bytesAtOnce })) yield chunk;
  } finally {
    await rm(file, { force: true });
  }
}

function fileName(title: string, format: ExportFormat): string {
  const words = title
    .replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80)
    .trim();
  return `${words.toWellFormed() || 'Result'}.${format}`;
}
