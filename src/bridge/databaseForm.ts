// The form for a database: what can be filled in, what is wrong with it, the address it makes and is made from. Pure.
// Not here: the messages about it (databaseFormMessages.ts), drawing it (webview/databaseForm). A password is never part of a form.
import * as v from 'valibot';

export const databaseKinds = ['postgres', 'mysql', 'clickhouse', 'trino'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** `auto`: encrypted and checked, but not to this machine itself. The others are the words of `sslmode`. */
export const encryptions = ['auto', 'verify-full', 'verify-ca', 'require', 'prefer', 'disable'] as const;
export type Encryption = (typeof encryptions)[number];

const short = v.pipe(v.string(), v.maxLength(1_000));
export const databaseFormSchema = v.object({
  kind: v.picklist(databaseKinds),
  name: short,
  host: short,
  /** Empty: the usual one. */
  port: short,
  /** Of Trino: the catalog. */
  database: short,
  schema: short,
  user: short,
  encryption: v.picklist(encryptions),
  /** PEM; empty: the certificates that this machine trusts. */
  ca: v.pipe(v.string(), v.maxLength(200_000)),
});
export type DatabaseForm = v.InferOutput<typeof databaseFormSchema>;
export type DatabaseField = keyof DatabaseForm | 'password';

export const emptyForm: DatabaseForm = {
  ...{ kind: 'postgres', name: '', host: 'localhost', port: '', database: '', schema: '', user: '' },
  ...{ encryption: 'auto', ca: '' },
};

interface KindFacts {
  label: string;
  /** Without and with encryption, where the scheme of the address says which. */
  scheme: [string, string];
  port: [number, number];
  hasSchema: boolean;
  needsDatabase: boolean;
}

export const kindFacts: Readonly<Record<DatabaseKind, KindFacts>> = {
  postgres: {
    ...{ label: 'PostgreSQL', hasSchema: true, needsDatabase: true },
    ...{ scheme: ['postgres', 'postgres'], port: [5432, 5432] },
  },
  mysql: {
    ...{ label: 'MySQL or MariaDB', hasSchema: false, needsDatabase: true },
    ...{ scheme: ['mysql', 'mysql'], port: [3306, 3306] },
  },
  clickhouse: {
    ...{ label: 'ClickHouse', hasSchema: false, needsDatabase: false },
    ...{ scheme: ['clickhouse', 'clickhouse+https'], port: [8123, 8443] },
  },
  trino: {
    ...{ label: 'Trino', hasSchema: true, needsDatabase: true },
    ...{ scheme: ['trino', 'trino+https'], port: [8080, 8443] },
  },
};

/** Where the address says by its scheme whether the line is encrypted, "where the server can" cannot be said. */
export function encryptionsOf(kind: DatabaseKind): readonly Encryption[] {
  const [plain, secret] = kindFacts[kind].scheme;
  return plain === secret ? encryptions : encryptions.filter((each) => each !== 'prefer');
}

export function isEncrypted({ encryption, host }: Pick<DatabaseForm, 'encryption' | 'host'>): boolean {
  if (encryption !== 'auto') return encryption !== 'disable';
  const name = bare(host);
  return !(name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name));
}

export function usualPort(form: Pick<DatabaseForm, 'kind' | 'encryption' | 'host'>): number {
  return kindFacts[form.kind].port[isEncrypted(form) ? 1 : 0];
}

/** What is wrong with what was filled in, a sentence for each field; empty when it can be tried. */
export function problemsOf(form: DatabaseForm, { named }: { named: boolean }): Partial<Record<DatabaseField, string>> {
  const { kind, port, ca } = form;
  const host = bare(form.host);
  const isPort = port.trim() === '' || (/^\d{1,5}$/.test(port.trim()) && Number(port) >= 1 && Number(port) <= 65_535);
  return {
    ...(named && form.name.trim() === '' ? { name: 'Give it a name.' } : {}),
    ...(form.name.trim().length > 200 ? { name: 'At most 200 characters.' } : {}),
    ...(host === '' ? { host: 'Give the name or address of the computer it runs on.' } : {}),
    ...(host !== '' && !/^[\w.:-]+$/.test(host)
      ? { host: 'Give the host alone, such as db.example.org. A whole address goes into the field at the top.' }
      : {}),
    ...(isPort ? {} : { port: 'A number from 1 to 65535.' }),
    ...(kindFacts[kind].needsDatabase && form.database.trim() === ''
      ? { database: kind === 'trino' ? 'Give the catalog.' : 'Give the database.' }
      : {}),
    ...(ca.trim() !== '' && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(ca)
      ? { ca: 'This is no certificate in PEM form: it begins with -----BEGIN CERTIFICATE-----.' }
      : {}),
    ...(/PRIVATE KEY-----/.test(ca) ? { ca: 'There is a private key in it. Give the certificates alone.' } : {}),
  };
}

