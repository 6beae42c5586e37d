// Trino's types as a reader sees them, and a value of its JSON as a cell.
// Not here: the pages they come in (statement.ts).
import type { Cell, ColumnType } from '../../../engine.ts';
import { doubleOf, exactNumber } from '../../../exactNumber.ts';

export function columnTypeOf(nativeType: string): ColumnType {
  const type = nativeType.toLowerCase();
  if (/^(tinyint|smallint|integer|int|bigint)$/.test(type) || /^decimal\(\d+,\s*0\)$/.test(type)) return 'integer';
  if (/^(double|real|decimal\(\d+,\s*\d+\)|number)$/.test(type)) return 'number';
  if (type === 'boolean') return 'boolean';
  if (type === 'date') return 'date';
  if (/^timestamp(\(\d+\))?( with(out)? time zone)?$/.test(type)) return 'timestamp';
  return 'text';
}

/** Reads the values of one column, as `parsedJson` gives them. */
export function cellReader(nativeType: string): (value: unknown) => Cell {
  const type = nativeType.toLowerCase();
  const kind = columnTypeOf(type);
  const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const read = (value: unknown): Cell => {
    switch (kind) {
      case 'boolean':
        return typeof value === 'boolean' ? value : textOf(value);
      case 'integer':
      case 'number':
        if (typeof value === 'number') return value;
        return type === 'double' || type === 'real' ? doubleOf(textOf(value)) : exactNumber(textOf(value));
      case 'timestamp':
        return timestampOf(textOf(value));
      default:
        return type === 'varbinary' && typeof value === 'string'
          ? `\\x${Buffer.from(value, 'base64').toString('hex')}`
          : textOf(value);
    }
  };
  return (value) => (value === null || value === undefined ? null : read(value));
}

/** To the second; what has a zone of its own in UTC. */
function timestampOf(text: string): string {
  const [, local = '', zone] = /^(\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? ?([A-Za-z+-].*)?$/.exec(text) ?? [];
  if (local === '') return text;
  if (zone === undefined || zone === 'UTC' || zone === 'Z') return local;
  const asUtc = Date.parse(`${local.replace(' ', 'T')}Z`);
  const offset = Number.isNaN(asUtc) ? undefined : offsetOf(zone, asUtc);
  return offset === undefined ? text : new Date(asUtc - offset).toISOString().slice(0, 19).replace('T', ' ');
}

const zones = new Map<string, Intl.DateTimeFormat | undefined>();
const maxZones = 600;

/** In ms, for a local time that is written as if it were UTC. */
function offsetOf(zone: string, asUtc: number): number | undefined {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed) return (Number(fixed[2]) * 60 + Number(fixed[3])) * (fixed[1] === '-' ? -60_000 : 60_000);
  const format = formatOf(zone);
  if (!format) return undefined;
  // The offset an hour or more away may be another one, so it is asked again with what it gave.
  const near = asUtc - offsetAt(format, asUtc);
  return offsetAt(format, near);
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (zones.has(zone)) return zones.get(zone);
  let format: Intl.DateTimeFormat | undefined;
  try {
    const numeric = 'numeric';
    const date = { year: numeric, month: numeric, day: numeric } as const;
    const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...date, ...time });
  } catch {
    // A zone that is not known here: the text stays as it came.
    format = undefined;
  }
  if (zones.size < maxZones) zones.set(zone, format);
  return format;
}

/** Integers that a double cannot hold come as text with their digits. */
export function parsedJson(text: string): unknown {
  // Most pages hold none, and a reviver costs much.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
      ? context.source
      : value,
  );
}
