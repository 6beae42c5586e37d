// The files of results as the results process has them open: attached when asked for, with a few copies kept in another order.
// Not here: reading pages and exports from them (resultPages.ts, resultExport.ts).
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { KeptResult, Selection } from './resultMessages.ts';
import { type FileColumn, type SelectionSql, selectionSql } from './resultSql.ts';
import { quoteText } from './sqlText.ts';

/** Copies of one result that are kept, the one used longest ago first to go. */
const maxCopies = 3;
/** Fewer rows are sorted anew for each page. */
const rowsWorthACopy = 10_000;
/** Of all copies on disk. */
const maxCopyBytes = 2e9;

/** The rows of a selection: where the next page comes from. */
export interface Rows {
  /** With its database. */
  table: string;
  /** Nothing where the table is in the order already, and holds no other rows. */
  sql: SelectionSql;
  columns: readonly FileColumn[];
  /** Known of a whole result and of a copy. */
  count: number | undefined;
}

interface Copy {
  alias: string;
  file: string;
  rows: number;
  bytes: number;
  users: number;
}

interface Open {
  alias: string;
  columns: FileColumn[];
  copies: Map<string, Copy>;
  making: Map<string, { ended: Promise<Copy | undefined>; stop(): void }>;
  counts: Map<string, number>;
  /** What runs over it, which is stopped when it is let go of. */
  running: Set<() => void>;
  idle: PromiseWithResolvers<void> | undefined;
  isLeaving: boolean;
}

/** The file cannot be attached: it is gone, or of another version of the database. */
export class UnreadableResult extends Error {}

export interface OpenResults {
  /** Does `work` over a result, which stays open meanwhile; `stop` is called when it is let go of. Throws UnreadableResult. */
  use<T>(result: KeptResult, stop: () => void, work: (open: OpenedResult) => Promise<T>): Promise<T>;
  /** Stops what runs over the file and closes it. */
  release(file: string): Promise<void>;
}

export interface OpenedResult {
  /** Does `work` with the rows of the selection; `copied`: with a copy, which is made first. */
  rowsOf<T>(selection: Selection, copied: boolean, work: (rows: Rows) => Promise<T>): Promise<T>;
  /** Makes a copy in the order of the selection for the next pages, where that is worth it. Never throws. */
  prepare(selection: Selection): Promise<void>;
  counts: Map<string, number>;
}

const none: SelectionSql = { where: '', order: '', parameters: [] };

