// What a server that means harm, or nonsense, may do over a line: no error ends the process, no message fills the memory, no password goes out in the clear.
// Not here: opening the line (driver.ts), TLS (tls.ts).
import type { Client } from 'pg';
import { QueryError } from '../../../engine.ts';

/** One message is held in memory whole. */
const maxMessageBytes = 64_000_000;

export const tooMuch =
  'The database sends more than 64 MB at once. Select fewer columns, or a part of the long ones with LEFT().';

export interface GuardedLine {
  /** The password, for a server that wants it in a way that this line is safe for. Throws a QueryError. */
  shown(password: string): string;
}

type Listener = (data: Buffer) => void;

/** Before the client connects. `isPrivate`: nobody can read along. */
export function guardLine(connection: Client['connection'], isPrivate: boolean): GuardedLine {
  let wantsAll = false;
  connection.once('authenticationCleartextPassword', () => {
    wantsAll = true;
  });
  guardData(connection);
  return {
    shown(password) {
      if (wantsAll && !isPrivate)
        throw new QueryError(
          'failed',
          'The server wants the password over a line that others could read, and was not given it. Add ?sslmode=verify-full to the address.',
        );
      return password;
    },
  };
}

/** The library reads messages where a stream tells of data: what it throws there would be caught by nobody. */
function guardData(connection: object): void {
  const attach: unknown = Reflect.get(connection, 'attachListeners');
  if (typeof attach !== 'function') throw new TypeError('The library reads its messages in another way.');
  const guarded = (stream: NodeJS.ReadableStream & { destroy(error: Error): void }): object => ({
    on(event: string, listener: Listener) {
      if (event !== 'data') return stream.on(event, listener);
      const count = messageCounter();
      return stream.on('data', (data: Buffer) => {
        try {
          if (count(data) > maxMessageBytes) throw new Error(tooMuch);
          listener(data);
        } catch (cause) {
          const error = cause instanceof Error ? cause : new Error(String(cause));
          stream.destroy(error);
        }
      });
    },
  });
  Reflect.set(connection, 'attachListeners', (stream: Parameters<typeof guarded>[0]) =>
    Reflect.apply(attach, connection, [guarded(stream)]),
  );
}

/** Tells with each piece of data how long the longest message is that begins in it or before. */
function messageCounter(): (data: Buffer) => number {
  /** Of the message that has begun: what is still to come. */
  let left = 0;
  /** Of a message's five first bytes: those that came. */
  let head: Buffer = Buffer.alloc(0);
  return (data) => {
    let longest = 0;
    for (let at = 0; at < data.length; ) {
      if (left > 0) {
        const part = Math.min(left, data.length - at);
        left -= part;
        at += part;
        continue;
      }
      const part = data.subarray(at, at + 5 - head.length);
      head = head.length === 0 && part.length === 5 ? part : Buffer.concat([head, part]);
      at += part.length;
      if (head.length < 5) break;
      // The length counts itself.
      const length = head.readUInt32BE(1);
      longest = Math.max(longest, length);
      left = Math.max(0, length - 4);
      head = Buffer.alloc(0);
    }
    return longest;
  };
}
