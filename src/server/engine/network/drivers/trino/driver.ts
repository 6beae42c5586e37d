// Trino over HTTP: who answers, whether it begins transactions that only read, and sessions with it.
// Not here: one session (connection.ts).
import { QueryError } from '../../../engine.ts';
import { isLoopback, lineWarnings } from '../../address.ts';
import type { CreateDriver } from '../../driver.ts';
import { createHttpLine, type HttpLine } from '../http.ts';
import { askAll, beginTransaction, createConnection, endTransaction, headersOf, type Session } from './connection.ts';
import { newEnding } from './statement.ts';

const connectMs = 30_000;

export const createTrinoDriver: CreateDriver = (address, log) => {
  /** Of the first connection; the others are the same. */
  let known: Session | undefined;
  return {
    dialect: 'trino',
    async connect(signal) {
      // Whoever listens on the way would have the password.
      if (address.password !== '' && address.tls.mode === 'off' && !isLoopback(address.host))
        throw new QueryError(
          'failed',
          'A password is sent to Trino only with TLS. Begin the address with trino+https://, or leave the password out.',
        );
      const line = createHttpLine(address);
      try {
        known ??= await sessionOf(line, signal);
        return createConnection(line, address, known, log);
      } catch (error) {
        line.close();
        throw error;
      }
    },
  };

  async function sessionOf(line: HttpLine, signal: AbortSignal | undefined): Promise<Session> {
    const headers = headersOf(address);
    const [first] = await askAll(line, headers, 'SELECT version()', 1, signal);
    const version = String(first?.[0] ?? '').slice(0, 40);
    const hasTransactions = await readsOnly(line, signal);
    const warnings = [];
    if (!hasTransactions)
      warnings.push('The server begins no transaction that only reads. Give a login that may only SELECT.');
    warnings.push(...lineWarnings(address));
    const info = { engine: 'trino', version, warnings, defaultSchema: address.schema ?? '' };
    return { info, hasTransactions };
  }

  async function readsOnly(line: HttpLine, signal: AbortSignal | undefined): Promise<boolean> {
    const headers = headersOf(address);
    const ending = newEnding();
    const onAbort = () => ending.abort.abort();
    const either = signal ? AbortSignal.any([signal, AbortSignal.timeout(connectMs)]) : AbortSignal.timeout(connectMs);
    either.addEventListener('abort', onAbort, { once: true });
    try {
      const transaction = await beginTransaction(line, headers, ending);
      if (transaction === undefined) return false;
      await endTransaction(line, headers, transaction, log);
      return true;
    } catch (error) {
      if (either.aborted) throw error;
      log('Trino begins no transaction that only reads.');
      return false;
    } finally {
      either.removeEventListener('abort', onAbort);
    }
  }
};
