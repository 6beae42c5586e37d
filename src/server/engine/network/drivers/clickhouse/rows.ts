// The rows of an answer in TabSeparatedWithNamesAndTypes, read a block at a time, and the error that may follow rows.
// Not here: the request (connection.ts).
import type { Cell } from '../../../engine.ts';
import { QueryError } from '../../../engine.ts';
import type { CursorColumn } from '../../driver.ts';
import type { HttpReply } from '../http.ts';
import { failureCode, failureOf, maxFailureBytes } from './failures.ts';
import { cellReader, columnTypeOf, innerType } from './types.ts';

/** A row that is longer is not taken in. */
const maxLineBytes = 16 * 1024 * 1024;
/** So many characters at once, however many rows were asked for. */
const maxReadLength = 8 * 1024 * 1024;
const maxColumns = 10_000;
/** Announces an error in newer versions; the line after it is the tag of the headers, or the error. */
const marker = '__exception__';

export interface Rows {
  columns: CursorColumn[];
  read(atMost: number): Promise<Cell[][]>;
  readonly isDone: boolean;
}

/** Waits for the names and types. `isOurs` tells whether an end was asked for by us. */
export async function readRows(reply: HttpReply, isOurs: () => boolean): Promise<Rows> {
  const tag = reply.header('X-ClickHouse-Exception-Tag');
  /** Lines that have been read and not been given, from `at` on; the last is held back until it is known not to be an error. */
  let lines: string[] = [];
  let at = 0;
  let parts: Buffer[] = [];
  let length = 0;
  let isDone = false;
  let broken: unknown;

  /** False: no more will come. */
  async function fill(): Promise<boolean> {
    if (isDone) return false;
    let chunk: Buffer | undefined;
    try {
      const next = await reply.chunks.next();
      chunk = next.done ? undefined : next.value;
    } catch (error) {
      broken = error;
    }
    if (!chunk) {
      isDone = true;
      if (length > 0) add(Buffer.concat(parts).toString().split('\n'));
      parts = [];
      return false;
    }
    const newline = chunk.lastIndexOf(10);
    if (newline < 0) {
      parts.push(chunk);
      length += chunk.length;
      if (length > maxLineBytes) {
        reply.drop();
        throw new QueryError('failed', 'A row of the result is too long to be taken in.');
      }
      return true;
    }
    add(
      Buffer.concat([...parts, chunk.subarray(0, newline)])
        .toString()
        .split('\n'),
    );
    const rest = chunk.subarray(newline + 1);
    parts = rest.length > 0 ? [rest] : [];
    length = rest.length;
    return true;
  }

  function add(more: string[]): void {
    lines = at === lines.length ? more : lines.slice(at).concat(more);
    at = 0;
  }

  /** The error that the rest of the answer tells, beginning with that line. */
  async function failure(first: string, otherwise: string): Promise<QueryError> {
    let text = first;
    for (let line = await anyLine(); line !== undefined; line = await anyLine()) {
      text += `\n${line}`;
      if (text.length > maxFailureBytes) break;
    }
    reply.drop();
    if (failureCode(text) !== undefined || isOurs()) return failureOf(text, 200, isOurs());
    return broken instanceof QueryError ? broken : new QueryError('failed', otherwise);
  }

  /** The next line as it is. */
  async function anyLine(): Promise<string | undefined> {
    while (lines.length === at && (await fill()));
    const line = lines[at];
    if (line !== undefined) at += 1;
    return line;
  }

  /** The next row's line; it is not given before it is known whether it is the last, which may be an error. */
  async function next(): Promise<string | undefined> {
    while (lines.length - at < 2 && (await fill()));
    const line = lines[at];
    if (line !== undefined) at += 1;
    if (line === undefined && broken === undefined) return line;
    if (line === undefined) throw await failure('', '');
    const isLast = isDone && at === lines.length;
    // A line that is not whole is no row, and may tell why.
    if (isLast && broken !== undefined) throw await failure(line, '');
    if (isLast && tag === undefined && /^Code: \d+(\. |, e\.displayText\(\) = )DB::\w*Exception: /.test(line))
      throw await failure(line, '');
    if (line.startsWith(marker) && isMarker(line)) throw await failure('', 'The database ended with an error.');
    return line;
  }

  function isMarker(line: string): boolean {
    const following = (lines[at] ?? '').trimEnd();
    return line.trimEnd() === marker && (tag === undefined ? following.startsWith('Code: ') : following === tag);
  }

  const malformed = 'What came is no row of ClickHouse.';
  const names = await anyLine();
  const types = await anyLine();
  if (broken !== undefined || (names !== undefined && types === undefined)) throw await failure(names ?? '', malformed);
  const nativeTypes = fieldsOf(types);
  const columns = fieldsOf(names).map((name, index): CursorColumn => {
    const nativeType = nativeTypes[index] ?? '';
    return { name, nativeType, type: columnTypeOf(nativeType) };
  });
  if (columns.length !== nativeTypes.length || columns.length > maxColumns)
    throw await failure(`${names}\n${types}`, malformed);
  if (nativeTypes.some((type) => !/^[A-Z]\w*(\(|$)/.test(type))) throw await failure(`${names}\n${types}`, malformed);
  const readers = nativeTypes.map(fieldReader);

  return {
    columns,
    get isDone() {
      return isDone && at === lines.length;
    },
    async read(atMost) {
      const rows: Cell[][] = [];
      for (let taken = 0; rows.length < atMost && taken < maxReadLength; ) {
        // Nearly every row needs no wait.
        const ready = lines.length - at >= 2 ? lines[at] : undefined;
        const isPlain = ready !== undefined && !ready.startsWith(marker);
        if (isPlain) at += 1;
        const line = isPlain ? ready : await next();
        if (line === undefined) break;
        const fields = line.split('\t');
        if (fields.length !== readers.length) throw await failure(line, malformed);
        taken += line.length;
        rows.push(readers.map((reader, index) => reader(fields[index] ?? '')));
      }
      return rows;
    },
  };
}

function fieldReader(nativeType: string): (field: string) => Cell {
  const reader = cellReader(nativeType);
  // Lists are written as they stand in SQL, with escapes of their own.
  const isList = /^(Array|Map|Tuple|Nested)\(/.test(innerType(nativeType));
  return (field) => (field === '\\N' ? null : reader(isList ? field : unescaped(field)));
}

function fieldsOf(line: string | undefined): string[] {
  return line === undefined || line === '' ? [] : line.split('\t').map(unescaped);
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', r: '\r', n: '\n', t: '\t', '0': '\0' };

function unescaped(field: string): string {
  return field.includes('\\')
    ? field.replaceAll(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter)
    : field;
}
