// What the names of functions mean in this database, which the judge of statements must know; asked once and shared by its connections.
// Not here: judging (guard.ts).
import type { Client } from 'pg';
import { rowsOf } from './session.ts';

export interface Names {
  /** Functions of the system that read nothing but what they are given. */
  harmless: ReadonlySet<string>;
  /** All functions, whoever made them. */
  functions: ReadonlySet<string>;
  /** Columns of the data. */
  columns: ReadonlySet<string>;
}

export interface Catalogue {
  /** As it was asked in the last minutes, else by `ask`. */
  known(ask: () => Promise<Names>): Promise<Names>;
  read(client: Client): Promise<Names>;
  forget(): void;
}

/** `cstring` and `internal` are the types of what the server calls by itself. */
const harmlessSql = `SELECT p.proname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = 'pg_catalog' GROUP BY 1
  HAVING bool_and(p.provolatile <> 'v' AND p.prorettype NOT IN (2275, 2281) AND NOT 2275 = ANY (p.proargtypes) AND NOT 2281 = ANY (p.proargtypes))`;
const functionsSql = 'SELECT DISTINCT proname FROM pg_catalog.pg_proc';
const columnsSql = `SELECT DISTINCT a.attname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** Volatile by the system's word, though they change nothing and wait for nothing. */
const harmlessThough = ['random', 'gen_random_uuid', 'clock_timestamp', 'timeofday'];

/** Not volatile by the system's word, though they reach beyond what they are given: files, settings, other tables, other sessions. */
const reaching =
  /^(pg_(?!typeof$|size_pretty$|size_bytes$)|lo_|query_to_|table_to_|schema_to_|database_to_|cursor_to_|current_setting|ts_stat|ts_rewrite|txid_|has_|inet_|row_security_|dblink|binary_upgrade|to_reg|brin_|gin_|col_description|obj_description|shobj_description)/;

const keptMs = 300_000;

export function createCatalogue(now: () => number = Date.now): Catalogue {
  let last: { names: Promise<Names>; at: number } | undefined;
  return {
    async known(ask) {
      // Who asked first may have been cancelled, which is nothing to the others.
      const known = last && now() - last.at < keptMs ? await last.names.catch(() => undefined) : undefined;
      if (known) return known;
      const asked = { names: ask(), at: now() };
      last = asked;
      asked.names.catch(() => {
        if (last === asked) last = undefined;
      });
      return await asked.names;
    },
    async read(client) {
      const harmless = (await column(client, harmlessSql)).filter((name) => !reaching.test(name));
      return {
        harmless: new Set([...harmless, ...harmlessThough]),
        functions: new Set(await column(client, functionsSql)),
        columns: new Set(await column(client, columnsSql)),
      };
    },
    forget() {
      last = undefined;
    },
  };
}

async function column(client: Client, sql: string): Promise<string[]> {
  return (await rowsOf(client, sql)).flatMap(([name]) => name ?? []);
}
