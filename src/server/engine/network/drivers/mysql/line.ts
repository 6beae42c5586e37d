// One connection of mysql2 to the address: which values it gives, TLS, and how a password may travel.
// Not here: the settings of the session (session.ts), statements (connection.ts).
import net from 'node:net';
import mysql from 'mysql2';
import { QueryError } from '../../../engine.ts';
import { type Address, isLoopback } from '../../address.ts';
import { connectError, failureOf } from './errors.ts';

export type Line = mysql.Connection;

const connectTimeoutMs = 10_000;

/** Opens a line and logs in. Throws a QueryError. */
export async function openLine(address: Address, signal?: AbortSignal): Promise<Line> {
  const { mode } = address.tls;
  try {
    return await connected(address, mode !== 'off', signal);
  } catch (error) {
    const hasNone = failureOf(error).code === 'HANDSHAKE_NO_SSL_SUPPORT';
    if (mode !== 'try' || !hasNone) throw connectError(error, address);
  }
  try {
    return await connected(address, false, signal);
  } catch (error) {
    throw connectError(error, address);
  }
}

function connected(address: Address, withTls: boolean, signal?: AbortSignal): Promise<Line> {
  const cancelled = () => new QueryError('cancelled', 'Connecting was cancelled.');
  if (signal?.aborted) return Promise.reject(cancelled());
  const line = mysql.createConnection(optionsOf(address, withTls));
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      signal?.removeEventListener('abort', stop);
      reject(error);
      line.destroy();
    };
    const stop = () => fail(cancelled());
    signal?.addEventListener('abort', stop, { once: true });
    // It stays: a line that breaks while nobody listens would end the process.
    line.on('error', fail);
    line.once('connect', () => {
      signal?.removeEventListener('abort', stop);
      resolve(line);
    });
  });
}

function optionsOf({ host, port, user, password, database, tls }: Address, withTls: boolean): mysql.ConnectionOptions {
  const verified = tls.mode === 'verify' || tls.mode === 'verify-ca';
  // The library leaves the name of an IP address unchecked against the certificate's; with a dot behind, it is a name to it, and to
  // Node's check the address again.
  const named = net.isIP(host) ? `${host}.` : host;
  return {
    host: named,
    port,
    user,
    password,
    database,
    stream: () => net.connect({ host, port, keepAlive: true, noDelay: true }),
    ...(withTls
      ? {
          ssl: {
            rejectUnauthorized: verified,
            verifyIdentity: tls.mode === 'verify',
            minVersion: 'TLSv1.2',
            ...(tls.ca ? { ca: tls.ca } : {}),
          },
        }
      : {}),
    ...(withTls || isLoopback(host) ? {} : { authPlugins: neverInTheClear }),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4',
    // No file of this machine is ever sent, whatever a server asks for.
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    rowsAsArray: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
  };
}

const unsafeLogin =
  'the login has to prove its password over a line that others could read. Add ?sslmode=verify-full to the address.';

/** `\x04`: the whole password is wanted, encrypted with a key that whoever is in between may have given. */
const fullLogin = 4;

const neverInTheClear: NonNullable<mysql.ConnectionOptions['authPlugins']> = {
  caching_sha2_password: (metadata) => {
    const usual = mysql.authPlugins.caching_sha2_password({})(metadata);
    return (data) => {
      if (data.length === 1 && data[0] === fullLogin) throw new Error(unsafeLogin);
      return usual(data);
    };
  },
  sha256_password: () => () => {
    throw new Error(unsafeLogin);
  },
};
