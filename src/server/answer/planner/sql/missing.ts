// What counts as missing in a column: nothing, and in a text also a text without a letter. One rule for conditions, groups and
// counts, so that no row is among the groups and among those without one. Not here: how it is said (say/).
import type { ColumnRef } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import type { Dialect } from './dialect.ts';
import { columnByRef, type Scope, valueSql } from './scope.ts';

/** Whether a text of no length in the column says as little as nothing does. */
export function isBlankMissing(dialect: Dialect, { nativeType }: IndexedColumn): boolean {
  return dialect.isText(nativeType);
}

/** A column as it is meant, NULL where it is missing. */
export function presentSql(scope: Scope, ref: ColumnRef): string {
  const { index, dialect } = scope.statement;
  const column = columnByRef(index, ref);
  const value = valueSql(scope, ref);
  return isBlankMissing(dialect, column) && mayBeBlank(column) ? `NULLIF(${value}, '')` : value;
}

/** A date in text is read as one, and of columns whose values are all known it is known. */
function mayBeBlank({ dateFormat, unique, values, table }: IndexedColumn): boolean {
  if (dateFormat !== undefined || unique) return false;
  return values === undefined || table.isSampled === true || (values.get('') ?? []).includes('');
}
