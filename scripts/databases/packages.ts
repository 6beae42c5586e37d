// Which Debian packages the databases of the tests are in, and which of them this machine lacks; asked of apt in a state of its own.
// Not here: unpacking them (fetch.ts), finding what is there (find.ts).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { capture } from '../children.ts';

export interface Apt {
  /** Runs apt-get with the lists and caches of `folder`; needs no root. Rejects with what it said. */
  get(args: readonly string[], cwd?: string): Promise<string>;
  cache(args: readonly string[]): Promise<string>;
}

/** What a database of the tests never loads: the compiler of expressions, scripts in Perl, and what services need. */
const unneeded = /^(libllvm|libz3|postgresql-client|postgresql-common|galera|perl)|-perl$|^lib.*-perl-/;
const wanted = /^(postgresql-\d|mariadb-|lib|tzdata$)/;

/** apt in `folder`, to which nothing is installed: what the machine has may not fit together. */
export function privateApt(folder: string): Apt {
  const state = path.join(folder, 'state');
  const cache = path.join(folder, 'cache');
  for (const place of [path.join(state, 'lists', 'partial'), path.join(cache, 'archives', 'partial')])
    mkdirSync(place, { recursive: true });
  const status = path.join(folder, 'status');
  writeFileSync(status, '');
  const settings = {
    'Dir::State': state,
    'Dir::State::status': status,
    'Dir::Cache': cache,
    'Debug::NoLocking': 'true',
    // The user that apt becomes for downloads may not write to this folder.
    ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const run = async (program: string, args: readonly string[], cwd?: string): Promise<string> => {
    const { code, output } = await capture(program, [...options, ...args], {
      env,
      ...(cwd === undefined ? {} : { cwd }),
    });
    if (code === 0) return output;
    throw new Error(`${program} ${args.join(' ')} ended with exit code ${code}:\n${output.trim().slice(-2000)}`);
  };
  return { get: (args, cwd) => run('apt-get', args, cwd), cache: (args) => run('apt-cache', args) };
}

/** The package of the newest PostgreSQL of this Debian, e.g. `postgresql-15`. */
export async function postgresPackage(apt: Apt): Promise<string> {
  const found = /Depends: (postgresql-\d+)\s/.exec(await apt.cache(['depends', 'postgresql']));
  if (found?.[1] === undefined) throw new Error('apt knows no package of PostgreSQL.');
  return found[1];
}

/** The packages that are installed on this machine. */
export function installedPackages(status = '/var/lib/dpkg/status'): ReadonlySet<string> {
  const packages = existsSync(status) ? readFileSync(status, 'utf8').split('\n\n') : [];
  return new Set(
    packages.flatMap((text) =>
      /^Status: install ok installed$/m.test(text) ? (/^Package: (\S+)$/m.exec(text)?.[1] ?? []) : [],
    ),
  );
}

/** Of the packages and all they depend on, those that are not installed and are needed to run a server. */
export async function lackingPackages(
  apt: Apt,
  names: readonly string[],
  installed: ReadonlySet<string>,
): Promise<string[]> {
  const simulated = await apt.get(['-s', '--no-install-recommends', 'install', ...names]);
  const all = [...simulated.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
  return all.filter((name) => !installed.has(name) && wanted.test(name) && !unneeded.test(name));
}
