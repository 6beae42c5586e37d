// What went wrong before there was an answer, as a sentence that says what to do.
// Not here: what a database itself answers (clickhouse/failures.ts, trino/failures.ts).
import { QueryError } from '../../engine.ts';
import type { Address } from '../address.ts';

const certificates: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate of another name. Connect by the name it was made for.',
  CERT_HAS_EXPIRED: 'shows a certificate that has expired.',
};
const untrusted = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|CERT_)/;

/** The host and port as a person writes them. */
export function placeOf({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The line was cut while something was on its way; what was asked may be asked again. */
export class BrokenLine extends QueryError {}

/** Of an error of Node's, which has a code. No text of it is repeated: it may hold what was sent. */
export function explainedFailure(error: NodeJS.ErrnoException, address: Address): QueryError {
  const code = error.code ?? error.name;
  const Failure = code === 'ECONNRESET' || code === 'EPIPE' ? BrokenLine : QueryError;
  return new Failure('failed', sentence(code, address), { cause: error });
}

function sentence(code: string, address: Address): string {
  const place = placeOf(address);
  if (code === 'ECONNREFUSED') return `Nothing answers at ${place}. Check the port, and whether the database runs.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `There is no host "${address.host}" to be found from here. Check the name.`;
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ConnectTimeout')
    return `${place} could not be reached. Check the host and port, and whether a firewall is between.`;
  const certificate = certificates[code];
  if (certificate) return `${place} ${certificate}`;
  if (untrusted.test(code))
    return `${place} shows a certificate that is signed by nobody who is trusted here. Give the certificate of its authority.`;
  if (code === 'HPE_HEADER_OVERFLOW') return `${place} answers with headers that are too long.`;
  if (code.startsWith('HPE_')) return `What answers at ${place} is no HTTP. Check the port.`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return `${place} does not speak TLS as it should. Check the port, or begin the address without https.`;
  return `The line to ${place} broke (${code.slice(0, 40)}). Ask again.`;
}
