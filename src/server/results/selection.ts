// What a person asked of a result's order and rows, judged against its columns: which to sort by, what to let through.
// Not here: the SQL of it (engine/resultSql.ts).
import * as v from 'valibot';
import { decodeWith, parseJson } from '../../protocol/decoded.ts';
import { resultFilterOps } from '../../protocol/trellis/results.ts';
import type { ColumnType } from '../../protocol/trellis/visualization.ts';
import { ApiError } from '../apiError.ts';
import type { KeptColumn, Selection } from '../engine/resultMessages.ts';

/** As they stand in the address. */
export interface GivenSelection {
  sort?: string | undefined;
  filter?: string | undefined;
}

const maxKeys = 20;

const filterSchema = v.pipe(
  v.array(
    v.object({
      column: v.string(),
      op: v.picklist(resultFilterOps, `must be one of ${resultFilterOps.join(', ')}`),
      value: v.optional(v.nullable(v.union([v.pipe(v.string(), v.maxLength(10_000)), v.number(), v.boolean()]))),
    }),
  ),
  v.maxLength(maxKeys, `must have at most ${maxKeys} conditions`),
);

/** Throws INVALID_REQUEST that names what does not fit. */
export function selectionOf(given: GivenSelection, columns: readonly KeptColumn[]): Selection {
  return { sort: sortOf(given.sort ?? '', columns), filter: filterOf(given.filter ?? '', columns) };
}

function refuse(sentence: string): never {
  throw new ApiError('INVALID_REQUEST', sentence);
}

/**
 * `[-]column,...`. A name with a comma or a leading "-" can be meant as it is, for names are known; in double quotes it is
 * meant whatever else there is.
 */
function sortOf(given: string, columns: readonly KeptColumn[]): Selection['sort'] {
  const sort: { column: number; descending: boolean }[] = [];
  let rest = given;
  while (rest !== '') {
    const next = nextKey(rest, columns);
    if (next === undefined) refuse(`sort: there is no column "${shortened(rest.split(',', 1)[0] ?? '')}"`);
    const { length, ...key } = next;
    if (!sort.some(({ column }) => column === key.column)) sort.push(key);
    if (sort.length > maxKeys) refuse(`sort: must name at most ${maxKeys} columns`);
    rest = rest.slice(length);
    if (rest === ',') refuse('sort: a column must follow the comma');
    rest = rest.slice(1);
  }
  return sort;
}

interface Key {
  column: number;
  descending: boolean;
  length: number;
}

function nextKey(text: string, columns: readonly KeptColumn[]): Key | undefined {
  const readings = [...(text.startsWith('-') ? [{ sign: 1, descending: true }] : []), { sign: 0, descending: false }];
  for (const { sign, descending } of readings) {
    const named = nameAt(text.slice(sign), columns);
    if (named) return { column: named.column, descending, length: sign + named.length };
  }
  return undefined;
}

/** The longest name of a column that the text begins with, up to a comma or its end. */
function nameAt(text: string, columns: readonly KeptColumn[]): { column: number; length: number } | undefined {
  const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(text);
  if (quoted?.[1] !== undefined) {
    const name = quoted[1].replaceAll('""', '"');
    const column = columns.findIndex((each) => each.name === name);
    if (column >= 0) return { column, length: quoted[0].length };
  }
  const fitting = columns
    .map(({ name }, column) => ({ column, length: name.length, name }))
    .filter(({ name, length }) => text.startsWith(name) && (text.length === length || text[length] === ','))
    .toSorted((a, b) => b.length - a.length);
  return fitting[0];
}

function filterOf(given: string, columns: readonly KeptColumn[]): Selection['filter'] {
  if (given === '') return [];
  const json = parseJson(given);
  if (!Array.isArray(json)) refuse('filter: must be a JSON array of {"column", "op", "value"}');
  const decoded = decodeWith(filterSchema, json);
  if (decoded.kind !== 'valid') refuse(`filter: ${decoded.kind === 'malformed' ? decoded.reason : decoded.name}`);
  return decoded.value.map(({ column: name, op, value }) => {
    const column = columns.findIndex((each) => each.name === name);
    const { type } = columns[column] ?? {};
    if (type === undefined) refuse(`filter: there is no column "${shortened(name)}"`);
    if (op === 'empty' || op === 'not_empty') return { column, op, value: null };
    if (value === null || value === undefined)
      refuse(`filter: "${op}" of "${shortened(name)}" needs a value; for none there are "empty" and "not_empty"`);
    const text = String(value);
    if (op === 'contains' || op === 'starts') return { column, op, value: text };
    const typed = typedValue(type, text);
    if (typed === undefined)
      refuse(`filter: "${shortened(text)}" is no ${wanted[type]}, as "${shortened(name)}" holds`);
    return { column, op, value: typed };
  });
}

const wanted: Readonly<Record<ColumnType, string>> = {
  integer: 'number',
  number: 'number',
  boolean: 'true or false',
  date: 'date like 2024-12-31',
  timestamp: 'date like 2024-12-31 or time like 2024-12-31 23:59:59',
  text: 'text',
};

/** The value as the database reads it, or undefined where it is not of the column's type. */
function typedValue(type: ColumnType, given: string): string | undefined {
  const text = type === 'text' ? given : given.trim();
  switch (type) {
    case 'text':
      return text;
    case 'integer':
    case 'number':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) || /^-?(infinity|nan)$/i.test(text)
        ? plainNumber(text)
        : undefined;
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined;
    case 'date':
      return dateOf(text);
    case 'timestamp': {
      const [, day = '', time] =
        /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/.exec(text) ?? [];
      const isTime = time === undefined || /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$/.test(time);
      if (!isTime || dateOf(day) === undefined) return undefined;
      return time === undefined ? day : `${day} ${time.length === 5 ? `${time}:00` : time}`;
    }
  }
}

/** Without a sign or point that only stand there; every digit stays. */
function plainNumber(text: string): string {
  const digits = /^([+-]?)(\d*)\.?(\d*)$/.exec(text);
  if (!digits) return text;
  const [, sign, whole = '', fraction = ''] = digits;
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

function dateOf(text: string): string | undefined {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