/** The address as the server takes it, with everything percent-encoded that has to be. */
export function addressOf(form: DatabaseForm, password: string): string {
  const { kind, encryption } = form;
  const facts = kindFacts[kind];
  const host = bare(form.host);
  const user = encodeURIComponent(form.user.trim());
  const who =
    user === '' && password === '' ? '' : `${user}${password === '' ? '' : `:${encodeURIComponent(password)}`}@`;
  const port = form.port.trim() === '' ? '' : `:${Number(form.port)}`;
  const schema = facts.hasSchema ? form.schema.trim() : '';
  const path = [form.database.trim(), ...(kind === 'trino' && schema !== '' ? [schema] : [])].map(encodeURIComponent);
  const said = encryption === 'auto' || (facts.scheme[0] !== facts.scheme[1] && encryption === 'disable');
  const search = new URLSearchParams({
    ...(said ? {} : { sslmode: encryption }),
    ...(kind === 'postgres' && schema !== '' ? { schema } : {}),
  }).toString();
  const scheme = facts.scheme[isEncrypted(form) ? 1 : 0];
  const where = `${host.includes(':') ? `[${host}]` : host}${port}`;
  return `${scheme}://${who}${where}/${path.join('/')}${search === '' ? '' : `?${search}`}`;
}

const kindOfScheme: Readonly<Record<string, { kind: DatabaseKind; encryption?: Encryption }>> = {
  postgres: { kind: 'postgres' },
  postgresql: { kind: 'postgres' },
  mysql: { kind: 'mysql' },
  mariadb: { kind: 'mysql' },
  clickhouse: { kind: 'clickhouse', encryption: 'disable' },
  'clickhouse+http': { kind: 'clickhouse', encryption: 'disable' },
  'clickhouse+https': { kind: 'clickhouse', encryption: 'verify-full' },
  clickhouses: { kind: 'clickhouse', encryption: 'verify-full' },
  trino: { kind: 'trino', encryption: 'disable' },
  'trino+http': { kind: 'trino', encryption: 'disable' },
  'trino+https': { kind: 'trino', encryption: 'verify-full' },
};

/**
 * `jdbc:` and line breaks around it are no part of an address. One with an "@" behind its host has a password with a "/" in it, which
 * must not be taken for the name of a database.
 */
const addressForm =
  /^(?:jdbc:)?([a-z][a-z0-9+]*):\/\/(?:([^/?#]*)@)?(\[[^\]]+\]|[^:/?#]*)(?::(\d+))?((?:\/[^?#@]*)?)(?:\?([^#]*))?$/i;

/** What an address fills in, and its password apart; null when it is none of a database. The name is left as it is. */
export function formOf(text: string): { form: Omit<DatabaseForm, 'name' | 'ca'>; password: string } | null {
  const found = addressForm.exec(text.trim());
  const scheme = found && kindOfScheme[(found[1] ?? '').toLowerCase()];
  if (!found || !scheme) return null;
  const [, , who = '', host = '', port = '', path = '', query = ''] = found;
  const search = new URLSearchParams(query);
  const colon = who.indexOf(':');
  const [database = '', schemaInPath = ''] = path.split('/').filter(Boolean).map(decoded);
  const mode = (search.get('sslmode') ?? search.get('ssl-mode') ?? '').toLowerCase().replaceAll('_', '-');
  const encryption = encryptions.find((each) => each === (modeNames[mode] ?? mode)) ?? scheme.encryption ?? 'auto';
  return {
    form: {
      kind: scheme.kind,
      host: bare(host),
      port,
      database,
      schema: kindFacts[scheme.kind].hasSchema ? (search.get('schema') ?? schemaInPath) : '',
      user: decoded(colon < 0 ? who : who.slice(0, colon)) || (search.get('user') ?? ''),
      encryption,
    },
    password: (colon < 0 ? '' : decoded(who.slice(colon + 1))) || (search.get('password') ?? ''),
  };
}

/** As MySQL calls them. */
const modeNames: Readonly<Record<string, Encryption>> = {
  ...{
    disabled: 'disable',
    allow: 'prefer',
    preferred: 'prefer',
    required: 'require',
    'verify-identity': 'verify-full',
  },
};

/** The field that a sentence of the server is about, as far as it can be told. Names in it, which stand in quotes, tell nothing. */
export function fieldOf(sentence: string): DatabaseField | null {
  const words = sentence.replaceAll(/"[^"]*"/g, '""');
  return fieldWords.find(([, about]) => about.test(words))?.[0] ?? null;
}

const fieldWords: readonly (readonly [DatabaseField, RegExp])[] = [
  ['ca', /certificate of (who signed|its authority)/i],
  ['encryption', /certificate|\b(TLS|SSL|sslmode)\b/i],
  ['database', /no (database|catalog) ""|(database|catalog) "" (does|is)|to connect to ""|use the database ""/i],
  ['schema', /\bschema\b/i],
  ['password', /password/i],
  ['user', /let "" in|\b(login|account|role|user)\b/i],
  ['port', /check the port/i],
  ['host', /\bhost\b|leads to no address|reached|nothing answers|did not answer|no answer/i],
];

function bare(host: string): string {
  return host.trim().replace(/^\[|\]$/g, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone "%" in a password that nobody encoded.
    return text;
  }
}
