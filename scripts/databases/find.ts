// Where the programs of PostgreSQL and MariaDB are: installed on this machine, or unpacked by `npm run databases`.
// Not here: unpacking them (fetch.ts), starting them (test/support/databases).
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { vscodeTest } from '../paths.ts';

export interface PostgresPrograms {
  /** The folder of `initdb` and `postgres`. */
  bin: string;
  /** For LD_LIBRARY_PATH; empty: the system's own. */
  libraries: string;
}

export interface MariadbPrograms {
  server: string;
  /** What `--basedir` means. */
  base: string;
  /** The folder of the SQL that makes its system tables, and of its messages. */
  share: string;
  plugins: string;
  /** Absent: without it no time zones are known by name. */
  zones?: { program: string; folder: string };
  libraries: string;
}

/**
 * Where packages are unpacked. In the project; in the temporary folder where a server that root starts as another user
 * could not read the project.
 */
export function databasesHome(): string {
  const name = `databases-${release()}-${process.arch}`;
  if (process.getuid?.() !== 0 || isOpenToAll(vscodeTest)) return path.join(vscodeTest, name);
  return path.join(tmpdir(), `trellis-${name}`);
}

/** Undefined: none are there. */
export function findPostgres(): PostgresPrograms | undefined {
  return inRoots((root, libraries) => {
    const versions = path.join(root, 'usr', 'lib', 'postgresql');
    if (!existsSync(versions)) return undefined;
    const newest = readdirSync(versions)
      .filter((version) => existsSync(path.join(versions, version, 'bin', 'postgres')))
      .sort((a, b) => Number(b) - Number(a))[0];
    return newest === undefined ? undefined : { bin: path.join(versions, newest, 'bin'), libraries };
  });
}

/** Undefined: none are there. */
export function findMariadb(): MariadbPrograms | undefined {
  return inRoots((root, libraries) => {
    const usr = path.join(root, 'usr');
    const server = path.join(usr, 'sbin', 'mariadbd');
    const share = ['mysql', 'mariadb']
      .map((name) => path.join(usr, 'share', name))
      .find((folder) =>
        ['mysql', 'mariadb'].some((name) => existsSync(path.join(folder, `${name}_system_tables.sql`))),
      );
    if (!existsSync(server) || share === undefined) return undefined;
    const plugins = ['mysql', 'mariadb'].map((name) => path.join(usr, 'lib', name, 'plugin')).find(existsSync) ?? '';
    const program = path.join(usr, 'bin', 'mariadb-tzinfo-to-sql');
    const folder = ['/', root].map((each) => path.join(each, 'usr', 'share', 'zoneinfo')).find(existsSync);
    const zones = folder !== undefined && existsSync(program) ? { zones: { program, folder } } : {};
    return { server, base: usr, share, plugins, libraries, ...zones };
  });
}

/** Whether a folder was unpacked whole, and by us. */
export function isUnpacked(home: string): boolean {
  const marker = path.join(home, 'complete');
  return existsSync(marker) && (process.getuid === undefined || statSync(marker).uid === process.getuid());
}

function inRoots<T>(find: (root: string, libraries: string) => T | undefined): T | undefined {
  const installed = find('/', '');
  if (installed !== undefined) return installed;
  const home = databasesHome();
  if (!isUnpacked(home)) return undefined;
  const root = path.join(home, 'root');
  const folders = ['usr/lib', 'lib'].flatMap((name) => {
    const folder = path.join(root, name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((each) => (each.includes('-linux-') ? [path.join(folder, each)] : []));
  });
  return find(root, folders.join(':'));
}

/** Packages of one release do not run on another. */
function release(): string {
  if (!existsSync('/etc/os-release')) return process.platform;
  const text = readFileSync('/etc/os-release', 'utf8');
  return /^VERSION_CODENAME=(\w+)/m.exec(text)?.[1] ?? 'unknown';
}

function isOpenToAll(folder: string): boolean {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    if (existsSync(place) && (statSync(place).mode & 0o005) !== 0o005) return false;
    if (place === path.dirname(place)) return true;
  }
}
