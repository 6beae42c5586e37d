// PostgreSQL's types as a reader sees them: the kind of a column from the type's name, and a cell from the server's text.
// Not here: which columns there are (describe.ts, introspect.ts).
import type { Cell, ColumnType } from '../../../engine.ts';
import { doubleOf, exactNumber } from '../../../exactNumber.ts';
import type { Field } from './describe.ts';

/** Of the types that are in every server: their oids are part of the protocol. */
const names: Readonly<Record<number, string>> = {
  16: 'boolean',
  17: 'bytea',
  18: '"char"',
  19: 'name',
  20: 'bigint',
  21: 'smallint',
  23: 'integer',
  25: 'text',
  26: 'oid',
  114: 'json',
  142: 'xml',
  700: 'real',
  701: 'double precision',
  790: 'money',
  869: 'inet',
  1042: 'character',
  1043: 'character varying',
  1082: 'date',
  1083: 'time without time zone',
  1114: 'timestamp without time zone',
  1184: 'timestamp with time zone',
  1186: 'interval',
  1266: 'time with time zone',
  1700: 'numeric',
  2249: 'record',
  2278: 'void',
  2950: 'uuid',
  3802: 'jsonb',
};

/** Types whose values are short, whatever they are; pseudo-types, of which nothing can be asked. */
const short = new Set([16, 18, 19, 20, 21, 23, 26, 700, 701, 790, 869, 1082, 1083, 1114, 1184, 1186, 1266, 1700, 2950]);
const pseudo = new Set([2275, 2278, 2281]);

/** As `format_type` would say it; undefined: only the server knows. */
export function knownTypeName({ type, modifier }: Field): string | undefined {
  const name = names[type];
  if (name === undefined || modifier < 4) return name;
  if (type === 1700) return `numeric(${((modifier - 4) >> 16) & 0xffff},${(modifier - 4) & 0x7ff})`;
  return type === 1042 || type === 1043 ? `${name}(${modifier - 4})` : name;
}

/** The kind of a column from the name of its type, as `format_type` gives it. */
export function columnTypeOf(name: string): ColumnType {
  if (/^(smallint|integer|bigint|oid)$/.test(name) || /^numeric\(\d+,0\)$/.test(name)) return 'integer';
  if (/^(numeric(\(\d+,-?\d+\))?|real|double precision)$/.test(name)) return 'number';
  if (name === 'boolean' || name === 'date') return name;
  // With an array's brackets behind it, it is text.
  return /^timestamp(\(\d\))? with(out)? time zone$/.test(name) ? 'timestamp' : 'text';
}

/** What is selected of a column in place of it, so that no more than `maxLength` characters of it leave the server. */
export function shortened(column: string, { type }: Field, maxLength: number): string {
  if (short.has(type) || pseudo.has(type)) return column;
  if (type === 17) return `pg_catalog.substring(${column}, 1, ${maxLength})`;
  return `pg_catalog.left(CAST(${column} AS pg_catalog.text), ${maxLength})`;
}

const moment = /^(\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)?(?:[+-]\d\d(?::\d\d)*)?$/;

/** One value in the text form of a session in UTC; years before our era and `infinity` stay as the server says them. */
export function cellOf(value: unknown, type: ColumnType): Cell {
  if (value === null || value === undefined) return null;
  const text = String(value);
  switch (type) {
    case 'boolean':
      return text === 't';
    case 'integer':
      return Number.isSafeInteger(Number(text)) ? Number(text) : text;
    case 'number':
      // The server writes floats of many digits with an exponent.
      return /^-?\d+(\.\d+)?e[+-]\d+$/.test(text) ? doubleOf(text) : exactNumber(text);
    case 'timestamp':
      return moment.exec(text)?.[1] ?? text;
    default:
      return text;
  }
}
