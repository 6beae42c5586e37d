// The columns and values of MySQL and MariaDB as a reader sees them.
// Not here: types in the catalog (introspect.ts), asking for values (cursor.ts).
import type { FieldPacket } from 'mysql2';
import type { Cell, ColumnType } from '../../../engine.ts';
import { doubleOf, exactNumber } from '../../../exactNumber.ts';
import type { CursorColumn } from '../../driver.ts';

/** How the server's text of one value is read. */
type Reading = 'number' | 'flag' | 'bits' | 'date' | 'timestamp' | 'float' | 'double' | 'bytes' | 'shape' | 'text';

export interface ResultColumn extends CursorColumn {
  reading: Reading;
}

const unsignedFlag = 32;
const enumFlag = 256;
const setFlag = 2048;
const binaryCharset = 63;

/** Codes of the protocol (`enum_field_types`) whose name says all. */
const plain: Readonly<Record<number, readonly [nativeType: string, ColumnType, Reading]>> = {
  2: ['smallint', 'integer', 'number'],
  3: ['int', 'integer', 'number'],
  4: ['float', 'number', 'float'],
  5: ['double', 'number', 'double'],
  6: ['null', 'text', 'text'],
  7: ['timestamp', 'timestamp', 'timestamp'],
  8: ['bigint', 'integer', 'number'],
  9: ['mediumint', 'integer', 'number'],
  10: ['date', 'date', 'date'],
  11: ['time', 'text', 'text'],
  12: ['datetime', 'timestamp', 'timestamp'],
  13: ['year', 'integer', 'number'],
  14: ['date', 'date', 'date'],
  242: ['vector', 'text', 'shape'],
  245: ['json', 'text', 'text'],
  247: ['enum', 'text', 'text'],
  248: ['set', 'text', 'text'],
  255: ['geometry', 'text', 'shape'],
};

export function columnOf(field: FieldPacket): ResultColumn {
  const code = field.columnType ?? field.type ?? 253;
  const flags = typeof field.flags === 'number' ? field.flags : 0;
  const length = field.columnLength ?? field.length ?? 0;
  const isUnsigned = (flags & unsignedFlag) !== 0;
  const make = (nativeType: string, type: ColumnType, reading: Reading): ResultColumn => ({
    name: field.name,
    type,
    nativeType,
    reading,
  });
  if (code === 0 || code === 246) {
    const digits = length - (field.decimals > 0 ? 1 : 0) - (isUnsigned ? 0 : 1);
    return make(`decimal(${digits},${field.decimals})`, field.decimals === 0 ? 'integer' : 'number', 'number');
  }
  if (code === 1) {
    const isFlag = length === 1 && !isUnsigned;
    return isFlag ? make('tinyint(1)', 'boolean', 'flag') : make('tinyint', 'integer', 'number');
  }
  if (code === 16) return length === 1 ? make('bit(1)', 'boolean', 'bits') : make(`bit(${length})`, 'integer', 'bits');
  const known = plain[code];
  if (known)
    return make(
      isUnsigned && known[1] === 'integer' && code !== 13 ? `${known[0]} unsigned` : known[0],
      known[1],
      known[2],
    );
  if ((flags & enumFlag) !== 0) return make('enum', 'text', 'text');
  if ((flags & setFlag) !== 0) return make('set', 'text', 'text');
  if (field.extendedTypeName) return make(field.extendedTypeName, 'text', 'text');
  if (field.extendedFormat === 'json') return make('json', 'text', 'text');
  const isBinary = (field.characterSet ?? field.charsetNr) === binaryCharset;
  const isLong = code >= 249 && code <= 252;
  if (isBinary) return make(isLong ? 'blob' : 'varbinary', 'text', 'bytes');
  return make(isLong ? 'text' : 'varchar', 'text', 'text');
}

/**
 * One value: the server's text in a Buffer, or what the protocol of prepared statements gives. Of a long text no less than
 * `maxLength` characters are kept: of a character there are at most four bytes.
 */
export function cellOf(value: unknown, { reading, type }: ResultColumn, maxLength = Number.POSITIVE_INFINITY): Cell {
  if (value === null || value === undefined) return null;
  if (reading === 'bits') return type === 'boolean' ? bits(value) !== 0 : bits(value);
  if (reading === 'bytes' || reading === 'shape') return Buffer.isBuffer(value) ? hex(value, maxLength) : shape(value);
  const bytes = reading === 'text' ? maxLength * 4 : Number.POSITIVE_INFINITY;
  const text = Buffer.isBuffer(value) ? value.toString('utf8', 0, Math.min(value.length, bytes)) : String(value);
  switch (reading) {
    case 'number':
      return typeof value === 'number' ? finite(value) : exactNumber(text);
    case 'float':
    case 'double':
      return typeof value === 'number' ? finite(reading === 'float' ? shortest(value) : value) : doubleOf(text);
    case 'flag':
      return text === '0' ? false : text === '1' ? true : exactNumber(text);
    case 'date':
      return isNoDay(text) ? null : text;
    case 'timestamp':
      return isNoDay(text) ? null : text.slice(0, 19);
    default:
      return text;
  }
}

function hex(value: Buffer, maxLength: number): string {
  return `0x${value.toString('hex', 0, Math.min(value.length, maxLength)).toUpperCase()}`;
}

/** `0000-00-00`, and days such as `2024-02-00`, which the database can hold and no calendar has. */
function isNoDay(text: string): boolean {
  return text.startsWith('00', 5) || text.startsWith('00', 8);
}

function bits(value: unknown): Cell {
  if (!Buffer.isBuffer(value)) return String(value);
  if (value.length === 0) return 0;
  const number = BigInt(`0x${value.toString('hex')}`);
  return exactNumber(number.toString());
}

function shape(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function finite(value: number): Cell {
  return Number.isFinite(value) ? value : String(value);
}

/** Of the protocol of prepared statements a float comes as a double: 0.1 as 0.10000000149. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
