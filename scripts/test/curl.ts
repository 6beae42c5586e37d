// Makes sure that curl is there for the tests of docs/curl.md, and installs it where that is ordinary (Debian, as root).
// Not here: those tests (test/docs); without curl they say so themselves.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { capture, run } from '../children.ts';

/** Resolves whether or not curl is there in the end. */
export async function prepareCurl(log: (line: string) => void): Promise<void> {
  if ((await hasCurl()) || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  log('Installing curl for the tests (apt-get) ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await capture('apt-get', ['update'], { env });
  if (update.code !== 0) log(update.output);
  // Its messages are no output of the tests.
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'curl'], {
    env,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
}

async function hasCurl(): Promise<boolean> {
  return capture('curl', ['--version']).then(
    ({ code }) => code === 0,
    // It could not be started at all.
    () => false,
  );
}
