// PostgreSQL and what speaks its protocol: opens sessions that read only.
// Not here: what is done in one (connection.ts).
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { cancelled } from '../../../cancelled.ts';
import { QueryError } from '../../../engine.ts';
import { type Address, isLoopback } from '../../address.ts';
import type { CreateDriver } from '../../driver.ts';
import { createConnection } from './connection.ts';
import { connectError, failureOf } from './failures.ts';
import { createCatalogue } from './guardCatalogue.ts';
import { guardLine } from './line.ts';
import { tlsOptions } from './tls.ts';

const connectMs = 10_000;

/** A server that goes on computing for a line that was cut is told to look; poolers and other products know none of these. */
const startSettings = '-c default_transaction_read_only=on -c client_connection_check_interval=2000';
const unknownSetting = new Set(['42704', '22023', '08P01', '0A000', '55P02']);

export const createPostgresDriver: CreateDriver = (address, log) => {
  const catalogue = createCatalogue();
  return {
    dialect: 'postgres',
    async connect(signal) {
      if (address.user === '') throw new QueryError('failed', 'The address names no user. Give one before the host.');
      try {
        const { client, tls } = await open(address, log, signal);
        // A server may let us in and say nothing more.
        const onAbort = () => client.connection.stream.destroy();
        signal?.addEventListener('abort', onAbort, { once: true });
        try {
          if (signal?.aborted) onAbort();
          return await createConnection({ client, tls, address, catalogue, log });
        } finally {
          signal?.removeEventListener('abort', onAbort);
        }
      } catch (cause) {
        throw signal?.aborted ? cancelled(signal) : connectError(cause, address);
      }
    },
  };
};

async function open(address: Address, log: (line: string) => void, signal: AbortSignal | undefined) {
  let options = startSettings;
  let tls = tlsOptions(address.tls);
  for (;;) {
    try {
      return { client: await openOnce(address, options, tls, signal), tls };
    } catch (cause) {
      const { code, message, isAnswer } = failureOf(cause);
      if (signal?.aborted) throw cause;
      if (tls !== false && address.tls.mode === 'try' && /does not support SSL/.test(message)) tls = false;
      else if (isAnswer && options !== '' && unknownSetting.has(code)) {
        log(`The database takes no settings with the connection (${message}).`);
        options = '';
      } else throw cause;
    }
  }
}

async function openOnce(
  { host, port, user, password, database }: Address,
  options: string,
  ssl: false | ConnectionOptions,
  signal: AbortSignal | undefined,
): Promise<pg.Client> {
  const client = new pg.Client({
    host,
    port,
    user,
    database,
    // As a text that is empty it would be looked for in the environment and in files.
    password: () => line.shown(password),
    ssl,
    ...(options === '' ? {} : { options }),
    application_name: 'trellis',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
  });
  const line = guardLine(client.connection, ssl !== false || isLoopback(host));
  // Without a listener an error of the line would end the process; who connects hears it by itself.
  client.on('error', () => undefined);
  const onAbort = () => client.connection.stream.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) throw cancelled(signal);
    await client.connect();
    return client;
  } catch (cause) {
    // The library leaves the line open when it does not like what it hears.
    client.connection.stream.destroy();
    throw cause;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
