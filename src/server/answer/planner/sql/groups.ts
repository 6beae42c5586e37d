// What one group of a plan is in SQL: its value, what tells it apart, what it is sorted by.
// Not here: the query that groups (grouped.ts).
import type { Group } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { presentSql } from './missing.ts';
import { columnByRef, dateSql, numberSql, type Scope } from './scope.ts';

export interface GroupSql {
  /** What the group is called; where `key` is there, before groups of the same name are told apart. */
  value: string;
  key?: string;
  /** What the group is sorted by, where that is not its value. */
  order?: string;
  /** Of a date group: where its period begins. */
  start?: string;
}

export function groupSql(scope: Scope, group: Group): GroupSql {
  const { dialect, index } = scope.statement;
  switch (group.kind) {
    case 'column': {
      const value = presentSql(scope, group.column);
      // The names of a table whose names are all different need nothing else.
      if (!group.key || columnByRef(index, group.column).unique) return { value };
      return { value, key: presentSql(scope, group.key) };
    }
    case 'date': {
      const date = dateSql(scope, group.column);
      const fiscal = fiscalOf(group);
      return {
        value: dialect.periodLabel(date, group.grain, fiscal),
        start: dialect.periodStart(date, group.grain, fiscal),
      };
    }
    case 'part': {
      const date = dateSql(scope, group.column);
      const order = dialect.datePartOrder(date, group.part);
      return { value: dialect.datePart(date, group.part), ...(order === undefined ? {} : { order }) };
    }
    case 'bin': {
      if (!(group.width > 0)) throw new Error(`Steps of ${group.width} are no steps.`);
      return { value: dialect.bin(numberSql(scope, group.column), group.width) };
    }
  }
}

/** Only years and quarters of a fiscal year differ from the calendar's, and not when it begins with January. */
function fiscalOf({ grain, fiscal }: Extract<Group, { kind: 'date' }>): number | undefined {
  const isShifted = fiscal !== undefined && fiscal >= 2 && fiscal <= 12;
  return isShifted && (grain === 'year' || grain === 'quarter') ? fiscal : undefined;
}

/** Whether groups have an order of their own: periods, parts of them, numbers and dates. */
export function isOrdered(group: Group, index: SchemaIndex): boolean {
  if (group.kind !== 'column') return true;
  const { type, dateFormat } = columnByRef(index, group.column);
  return dateFormat !== undefined || ['integer', 'number', 'date', 'timestamp'].includes(type);
}
