// What a person asked of TLS, as Node's TLS takes it.
// Not here: when it is spoken (driver.ts, cancel.ts).
import type { ConnectionOptions } from 'node:tls';
import type { Tls } from '../../address.ts';

/** `false`: none. */
export function tlsOptions({ mode, ca }: Tls): false | ConnectionOptions {
  if (mode === 'off') return false;
  const trusted = ca === undefined ? {} : { ca };
  if (mode === 'verify') return { ...trusted, rejectUnauthorized: true };
  if (mode === 'verify-ca') return { ...trusted, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { rejectUnauthorized: false };
}
