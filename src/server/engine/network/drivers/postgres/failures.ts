// What PostgreSQL, or the line to it, says is wrong, in sentences that say what to do.
// Not here: which statements are refused before they get there (guard.ts).

import { QueryError } from '../../../engine.ts';
import { type Address, publicAddress } from '../../address.ts';
import { tooMuch } from './line.ts';

interface Failure {
  code: string;
  message: string;
  hint?: string | undefined;
  /** Of the database itself, not of the line. */
  isAnswer: boolean;
}

export function failureOf(cause: unknown): Failure {
  if (typeof cause !== 'object' || cause === null) return { code: '', message: String(cause), isAnswer: false };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const message = 'message' in cause && typeof cause.message === 'string' ? cause.message : String(cause);
  const hint = 'hint' in cause && typeof cause.hint === 'string' ? cause.hint : undefined;
  return { code, message, hint, isAnswer: 'severity' in cause };
}

/** Why there is no connection. The password is in none of these. */
export function connectError(cause: unknown, address: Address): QueryError {
  if (cause instanceof QueryError) return cause;
  return new QueryError('failed', connectSentence(failureOf(cause), address), { cause });
}

function connectSentence({ code, message }: Failure, address: Address): string {
  const { host, port, user, database } = address;
  const place = `${host}:${port}`;
  switch (code) {
    case '28P01':
      return `The database at ${place} does not take this password for "${user}". Check both.`;
    case '28000':
      return `The database at ${place} does not let "${user}" in from here (${message}). Check the user, or ask who runs the database to allow it (pg_hba.conf)${address.tls.mode === 'off' ? '; it may ask for TLS: try sslmode=verify-full' : ''}.`;
    case '3D000':
      return `There is no database "${database}" at ${place}. Check its name.`;
    case '42501':
      return `"${user}" may not connect to "${database}" at ${place}. Ask for the right CONNECT.`;
    case '53300':
      return `The database at ${place} has no connection left. Try again later, or ask for a higher max_connections.`;
    case '57P03':
      return `The database at ${place} is starting or stopping. Try again in a moment.`;
    case 'ECONNREFUSED':
      return `Nothing answers at ${place}. Check host and port, and that the database runs.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name "${host}" leads to no address. Check the host.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${place} cannot be reached. Check host and port, and whether a network or VPN is needed.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${place} is for another name. Use the name that it is for, or sslmode=verify-ca where you trust who signed it.`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${place} has expired. Ask who runs the database to renew it.`;
    default:
  }
  if (/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/.test(code))
    return `The certificate of ${place} is signed by nobody this machine trusts. Give the certificate of who signed it, or sslmode=require to connect without knowing who answers.`;
  if (/does not support SSL/.test(message))
    return `The database at ${place} speaks no TLS. Give sslmode=disable if the network between may be trusted.`;
  if (/timeout expired/.test(message))
    return `${place} did not answer in time. Check host and port, and whether a network or VPN is needed.`;
  if (/must be a (non-empty )?string/.test(message))
    return `The database at ${place} asks for a password of "${user}". Give one.`;
  if (message === tooMuch || /received invalid response|Unknown authenticationOk|offset" is out of range/.test(message))
    return `What answers at ${place} does not speak as PostgreSQL does. Check that it is a PostgreSQL database.`;
  if (/Connection terminated|closed the line/.test(message))
    return `${place} closed the line before it let us in. Check that it is a PostgreSQL database.`;
  return `${publicAddress(address)} could not be connected: ${message}`;
}

export interface Circumstances {
  isCancelled: boolean;
  timeoutMs: number;
}

/** Why a statement failed. */
export function statementError(cause: unknown, { isCancelled, timeoutMs }: Circumstances): QueryError {
  if (cause instanceof QueryError) return cause;
  const { code, message, hint, isAnswer } = failureOf(cause);
  if (code === '57014')
    // Both are said in the words of the server's language: who asked is what tells them apart.
    return isCancelled
      ? new QueryError('cancelled', 'The query was cancelled.', { cause })
      : new QueryError('timeout', `The query took longer than ${timeoutMs / 1000} s and was stopped. Ask for less.`, {
          cause,
        });
  return new QueryError('failed', statementSentence({ code, message, hint, isAnswer }), { cause });
}

function statementSentence({ code, message, hint, isAnswer }: Failure): string {
  if (message === tooMuch) return message;
  if (!isAnswer) return `The line to the database was lost (${message}). Ask again.`;
  switch (code) {
    case '25006':
      return `The database refused to write: ${message}.`;
    case '42501':
      return `The login of this database may not do that: ${message}. Ask for the right, or ask for something else.`;
    case '55P03':
      return `Somebody else holds a lock on this data (${message}). Ask again later.`;
    case '57P01':
    case '57P02':
      return 'The database ended the connection. Ask again.';
    case '40001':
      return `The database could not keep this data as it was for the query (${message}). Ask again.`;
    default:
      return hint === undefined ? sentence(message) : `${sentence(message)} ${sentence(hint)}`;
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
