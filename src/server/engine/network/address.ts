// Where a database on the network is and who asks it, read from the URL that a person gave.
// Not here: connecting (drivers/), keeping what was given (../../databases).
import type { DialectName } from '../engine.ts';

export interface Address {
  dialect: Exclude<DialectName, 'duckdb'>;
  /** A name or an address, IPv6 without brackets. */
  host: string;
  port: number;
  user: string;
  /** Empty: none. */
  password: string;
  /** Of Trino: the catalog. */
  database: string;
  /** Where tables without a schema are looked for; absent: where the database looks. */
  schema?: string;
  tls: Tls;
}

/** `off`: never. `try`: where the server has it, unchecked. `require`: unchecked. `verify-ca`: by whom it was signed. `verify`: and the host's name. */
export type TlsMode = 'off' | 'try' | 'require' | 'verify-ca' | 'verify';

export interface Tls {
  mode: TlsMode;
  /** Certificates (PEM) to trust in place of the system's. */
  ca?: string;
}

/** What a person gave is no address of a database; the message says what to give, and repeats nothing secret. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

interface Scheme {
  dialect: Address['dialect'];
  port: number;
  /** Of HTTP: whether TLS is in the scheme. */
  tls?: boolean;
}

const schemes: Readonly<Record<string, Scheme>> = {
  'postgres:': { dialect: 'postgres', port: 5432 },
  'postgresql:': { dialect: 'postgres', port: 5432 },
  'mysql:': { dialect: 'mysql', port: 3306 },
  'mariadb:': { dialect: 'mysql', port: 3306 },
  'clickhouse:': { dialect: 'clickhouse', port: 8123, tls: false },
  'clickhouse+http:': { dialect: 'clickhouse', port: 8123, tls: false },
  'clickhouse+https:': { dialect: 'clickhouse', port: 8443, tls: true },
  'clickhouses:': { dialect: 'clickhouse', port: 8443, tls: true },
  'trino:': { dialect: 'trino', port: 8080, tls: false },
  'trino+http:': { dialect: 'trino', port: 8080, tls: false },
  'trino+https:': { dialect: 'trino', port: 8443, tls: true },
};

/** As PostgreSQL (`sslmode`) and MySQL (`ssl-mode`) call them. */
const modes: Readonly<Record<string, TlsMode>> = {
  disable: 'off',
  disabled: 'off',
  allow: 'try',
  prefer: 'try',
  preferred: 'try',
  require: 'require',
  required: 'require',
  'verify-ca': 'verify-ca',
  verify_ca: 'verify-ca',
  'verify-full': 'verify',
  verify_identity: 'verify',
};

const modeNames: Readonly<Record<TlsMode, string>> = {
  off: 'disable',
  try: 'prefer',
  require: 'require',
  'verify-ca': 'verify-ca',
  verify: 'verify-full',
};

const example = 'postgres://user:password@host:5432/database';
const known = new Set(['sslmode', 'ssl-mode', 'schema']);

/** Whether a text is meant as an address of a database, and not as a path. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}

/** Throws an AddressError. `ca`: certificates (PEM) to trust in place of the system's. */
export function parseAddress(text: string, ca?: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url && schemes[url.protocol];
  if (!url || !scheme)
    throw new AddressError(
      `This is no address of a database. Give one that begins with postgres://, mysql://, clickhouse:// or trino://, such as ${example}.`,
    );
  const { dialect } = scheme;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!/^[\w.:-]+$/.test(host)) throw new AddressError(`The address names no host. Give one such as ${example}.`);
  if (url.hash !== '')
    throw new AddressError('The address holds a "#". Write it as %23 where it belongs to a name or a password.');
  const unknown = [...url.searchParams.keys()].find((key) => !known.has(key.toLowerCase()));
  if (unknown !== undefined)
    throw new AddressError(
      `The address holds "${unknown.slice(0, 40)}", which is not known. Known are sslmode and schema.`,
    );
  const [database = '', schemaInPath, ...further] = url.pathname.split('/').filter(Boolean).map(decoded);
  if (further.length > 0 || (schemaInPath !== undefined && dialect !== 'trino'))
    throw new AddressError(`The address names more than a database. Give one such as ${example}.`);
  if (database === '' && dialect !== 'clickhouse')
    throw new AddressError(
      dialect === 'trino'
        ? 'The address names no catalog. Give one such as trino://user@host:8080/catalog/schema.'
        : `The address names no database. Give one such as ${example}.`,
    );
  const schema = url.searchParams.get('schema') ?? schemaInPath;
  const user = decoded(url.username);
  return {
    dialect,
    host,
    port: url.port === '' ? scheme.port : Number(url.port),
    user: user === '' && dialect === 'clickhouse' ? 'default' : user,
    password: decoded(url.password),
    database: database === '' ? 'default' : database,
    ...(schema ? { schema } : {}),
    tls: { mode: tlsMode(url, scheme, host), ...(ca ? { ca } : {}) },
  };
}

/** Unless something else is said, only what stays on this machine is not encrypted and checked. */
function tlsMode(url: URL, { tls }: Scheme, host: string): TlsMode {
  const given = url.searchParams.get('sslmode') ?? url.searchParams.get('ssl-mode');
  if (given === null) {
    if (tls !== undefined) return tls ? 'verify' : 'off';
    return isLoopback(host) ? 'off' : 'verify';
  }
  const mode = modes[given.toLowerCase()];
  if (!mode || (tls === false && mode !== 'off') || (tls === true && mode === 'off'))
    throw new AddressError(
      `sslmode is "${given.slice(0, 40)}". Give disable, prefer, require, verify-ca or verify-full${tls === undefined ? '' : ', as the address begins (with https or not)'}.`,
    );
  return mode;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What a person should know of the line to it, a sentence each. */
export function lineWarnings({ host, tls }: Pick<Address, 'host' | 'tls'>): string[] {
  if (tls.mode === 'off')
    return isLoopback(host)
      ? []
      : ['The line to the database is not encrypted: others may read what is asked and answered.'];
  const isChecked = tls.mode === 'verify' || tls.mode === 'verify-ca';
  return isChecked ? [] : ['The certificate of the server is not checked.'];
}

/** As it was given, without its password: what may be shown, and given again. */
export function shownAddress(address: Address): string {
  const plain = publicAddress(address);
  const { mode } = address.tls;
  if (parseAddress(plain).tls.mode === mode) return plain;
  return `${plain}${plain.includes('?') ? '&' : '?'}sslmode=${modeNames[mode]}`;
}

/** What names the same data again, however its line is encrypted. */
export function publicAddress({ dialect, host, port, user, database, schema, tls }: Address): string {
  const at = host.includes(':') ? `[${host}]` : host;
  const who = user === '' ? '' : `${encodeURIComponent(user)}@`;
  const within = schema === undefined ? '' : `${dialect === 'trino' ? '/' : '?schema='}${encodeURIComponent(schema)}`;
  const scheme =
    dialect === 'clickhouse' || dialect === 'trino' ? `${dialect}${tls.mode === 'off' ? '' : '+https'}` : dialect;
  return `${scheme}://${who}${at}:${port}/${encodeURIComponent(database)}${within}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AddressError('The address holds a "%" that is no code. Write it as %25.', { cause });
  }
}