export function createOpenResults(instance: DuckDBInstance, workDirectory: string): OpenResults {
  const open = new Map<string, Promise<Open>>();
  let next = 1;

  async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  async function attach({ file, columns }: KeptResult): Promise<Open> {
    const alias = `r${next++}`;
    return await withConnection(async (connection) => {
      try {
        await connection.run(`ATTACH ${quoteText(file)} AS ${alias} (READ_ONLY)`);
      } catch (cause) {
        throw new UnreadableResult('The file of the result cannot be read.', { cause });
      }
      const types = await connection.run(`SELECT * FROM ${alias}.main.result LIMIT 0`);
      return {
        alias,
        columns: columns.map((column, at) => ({ ...column, fileType: types.columnType(at).toString() })),
        copies: new Map(),
        making: new Map(),
        counts: new Map(),
        running: new Set(),
        idle: undefined,
        isLeaving: false,
      };
    });
  }

  async function detach(alias: string, file?: string): Promise<void> {
    await withConnection((connection) => connection.run(`DETACH ${alias}`));
    if (file) for (const each of [file, `${file}.wal`]) rmSync(each, { force: true });
  }

  async function makeCopy(
    opened: Open,
    sql: SelectionSql,
    isStopped: () => boolean,
    onConnection: (connection: DuckDBConnection) => void,
  ) {
    const alias = `k${next++}`;
    const file = path.join(workDirectory, `${alias}.duckdb`);
    return await withConnection(async (connection) => {
      onConnection(connection);
      await connection.run(`ATTACH ${quoteText(file)} AS ${alias}`);
      try {
        const order = sql.order === '' ? 'rowid' : `${sql.order}, rowid`;
        await connection.run(
          `CREATE TABLE ${alias}.main.result AS SELECT * FROM ${opened.alias}.main.result${sql.where} ORDER BY ${order}`,
          sql.parameters,
        );
        const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${alias}.main.result`);
        await connection.run(`CHECKPOINT ${alias}`);
        if (isStopped()) throw new Error('The result is closed.');
        const rows = Number(counted.getRows()[0]?.[0] ?? 0);
        return { alias, file, rows, bytes: statSync(file).size, users: 0 };
      } catch (cause) {
        await connection.run(`DETACH ${alias}`);
        for (const each of [file, `${file}.wal`]) rmSync(each, { force: true });
        throw cause;
      }
    });
  }

  /** The copies that nobody reads from go, oldest first, until what is left fits. */
  async function trim(opened: Open): Promise<void> {
    const settled = await Promise.allSettled(open.values());
    const all = settled.flatMap((each) => (each.status === 'fulfilled' ? [...each.value.copies.values()] : []));
    let bytes = all.reduce((sum, copy) => sum + copy.bytes, 0);
    for (const [key, copy] of [...opened.copies]) {
      if (opened.copies.size <= maxCopies && bytes <= maxCopyBytes) return;
      if (copy.users > 0) continue;
      opened.copies.delete(key);
      bytes -= copy.bytes;
      await detach(copy.alias, copy.file);
    }
  }

  function making(opened: Open, key: string, sql: SelectionSql): Promise<Copy | undefined> {
    const known = opened.making.get(key);
    if (known) return known.ended;
    let isStopped = false;
    let connection: DuckDBConnection | undefined;
    const ended = makeCopy(
      opened,
      sql,
      () => isStopped,
      (own) => {
        connection = own;
      },
    )
      .then((copy) => {
        opened.copies.set(key, copy);
        return copy;
      })
      .finally(() => opened.making.delete(key));
    const stop = () => {
      isStopped = true;
      connection?.interrupt();
    };
    opened.making.set(key, { ended, stop });
    return ended;
  }

  function opened(entry: Open, result: KeptResult): OpenedResult {
    const whole = `${entry.alias}.main.result`;
    const isAll = ({ sort, filter }: Selection) => sort.length === 0 && filter.length === 0;
    return {
      counts: entry.counts,
      async rowsOf(selection, copied, work) {
        const { columns } = entry;
        if (isAll(selection)) return await work({ table: whole, sql: none, columns, count: result.rowCount });
        const key = JSON.stringify(selection);
        const sql = selectionSql(columns, selection);
        const copy = entry.copies.get(key) ?? (copied ? await making(entry, key, sql) : undefined);
        if (!copy) return await work({ table: whole, sql, columns, count: undefined });
        entry.copies.delete(key);
        entry.copies.set(key, copy);
        copy.users += 1;
        try {
          return await work({ table: `${copy.alias}.main.result`, sql: none, columns, count: copy.rows });
        } finally {
          copy.users -= 1;
          await trim(entry);
        }
      },
      async prepare(selection) {
        const key = JSON.stringify(selection);
        if (isAll(selection) || entry.isLeaving || result.rowCount < rowsWorthACopy) return;
        if (entry.copies.has(key) || entry.making.size > 0) return;
        await making(entry, key, selectionSql(entry.columns, selection)).then(
          () => trim(entry),
          // Then pages are sorted one by one; the next one tries again.
          () => undefined,
        );
      },
    };
  }

  return {
    async use(result, stop, work) {
      const attaching = open.get(result.file) ?? attach(result);
      open.set(result.file, attaching);
      const entry = await attaching.catch((cause: unknown) => {
        open.delete(result.file);
        throw cause;
      });
      if (entry.isLeaving) throw new UnreadableResult('The result is closed.');
      entry.running.add(stop);
      try {
        return await work(opened(entry, result));
      } finally {
        entry.running.delete(stop);
        if (entry.running.size === 0) entry.idle?.resolve();
      }
    },

    async release(file) {
      const entry = await open.get(file)?.catch(() => undefined);
      if (!entry || entry.isLeaving) return;
      entry.isLeaving = true;
      entry.idle = Promise.withResolvers();
      for (const stop of entry.running) stop();
      for (const { stop } of entry.making.values()) stop();
      if (entry.running.size > 0) await entry.idle.promise;
      await Promise.allSettled([...entry.making.values()].map(({ ended }) => ended));
      open.delete(file);
      for (const copy of entry.copies.values()) await detach(copy.alias, copy.file);
      await detach(entry.alias);
    },
  };
}
