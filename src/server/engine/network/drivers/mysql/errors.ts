// What MySQL and MariaDB say when something fails, as a QueryError whose sentence says what to do.
// Not here: who asked for the end of a statement (connection.ts).
import { QueryError, type QueryErrorKind } from '../../../engine.ts';
import type { Address } from '../../address.ts';

export interface Failure {
  /** `ER_...`, or Node's. */
  code: string;
  errno: number;
  message: string;
  /** The line cannot be used any more. */
  isFatal: boolean;
}

export function failureOf(error: unknown): Failure {
  const read = (key: string): unknown =>
    typeof error === 'object' && error !== null ? Object.getOwnPropertyDescriptor(error, key)?.value : undefined;
  const { code, errno, message } = { code: read('code'), errno: read('errno'), message: read('message') };
  return {
    code: typeof code === 'string' ? code : '',
    errno: typeof errno === 'number' ? errno : 0,
    message: typeof message === 'string' ? message : String(error),
    isFatal: read('fatal') === true,
  };
}

/** Of MariaDB and of MySQL: the time of one statement is over. */
const overtime = new Set([1969, 3024]);
/** `KILL QUERY`, and what a sort says that was ended by one. */
const killed = new Set([1317, 1028]);
/** Writing: in a transaction that reads only, by a server that reads only, and what a login may not. */
const writing = new Set([1792, 1290, 1836]);

/** What a statement failed with. `shown` is where the database is, without a secret. */
export function statementError(error: unknown, { host, port }: Address): QueryError {
  if (error instanceof QueryError) return error;
  const { code, errno, message, isFatal } = failureOf(error);
  const make = (kind: QueryErrorKind, text: string) => new QueryError(kind, text, { cause: error });
  if (overtime.has(errno)) return make('timeout', 'The query took longer than it may, and was stopped.');
  if (killed.has(errno)) return make('cancelled', 'The query was cancelled.');
  if (writing.has(errno)) return make('refused', 'Only statements that read can run here. Send one SELECT.');
  if (errno === 1205 || errno === 1213)
    return make('failed', 'Somebody else holds a lock on what was asked for. Ask again in a moment.');
  if (errno === 1142 || errno === 1143 || errno === 1370 || errno === 1227)
    return make('failed', `The login may not read that: ${sentence(message)} Ask for the right to SELECT it.`);
  if (errno === 1060)
    return make('failed', `${sentence(message)} Give each column of the result a name of its own with AS.`);
  if (errno === 1153 || errno === 1301)
    return make('failed', `${sentence(message)} Select fewer columns, or a part of the long ones with LEFT().`);
  if (isFatal || code.startsWith('PROTOCOL_') || networkCodes.has(code))
    return make('failed', `The connection to ${host}:${port} was lost. Ask again.`);
  return make('failed', sentence(message));
}

const networkCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTCONN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What connecting failed with. It repeats no password: the server's own words name user and host only. */
export function connectError(error: unknown, { host, port, user, database }: Address): QueryError {
  if (error instanceof QueryError) return error;
  const { code, errno, message } = failureOf(error);
  const place = `${host}:${port}`;
  const texts: Record<number, string> = {
    1044: `The login ${quoted(user)} may not use the database ${quoted(database)}. Ask for the right to SELECT from it.`,
    1045: `The server at ${place} does not let the login ${quoted(user)} in. Check the user and the password.`,
    1698: `The server at ${place} does not let the login ${quoted(user)} in with a password. Give another login.`,
    1049: `The server at ${place} has no database ${quoted(database)}. Check its name.`,
    1040: `The server at ${place} has too many connections. Ask again in a moment.`,
    1203: `The login ${quoted(user)} has too many connections to ${place}. Ask again in a moment.`,
    1226: `The login ${quoted(user)} has used up what the server at ${place} allows it. Ask again later.`,
    1129: `The server at ${place} has blocked this machine after failed connections. Ask for FLUSH HOSTS.`,
    1130: `The server at ${place} lets nobody in from this machine. Ask for a login that may come from here.`,
    1820: `The password of ${quoted(user)} has to be changed first. Change it, and give the new one.`,
    1862: `The password of ${quoted(user)} has expired. Change it, and give the new one.`,
    3118: `The account ${quoted(user)} is locked. Ask for it to be unlocked.`,
    3159: `The server at ${place} lets in only over TLS. Add ?sslmode=verify-full to the address.`,
  };
  const known = texts[errno] ?? withoutLine(code, place, host) ?? tlsText(code, message, place);
  const text = known ?? `There is no connection to ${place}: ${sentence(message)}`;
  return new QueryError('failed', text, { cause: error });
}

function withoutLine(code: string, place: string, host: string): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing answers at ${place}. Check the address, and that the database is running.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no host ${quoted(host)}. Check the address.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `No answer came from ${place} in time. Check the address, and whether a firewall or VPN is in between.`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'PROTOCOL_CONNECTION_LOST':
      return `The server at ${place} ended the connection at once. Check that it is MySQL or MariaDB.`;
    default:
      return undefined;
  }
}

function tlsText(code: string, message: string, place: string): string | undefined {
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return `The server at ${place} offers no TLS. Where the network to it is trusted, add ?sslmode=disable to the address.`;
  if (code === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED')
    return `The server at ${place} asks for the password in the clear, and was not given it. Give a login of another kind.`;
  if (code === 'AUTH_SWITCH_PLUGIN_ERROR') return `Logging in at ${place} failed: ${sentence(message)}`;
  if (code !== 'HANDSHAKE_SSL_ERROR') return undefined;
  if (/altnames|does not match/i.test(message))
    return `The certificate of ${place} is for another name. Give the name it is for as the host, or add ?sslmode=verify-ca.`;
  if (/self.signed|unable to|issuer/i.test(message))
    return `The certificate of ${place} is signed by nobody this machine knows. Give the certificate of who signed it.`;
  if (/expired|not yet valid/i.test(message))
    return `The certificate of ${place} is not valid today. Ask for a new one.`;
  return `TLS with ${place} failed: ${sentence(message)}`;
}

function quoted(name: string): string {
  return `"${name.slice(0, 64)}"`;
}

/** With a full stop, and no longer than a person reads. */
function sentence(message: string): string {
  const text = message.replaceAll(/\s+/g, ' ').trim().slice(0, 500);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
