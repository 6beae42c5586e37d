// ClickHouse's types as a reader sees them, and a value of TabSeparated as a cell.
// Not here: where values begin and end (rows.ts).
import type { Cell, ColumnType } from '../../../engine.ts';
import { doubleOf, exactNumber } from '../../../exactNumber.ts';

/** What is inside Nullable, LowCardinality and SimpleAggregateFunction. */
export function innerType(nativeType: string): string {
  const wrapped = /^(?:Nullable|LowCardinality)\(([\s\S]*)\)$/.exec(nativeType)?.[1];
  if (wrapped !== undefined) return innerType(wrapped);
  const aggregated = /^SimpleAggregateFunction\([^,]*,\s*([\s\S]*)\)$/.exec(nativeType)?.[1];
  return aggregated === undefined ? nativeType : innerType(aggregated);
}

export function isNullable(nativeType: string): boolean {
  return /^(?:LowCardinality\()?Nullable\(/.test(nativeType);
}

export function columnTypeOf(nativeType: string): ColumnType {
  const type = innerType(nativeType);
  if (/^U?Int\d+$/.test(type) || /^Decimal\(\d+,\s*0\)$/.test(type)) return 'integer';
  if (/^(Float\d+|BFloat16|Decimal\()/.test(type)) return 'number';
  if (type === 'Bool') return 'boolean';
  if (/^Date(32)?$/.test(type)) return 'date';
  if (/^DateTime/.test(type)) return 'timestamp';
  return 'text';
}

/** Reads the values of one column; each is text without escapes. */
export function cellReader(nativeType: string): (text: string) => Cell {
  const type = innerType(nativeType);
  switch (columnTypeOf(nativeType)) {
    case 'integer':
      return exactNumber;
    case 'number':
      return type.startsWith('Decimal') ? exactNumber : doubleOf;
    case 'boolean':
      return (text) => (text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text);
    case 'timestamp':
      // A timestamp is shown to the second.
      return (text) => text.slice(0, 19);
    default:
      return (text) => text;
  }
}
