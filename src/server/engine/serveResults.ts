// The process that owns the files of results: reads pages and exports of them, and writes those that stream in.
// Not here: starting and ending it (resultClient.ts), which results there are (results/).
import path from 'node:path';
import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Cell } from './engine.ts';
import { createOpenResults, type OpenResults, UnreadableResult } from './openResults.ts';
import { exportResult } from './resultExport.ts';
import type { FromResultProcess, ResultSettings, ToResultProcess } from './resultMessages.ts';
import { readPage } from './resultPages.ts';
import { writeResult } from './resultWriting.ts';
import { quoteText } from './sqlText.ts';

/** Pieces of an export on their way at once. */
const piecesAhead = 4;

interface World {
  instance: DuckDBInstance;
  results: OpenResults;
  workDirectory: string;
}

interface Running {
  isCancelled: boolean;
  interrupt(): void;
  /** Wakes who waits for a message. */
  wake(): void;
  pieces: number;
  rows: Cell[][][];
}

type Message<T extends ToResultProcess['type']> = Extract<ToResultProcess, { type: T }>;

class Cancelled extends Error {}

export function serveResults(): void {
  const running = new Map<number, Running>();
  let opening: Promise<World> | undefined;

  const send = (message: FromResultProcess) => {
    process.send?.(message);
  };

  async function answer(
    id: number,
    work: (
      world: World,
      state: Running,
      connection: Awaited<ReturnType<DuckDBInstance['connect']>>,
    ) => Promise<FromResultProcess>,
  ): Promise<void> {
    const state: Running = {
      isCancelled: false,
      interrupt: () => undefined,
      wake: () => undefined,
      pieces: 0,
      rows: [],
    };
    running.set(id, state);
    try {
      if (!opening) throw new Error('Nothing has been opened.');
      const world = await opening;
      const connection = await world.instance.connect();
      state.interrupt = () => connection.interrupt();
      let last: FromResultProcess;
      try {
        if (state.isCancelled) throw new Cancelled();
        last = await work(world, state, connection);
      } finally {
        running.delete(id);
        connection.closeSync();
      }
      send(last);
    } catch (cause) {
      running.delete(id);
      const message = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
      const kind = cause instanceof UnreadableResult ? 'unreadable' : state.isCancelled ? 'cancelled' : 'failed';
      send({ type: 'failed', id, kind, message });
    }
  }

  /** An interrupt that falls between two steps is lost, so it is repeated until the work has ended. */
  function cancel(id: number): void {
    const state = running.get(id);
    if (!state || state.isCancelled) return;
    state.isCancelled = true;
    const interrupt = () => {
      if (running.get(id) !== state) return clearInterval(timer);
      state.wake();
      state.interrupt();
    };
    const timer = setInterval(interrupt, 50);
    interrupt();
  }

  async function until(state: Running, isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      if (state.isCancelled) throw new Cancelled();
      await new Promise<void>((resolve) => {
        state.wake = resolve;
      });
    }
    if (state.isCancelled) throw new Cancelled();
  }

  const page = ({ id, result, ...wanted }: Message<'page'>) =>
    answer(id, ({ results }, state, connection) =>
      results.use(
        result,
        () => cancel(id),
        async (open) => {
          const read = await readPage(connection, open, wanted);
          if (state.isCancelled) throw new Cancelled();
          send({ type: 'page', id, ...read });
          // After its answer, so that the first page does not wait for what the others need.
          await open.prepare(wanted.selection);
          return { type: 'done', id, rowCount: read.matched };
        },
      ),
    );

  const exported = ({ id, result, ...wanted }: Message<'export'>) =>
    answer(id, ({ results, workDirectory }, state, connection) =>
      results.use(
        result,
        () => cancel(id),
        async (open) => {
          state.pieces = piecesAhead;
          const sink = {
            begin: (rowCount: number, file: string | null) => send({ type: 'exporting', id, rowCount, file }),
            async piece(text: string) {
              await until(state, () => state.pieces > 0);
              state.pieces -= 1;
              send({ type: 'piece', id, text });
            },
          };
          const own = { ...wanted, workDirectory, name: `export${id}` };
          return { type: 'done', id, rowCount: await exportResult(connection, open, own, sink) };
        },
      ),
    );

  const written = ({ id, file, columns }: Message<'write'>) =>
    answer(id, async ({ instance, workDirectory }, state, connection) => {
      const next = async () => {
        send({ type: 'wanted', id });
        await until(state, () => state.rows.length > 0);
        return state.rows.shift() ?? [];
      };
      const wanted = { file, columns, workDirectory, name: `w${id}`, next };
      return { type: 'done', id, rowCount: await writeResult(instance, connection, wanted) };
    });

  process.on('message', (message: ToResultProcess) => {
    switch (message.type) {
      case 'open':
        opening = open(message.settings);
        opening.then(
          () => send({ type: 'opened' }),
          (cause: unknown) => send({ type: 'openFailed', message: String(cause) }),
        );
        break;
      case 'page':
        void page(message);
        break;
      case 'export':
        void exported(message);
        break;
      case 'write':
        void written(message);
        break;
      case 'release':
        void answer(message.id, async ({ results }) => {
          await results.release(message.file);
          return { type: 'done', id: message.id, rowCount: 0 };
        });
        break;
      case 'more': {
        const state = running.get(message.id);
        if (state) state.pieces += 1;
        state?.wake();
        break;
      }
      case 'rows': {
        const state = running.get(message.id);
        state?.rows.push(message.rows);
        state?.wake();
        break;
      }
      case 'cancel':
        cancel(message.id);
        break;
    }
  });
}

/** One instance for all, so that the results together have one bound; nothing outside their folder can be reached. */
async function open({ directory, workDirectory, memoryMb, threads }: ResultSettings): Promise<World> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const statement of [
    `SET memory_limit='${memoryMb}MB'`,
    `SET threads=${threads}`,
    `SET temp_directory=${quoteText(path.join(workDirectory, 'spill'))}`,
    `SET max_temp_directory_size='4000MB'`,
    'SET autoload_known_extensions=false',
    'SET autoinstall_known_extensions=false',
    `SET allowed_directories=[${quoteText(directory + path.sep)}]`,
    'SET enable_external_access=false',
    'SET lock_configuration=true',
  ])
    await connection.run(statement);
  connection.closeSync();
  return { instance, results: createOpenResults(instance, workDirectory), workDirectory };
}
