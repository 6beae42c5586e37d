// Conditions in a reading: `status is "delivered" and quantity is over 3`, with parentheses where nesting needs them.
// Not here: what is said of one column (conditionTails.ts), conditions on groups (measures.ts).
import type { ColumnRef, Condition } from '../plan/plan.ts';
import { about, joined, nested } from './combinators.ts';
import { type Tail, tail } from './conditionTails.ts';
import { columnName, tableName, viaName } from './nameSyntax.ts';
import { choice, type Found, form, glue, optional, readWords, type Syntax, said, type Writer } from './syntax.ts';
import { type Bound, bound } from './values.ts';

const simple: Syntax<Condition> = form<{ column: ColumnRef; tail: Tail }, Condition>(
  '{column} {tail}',
  { column: columnName(), tail },
  (condition) => {
    if (condition.kind === 'columns') {
      const { left, ...rest } = condition;
      return { column: left, tail: rest };
    }
    if (!('column' in condition)) return undefined;
    const { column, ...rest } = condition;
    return { column, tail: rest };
  },
  ({ column, tail: rest }) => (rest.kind === 'columns' ? { ...rest, left: column } : { ...rest, column }),
);

interface RelatedHead {
  how?: 'no' | 'never' | undefined;
  count?: Bound | undefined;
  table: string;
  via?: string | undefined;
}

const relatedHead = form<RelatedHead, RelatedHead>(
  'there are {how}{count}{table}{via}',
  {
    how: optional(choice(said('no', 'no'), said('never', 'never'))),
    count: optional(bound),
    table: tableName,
    via: optional(
      form<{ via: string }, string>(
        'through {via}',
        { via: viaName },
        (via) => ({ via }),
        ({ via }) => via,
      ),
    ),
  },
  (head) => head,
  (head) => ((head.how === 'never') === (head.count !== undefined && head.how !== undefined) ? head : undefined),
);

/** Conditions of what stands before them: "(where …)". */
export const ownConditions: Syntax<Condition[]> = form<{ where: Condition[] }, Condition[]>(
  '(where {where})',
  { where: nested(() => conditions) },
  (where) => (where.length > 0 ? { where } : undefined),
  ({ where }) => where,
);

const related: Syntax<Condition> = form<{ related: { head: RelatedHead; body: Condition[] | undefined } }, Condition>(
  '{related}',
  { related: about(relatedHead, (head, names) => names.tables.get(head.table), optional(ownConditions)) },
  (condition) => {
    if (condition.kind !== 'related') return undefined;
    const { table, via, count, negated, where } = condition;
    const how = negated ? (count ? 'never' : 'no') : undefined;
    return { related: { head: { how, count, table, via }, body: where.length > 0 ? where : undefined } };
  },
  ({ related: { head, body } }) => ({
    kind: 'related',
    table: head.table,
    negated: head.how !== undefined,
    where: body ?? [],
    ...(head.via === undefined ? {} : { via: head.via }),
    ...(head.count ? { count: head.count } : {}),
  }),
);

type Group = Extract<Condition, { of: Condition[] }>;

/** Alternatives and what must hold together, in parentheses. */
const group: Syntax<Condition> = {
  write(condition, to) {
    if (condition.kind !== 'any' && condition.kind !== 'all') return undefined;
    const text = writeGroup(condition, to);
    return text === undefined ? undefined : glue(['(', text, ')']);
  },
  read(from): Found<Condition> | undefined {
    if (!readWords(from, ['('], '(')) return undefined;
    const found = nested(() => anyOf).read(from);
    if (!found || !readWords(from, [')'], ')')) return undefined;
    const [only, ...others] = found.value;
    return only && { value: others.length > 0 ? { kind: 'any', of: found.value } : only };
  },
};

const unit: Syntax<Condition> = choice(group, related, simple);

/** Without parentheses, where what stands around cannot be mixed up with it. */
const writeGroup = ({ kind, of }: Group, to: Writer): string | undefined =>
  kind === 'any' ? anyOf.write(of, to) : joined(unit, 'and').write(of, to);

/** What holds together binds closer than alternatives, as in SQL; it is written in parentheses all the same. */
const all: Syntax<Condition> = {
  write: (condition, to) => unit.write(condition, to),
  read(from) {
    const found = joined(unit, 'and').read(from);
    const [only, ...others] = found?.value ?? [];
    if (!found || !only) return undefined;
    return { value: others.length > 0 ? { kind: 'all', of: found.value } : only };
  },
};
const anyOf: Syntax<Condition[]> = joined(all, 'or');

/** All of a list of conditions; a single one with alternatives needs no parentheses. */
export const conditions: Syntax<Condition[]> = {
  write(where, to) {
    const [only, ...others] = where;
    if (only?.kind === 'any' && others.length === 0 && only.of.length > 1) return writeGroup(only, to);
    return joined(unit, 'and').write(where, to);
  },
  read(from) {
    const found = anyOf.read(from);
    if (!found) return undefined;
    const [only, ...others] = found.value;
    if (others.length > 0) return { value: [{ kind: 'any', of: found.value }] };
    return only && { value: only.kind === 'all' ? only.of : [only] };
  },
};

/** The words of conditions as seen from `to.scope`, for a header. */
export const writeConditions = (where: Condition[], to: Writer): string | undefined => conditions.write(where, to);
