// Groups in a reading: "country of customers", "month of ship date", "weekday of order date", "minutes in steps of 30".
// Not here: their headers (../plan/labels.ts).
import { type ColumnRef, type DatePart, dateParts, type Grain, type Group, grains } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';
import { number, quiet } from './combinators.ts';
import { hasPeriods, isAny, isCategory, isDate, isIdentifier, isMeasure, isNumber } from './kinds.ts';
import { columnName, columnOf, entityName, viaName } from './nameSyntax.ts';
import { columnsWithin } from './reach.ts';
import { choice, form, optional, type Reader, type Syntax, said } from './syntax.ts';

const monthNames = 'January February March April May June July August September October November December'.split(' ');

type GroupOf<K extends Group['kind']> = Extract<Group, { kind: K }>;

const part = (name: DatePart): Syntax<Group> =>
  form<{ column: ColumnRef }, Group>(
    `${name} of {column}`,
    { column: columnName(hasPeriods, isDate) },
    (group) => (group.kind === 'part' && group.part === name ? { column: group.column } : undefined),
    ({ column }) => ({ kind: 'part', column, part: name, label: '' }),
  );

const grain = (name: Grain): Syntax<Group> =>
  form<{ column: ColumnRef }, Group>(
    `${name} of {column}`,
    { column: columnName(hasPeriods, isDate) },
    (group) =>
      group.kind === 'date' && group.grain === name && group.fiscal === undefined
        ? { column: group.column }
        : undefined,
    ({ column }) => ({ kind: 'date', column, grain: name, label: '' }),
  );

const month: Syntax<number> = choice(...monthNames.map((name, at) => said(name, at + 1)));

const fiscal = (name: Grain): Syntax<Group> =>
  form<{ column: ColumnRef; month: number }, Group>(
    `fiscal ${name} of {column} (year begins in {month})`,
    { column: columnName(hasPeriods, isDate), month },
    (group) =>
      group.kind === 'date' && group.grain === name && group.fiscal !== undefined
        ? { column: group.column, month: group.fiscal }
        : undefined,
    ({ column, month: first }) => ({ kind: 'date', column, grain: name, fiscal: first, label: '' }),
  );

const bins: Syntax<Group> = form<{ column: ColumnRef; width: number }, Group>(
  '{column} in steps of {width}',
  { column: columnName(isNumber, isMeasure), width: number },
  (group) => (group.kind === 'bin' ? { column: group.column, width: group.width } : undefined),
  ({ column, width }) => (width > 0 ? { kind: 'bin', column, width, label: '' } : undefined),
);

/** A column's own values. Of dates that is rarely meant, so it is said. */
const values = (template: string, ofDates: boolean): Syntax<Group> =>
  form<{ column: ColumnRef; key?: ColumnRef | undefined }, Group>(
    template,
    {
      column: columnName((column) => isDate(column) === ofDates, ofDates ? isDate : isCategory),
      key: optional(
        quiet(
          form<{ key: ColumnRef }, ColumnRef>(
            'told apart by {key}',
            { key: columnName(isAny, isIdentifier) },
            (key) => ({ key }),
            ({ key }) => key,
          ),
        ),
      ),
    },
    (group, to) => {
      if (group.kind !== 'column') return undefined;
      const column = columnOf(to.names, group.column);
      return column && isDate(column) === ofDates ? { column: group.column, key: group.key } : undefined;
    },
    ({ column, key }) => ({ kind: 'column', column, ...(key ? { key } : {}), label: '' }),
  );

/** "by customer": the name, and the key where names repeat. */
const entity: Syntax<Group> = form<{ table: string; via?: string | undefined }, Group>(
  '{table}{via}',
  {
    table: entityName,
    via: optional(
      form<{ via: string }, string>(
        'through {via}',
        { via: viaName },
        (via) => ({ via }),
        ({ via }) => via,
      ),
    ),
  },
  (group, to) => {
    const table = to.names.tables.get(group.column.table);
    if (!table || group.kind !== 'column' || !isEntity(group)) return undefined;
    if (table.nameColumn?.name !== group.column.column || table.idColumn?.name !== group.key.column) return undefined;
    return { table: table.key, via: group.column.via };
  },
  ({ table: key, via }, from) => {
    const { nameColumn, idColumn } = from.names.tables.get(key) ?? {};
    if (!nameColumn || !idColumn || nameColumn === idColumn) return undefined;
    const refOf = (column: IndexedColumn): ColumnRef => ({
      table: key,
      column: column.name,
      ...(via === undefined ? {} : { via }),
    });
    return { kind: 'column', column: refOf(nameColumn), key: refOf(idColumn), label: '' };
  },
);

function isEntity(group: GroupOf<'column'>): group is GroupOf<'column'> & { key: ColumnRef } {
  return group.key !== undefined && group.key.table === group.column.table && group.key.via === group.column.via;
}

/** Not proposed where there are no dates. */
function ofDates(syntax: Syntax<Group>): Syntax<Group> {
  const silent = quiet(syntax);
  const hasDates = (from: Reader) => columnsWithin(from.names.index, from.scope).some(({ column }) => isDate(column));
  return {
    write: (value, to) => syntax.write(value, to),
    read: (from) => (from.offers && !hasDates(from) ? silent : syntax).read(from),
  };
}

export const group: Syntax<Group> = choice<Group>(
  ...dateParts.map((each) => ofDates(part(each))),
  ...grains.map((each) => ofDates(grain(each))),
  ...grains.map((each) => ofDates(fiscal(each))),
  bins,
  withoutKeyOfEntity(values('{column}{key}', false)),
  entity,
  values('{column}{key}', false),
  values('exact {column}{key}', true),
);

/** Written for what is no entity; read for all. */
function withoutKeyOfEntity(syntax: Syntax<Group>): Syntax<Group> {
  return {
    write: (value, to) => (value.kind === 'column' && value.key !== undefined ? undefined : syntax.write(value, to)),
    read: (from) => syntax.read(from),
  };
}
