// The key that the server on this machine seals the passwords of databases with: made once, kept in SecretStorage.
// Not here: the sealing (server/databases), passing the key on (localServer.ts).
import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import { errorMessage } from '../session/errors.ts';

const name = 'trellis.atRest';
/** 32 bytes as base64url. */
const form = /^[\w-]{43}$/;

export interface AtRestParts {
  secrets: Pick<vscode.SecretStorage, 'get' | 'store'>;
  log: { warn(text: string): void };
}

/** Undefined where nothing can be kept: then the server seals with a file of its own. */
export async function readAtRestKey({ secrets, log }: AtRestParts): Promise<string | undefined> {
  try {
    const kept = await secrets.get(name);
    if (kept !== undefined && form.test(kept)) return kept;
    await secrets.store(name, randomBytes(32).toString('base64url'));
    // Two windows may make one at once: what is stored now is what both find the next time.
    const stored = await secrets.get(name);
    return stored !== undefined && form.test(stored) ? stored : undefined;
  } catch (cause) {
    log.warn(`The key for stored passwords could not be read: ${errorMessage(cause)}`);
    return undefined;
  }
}
