// The schema index of an engine: made at the first question, shared by all chats on the engine, made again when the data changes.
// Not here: the steps to it (buildIndex.ts), the queries over one table (tableProfile.ts), the file it is kept in (indexCache.ts).
import type { Engine, Table } from '../../engine/engine.ts';
import { namesOnly, readIndex, restored } from './buildIndex.ts';
import { createIndexCache } from './indexCache.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { prepareVocabulary } from './vocabulary.ts';

/** Data with fewer rows in all is read before its first question is answered; of other data the names must do until then. */
const smallRows = 200_000;
/** One query of the index over large data. */
const backgroundTimeoutMs = 20_000;
/** How long a question waits for what may be read in no time; the names must do after that. */
const briefMs = 1_000;
/** How long a question that is not understood yet waits for the rest of the index. */
const patienceMs = 10_000;

interface Known {
  /** What the data is; changes with it. */
  signature: string;
  /** Its tables and columns alone. */
  shape: string;
  /** The fullest index there is. */
  index: SchemaIndex;
  /** What a question waits for. Rejects when nothing of small data can be read. */
  first: Promise<void>;
}

const cache = new WeakMap<Engine, Known>();

/**
 * The index of an engine's tables. Of small data it is complete; of large data it is the fullest there is at the moment,
 * and `complete` tells when there is a fuller one to ask for.
 */
export async function schemaIndexOf(asked: Engine, signal: AbortSignal): Promise<SchemaIndex> {
  const tables = await asked.tables(signal);
  // Whoever has the calls of its question told still shares what is known of the data.
  const engine = asked.told ?? asked;
  const shape = JSON.stringify(
    tables.map(({ schema, name, columns, primaryKey, foreignKeys }) => [
      [schema, name, primaryKey, foreignKeys],
      columns.map((column) => [column.name, column.nativeType]),
    ]),
  );
  const signature = JSON.stringify([engine.fingerprint, shape, tables.map((table) => table.rowEstimate)]);
  const before = cache.get(engine);
  const known = before?.signature === signature ? before : begin(engine, tables, { signature, shape }, before);
  cache.set(engine, known);
  await unlessAborted(known.first, signal);
  return known.index;
}

/**
 * The index once all is read, for a question that the one at hand does not answer. Undefined where that one is already
 * whole, or reading takes longer than a person waits for a refusal.
 */
export async function fullerIndexOf(
  engine: Engine,
  at: SchemaIndex,
  signal: AbortSignal,
): Promise<SchemaIndex | undefined> {
  if (at.isComplete !== false || !at.complete) return undefined;
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, patienceMs);
  try {
    await unlessAborted(Promise.race([at.complete, late.promise]), signal);
  } finally {
    clearTimeout(timer);
  }
  const index = await schemaIndexOf(engine, signal);
  return index.isComplete === true ? index : undefined;
}

function begin(
  engine: Engine,
  tables: readonly Table[],
  of: Pick<Known, 'signature' | 'shape'>,
  before: Known | undefined,
): Known {
  // What a view has nobody knows before it was read: a few rows, or more than can be read in time.
  const hasViews = tables.some((table) => table.kind === 'view');
  const isSmall = !hasViews && tables.reduce((sum, table) => sum + table.rowEstimate, 0) < smallRows;
  const done = Promise.withResolvers<void>();
  const partial = (index: SchemaIndex): SchemaIndex => ({ ...index, isComplete: false, complete: done.promise });
  // Where only rows came or went, what was known serves until it is read again.
  const old = before?.shape === of.shape ? before.index : undefined;
  const known: Known = { ...of, index: partial(old ?? namesOnly(tables)), first: Promise.resolve() };
  const forget = () => {
    if (cache.get(engine) === known) cache.delete(engine);
  };
  const publish = async (index: SchemaIndex) => {
    await prepareVocabulary(index);
    known.index = { ...index, isComplete: true, complete: Promise.resolve() };
  };
  const kept = cacheOf(engine);
  // What was read of this data in another state, or of data that is gone, must not stay on disk.
  kept?.sweep(of.signature);
  if (isSmall) {
    known.first = readIndex(engine, tables, {}, () => undefined).then(({ index }) => publish(index));
    // A profile that failed must not be the answer to every later question. Heard here too, because the question that
    // began it may have been stopped, and then nobody else listens.
    known.first.catch(forget).finally(done.resolve);
    return known;
  }
  const load = async () => {
    const found = await kept?.read(of.signature);
    const index = found && (await restored(tables, found));
    if (index) await publish(index);
    return index !== undefined;
  };
  const loaded = load();
  known.first = within(briefMs, hasViews ? done.promise : loaded);
  const read = async () => {
    if (await loaded) return;
    const limits = { background: true, timeoutMs: backgroundTimeoutMs };
    const made = await readIndex(engine, tables, limits, (index) => {
      if (!old) known.index = partial(index);
    });
    await publish(made.index);
    // What cannot be kept is read again by the next server.
    await kept?.write(of.signature, made.kept).catch(() => undefined);
  };
  read().catch(forget).finally(done.resolve);
  return known;
}

function cacheOf({ cacheDirectory, fingerprint, origin }: Engine) {
  if (cacheDirectory === undefined || fingerprint === undefined || origin === undefined) return undefined;
  return createIndexCache(cacheDirectory, origin);
}

/** Resolves when the work has ended, however it did, or after so long. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  const end = () => late.resolve();
  work.then(end, end);
  await late.promise;
  clearTimeout(timer);
}

/** The profile belongs to every chat on the engine, so one question's stop leaves it and does not end it. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
