// Secrets at rest: sealed with AES-256-GCM by a key that follows from the person's own, each bound to what it belongs to.
// Not here: where that key is kept (the extension's secret storage, or keptKey.ts).
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface Sealing {
  /** `about`: what the secret belongs to, without which it does not open. */
  seal(secret: string, about: string): string;
  /** Undefined when it was sealed with another key, for something else, or is damaged. */
  open(sealed: string, about: string): string | undefined;
}

const version = 'v1.';
const nonceLength = 12;
const tagLength = 16;
const cipher = 'aes-256-gcm';

export function createSealing(master: Uint8Array): Sealing {
  const key = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'trellis integrations v1', 32));
  return {
    seal(secret, about) {
      const nonce = randomBytes(nonceLength);
      const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagLength });
      sealing.setAAD(Buffer.from(about));
      const body = Buffer.concat([sealing.update(secret, 'utf8'), sealing.final()]);
      return version + Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
      if (!sealed.startsWith(version) || bytes.length < nonceLength + tagLength) return undefined;
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength });
      opening.setAAD(Buffer.from(about));
      opening.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
      try {
        return Buffer.concat([opening.update(bytes.subarray(nonceLength + tagLength)), opening.final()]).toString(
          'utf8',
        );
      } catch {
        return undefined;
      }
    },
  };
}
