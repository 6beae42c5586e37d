// How the name of a table or a column is written in SQL of each dialect: bare where that is the same name, quoted else.
// Not here: where it is put (databaseCommands.ts).

/** The words that more than one of the dialects keeps for itself; a name quoted in vain is still right. */
const reserved = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization between both by call case cast check collate column ' +
    'condition constraint create cross cube current_date current_role current_time current_timestamp current_user database ' +
    'deallocate default deferrable delete desc describe distinct div do drop else end escape except execute exists extract ' +
    'false fetch final for foreign format from full function global grant group grouping having if ilike in index initially ' +
    'inner insert intersect interval into is isnull join key keys lateral leading left like limit localtime localtimestamp ' +
    'lock match natural normalize not notnull null of offset on only option or order outer over overlaps partition pivot ' +
    'placing prepare prewhere primary qualify range rank read recursive references rename returning right rlike rollup row ' +
    'rows sample schema select session_user set settings show similar skip some symmetric system table tables tablesample ' +
    'then to trailing true uescape uncache union unique unnest unpivot update usage use user using values variadic when ' +
    'where window with write'
  ).split(' '),
);

/** As the server calls the dialects; any other is taken to be standard SQL. */
const forms: Readonly<Record<string, { bare: RegExp; quote: '"' | '`' }>> = {
  // Both fold what is not quoted to small letters.
  postgres: { bare: /^[a-z_][a-z0-9_]*$/, quote: '"' },
  trino: { bare: /^[a-z][a-z0-9_]*$/, quote: '"' },
  duckdb: { bare: /^[A-Za-z_][A-Za-z0-9_]*$/, quote: '"' },
  mysql: { bare: /^[A-Za-z_][A-Za-z0-9_]*$/, quote: '`' },
  clickhouse: { bare: /^[A-Za-z_][A-Za-z0-9_]*$/, quote: '`' },
};
const standard = { bare: /^[a-z][a-z0-9_]*$/, quote: '"' } as const;

export function quoted(name: string, dialect: string | null | undefined): string {
  const { bare, quote } = forms[dialect ?? ''] ?? standard;
  if (bare.test(name) && !reserved.has(name.toLowerCase())) return name;
  // ClickHouse reads a backslash within quotes as the beginning of an escape.
  const escaped = dialect === 'clickhouse' ? name.replaceAll('\\', '\\\\') : name;
  return `${quote}${escaped.replaceAll(quote, quote + quote)}${quote}`;
}

export interface NamedData {
  dialect?: string | null | undefined;
  address?: string | null | undefined;
}

/** The schema in which a table is found by its name alone; undefined when that cannot be told. */
export function usualSchema({ dialect, address }: NamedData): string | undefined {
  if (dialect === 'duckdb') return 'main';
  const url = address && URL.canParse(address) ? new URL(address) : undefined;
  const [database, schema] = (url?.pathname ?? '').split('/').filter(Boolean).map(decoded);
  if (dialect === 'postgres') return url?.searchParams.get('schema') ?? 'public';
  return dialect === 'trino' ? schema : database;
}

/** A table as a statement names it: with its schema where that must be said. */
export function tableInSql(data: NamedData, schema: string | null | undefined, table: string): string {
  const name = quoted(table, data.dialect);
  if (!schema || schema === usualSchema(data)) return name;
  return `${quoted(schema, data.dialect)}.${name}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A "%" that is no code is what it says.
    return text;
  }
}
