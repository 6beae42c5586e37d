// Looks for a secret in whatever was written: as it is, as UTF-16, as base64 at any offset, in files, texts and processes.
// Escapes of URLs and JSON leave letters and digits as they are, so what is looked for is a run of those inside the secret.
// Not here: which secrets, and where they may be (test/vscode/secrets.test.ts).
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Every form in which the run of letters and digits can lie in bytes. */
export function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret, 'ascii');
  const base64 = [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    // The first and last characters hold bits of what stands before and behind.
    const from = offset === 0 ? 0 : 4;
    const whole = padded.subarray(0, padded.length - (padded.length % 3));
    return ['base64' as const, 'base64url' as const].map((form) =>
      Buffer.from(whole.toString(form).slice(from), 'ascii'),
    );
  });
  return [bytes, Buffer.from(secret, 'utf16le'), Buffer.from(bytes.toString('hex'), 'ascii'), ...base64];
}

/** Whether this text or these bytes hold one of the secrets in any form. */
export function holds(content: Buffer | string, secrets: readonly string[]): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return secrets.some((secret) => formsOf(secret).some((form) => bytes.includes(form)));
}

/** The files below the folder that hold one of the secrets, and how many were read. */
export function searchFiles(folder: string, secrets: readonly string[]): { found: string[]; read: number } {
  const found: string[] = [];
  let read = 0;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, entry);
    // A browser and a server at work remove files while they are looked at; sockets and large programs hold no text.
    if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size > 64_000_000) continue;
    read += 1;
    if (holds(readFileSync(file), secrets)) found.push(entry);
  }
  return { found, read };
}

/** Command lines and environments of all processes that may be read, but this one. */
export function searchProcesses(secrets: readonly string[]): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    for (const part of ['cmdline', 'environ']) {
      const text = readIfThere(`/proc/${pid}/${part}`);
      if (text && holds(text, secrets)) found.push(`${pid} ${part}: ${readIfThere(`/proc/${pid}/cmdline`)}`);
    }
  }
  return found;
}

/** Processes end while they are looked at, and some belong to others. */
function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null;
    throw cause;
  }
}
