// Fetches PostgreSQL and MariaDB from Debian's packages and unpacks them into a folder; nothing is installed and no root is needed.
// Not here: which packages (packages.ts), finding the programs in there (find.ts), starting them (test/support/databases).
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../children.ts';
import { withLock } from '../lock.ts';
import { databasesHome, findMariadb, findPostgres, isUnpacked } from './find.ts';
import { type Apt, installedPackages, lackingPackages, postgresPackage, privateApt } from './packages.ts';

/** Why there are none, in a sentence; undefined: both can be started. Made once (about a minute, 300 MB). */
export async function prepareDatabases(log: (line: string) => void): Promise<string | undefined> {
  const home = databasesHome();
  mkdirSync(path.dirname(home), { recursive: true });
  return await withLock(`${home}.lock`, async () => {
    if (findPostgres() && findMariadb()) return undefined;
    if (isUnpacked(home)) return `${home} holds no PostgreSQL or no MariaDB. Remove it to fetch them again.`;
    if (!existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get'))
      return 'PostgreSQL and MariaDB are not installed, and this is no Debian to fetch them from.';
    try {
      await fetchDatabases(home, log);
    } catch (error) {
      return `PostgreSQL and MariaDB could not be fetched: ${error instanceof Error ? error.message : String(error)}`;
    }
    return findPostgres() && findMariadb() ? undefined : `${home} lacks PostgreSQL or MariaDB though it was just made.`;
  });
}

/** `installed`: the packages that need not be fetched. */
export async function fetchDatabases(
  home: string,
  log: (line: string) => void,
  installed: ReadonlySet<string> = installedPackages(),
): Promise<void> {
  log(`Fetching databases for the tests from Debian's packages into ${home} (once; about 300 MB) ...`);
  const partial = `${home}.partial`;
  for (const folder of [partial, home]) rmSync(folder, { recursive: true, force: true });
  const root = path.join(partial, 'root');
  const archives = path.join(partial, 'archives');
  for (const folder of [root, archives]) mkdirSync(folder, { recursive: true });
  const apt = privateApt(path.join(partial, 'apt'));
  await apt.get(['update', '-qq']);
  const names = [await postgresPackage(apt), 'mariadb-server-core', 'mariadb-client', 'tzdata'];
  await unpack(apt, await lackingPackages(apt, names, installed), archives, root);
  // Which package this is in depends on the release.
  if (!existsSync(path.join(root, 'usr', 'bin', 'mariadb-tzinfo-to-sql')) && !findMariadb()?.zones)
    await unpack(apt, ['mariadb-server'], archives, root);
  for (const folder of [archives, path.join(partial, 'apt')]) rmSync(folder, { recursive: true, force: true });
  writeFileSync(path.join(partial, 'complete'), `${names.join('\n')}\n`);
  renameSync(partial, home);
}

async function unpack(apt: Apt, names: readonly string[], archives: string, root: string): Promise<void> {
  if (names.length === 0) return;
  await apt.get(['download', '-qq', ...names], archives);
  for (const file of readdirSync(archives)) {
    const { code, output } = await capture('dpkg', ['-x', path.join(archives, file), root]);
    if (code !== 0) throw new Error(`${file} could not be unpacked: ${output.trim()}`);
    rmSync(path.join(archives, file));
  }
}
