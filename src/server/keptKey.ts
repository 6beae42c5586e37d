// A key of the store, made once: 32 bytes in a file that only its owner may read.
// Not here: what is signed (auth.ts) or sealed (sealing.ts) with it.
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Written aside and linked, so that two servers starting at once end up with the same. Throws with `lost` when the file is damaged. */
export function keptKey(directory: string, name: string, lost: string): Uint8Array {
  const file = path.join(directory, `${name}.key`);
  const aside = path.join(directory, `.${name}.${randomUUID()}`);
  const descriptor = openSync(aside, 'wx', 0o600);
  writeSync(descriptor, randomBytes(32).toString('hex'));
  closeSync(descriptor);
  try {
    linkSync(aside, file);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  } finally {
    rmSync(aside, { force: true });
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new Error(`The ${name} key ${file} is damaged. Delete it; ${lost}`);
  return key;
}
