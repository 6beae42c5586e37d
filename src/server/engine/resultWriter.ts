// Writes a result whose rows stream in, from a database on the network, into a file of its own.
// Not here: how the file is written (resultWriting.ts), reading from the database (network/).
import type { Cell } from './engine.ts';
import type { ResultClient } from './resultClient.ts';
import type { WrittenColumn } from './resultMessages.ts';

export interface ResultWriter {
  /**
   * Writes `file` as `Engine.keep` says, each column as its type where every value fits it, and returns how many rows there
   * were. `batches` is pulled as fast as it can be written. Throws a QueryError, or what `batches` throws, and leaves no file behind.
   */
  write(
    file: string,
    columns: readonly WrittenColumn[],
    batches: AsyncIterable<Cell[][]>,
    signal?: AbortSignal,
  ): Promise<number>;
}

export function createResultWriter(client: Pick<ResultClient, 'ask'>): ResultWriter {
  return {
    async write(file, columns, batches, signal = new AbortController().signal) {
      const { answers, rows } = client.ask({ type: 'write', file, columns }, signal);
      const source = batches[Symbol.asyncIterator]();
      let written = 0;
      try {
        for await (const answer of answers) {
          if (answer.type === 'wanted') rows(await nextBatch(source));
          else if (answer.type === 'done') written = answer.rowCount;
        }
        return written;
      } finally {
        await source.return?.();
      }
    },
  };
}

/** None means the end, so a batch without rows is passed over. */
async function nextBatch(source: AsyncIterator<Cell[][]>): Promise<Cell[][]> {
  for (;;) {
    const { done, value } = await source.next();
    if (done) return [];
    if (value.length > 0) return value;
  }
}
