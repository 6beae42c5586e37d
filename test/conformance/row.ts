// What a data file of the conformance suite may say, and reading all of them. README.md in this folder explains it.
// Not here: doing the steps (steps.ts), comparing (patterns.ts).
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { type RevisionName, revisionNames } from '../../src/server/revisions.ts';

export interface JsonObject {
  [key: string]: Json;
}
export type Json = null | boolean | number | string | Json[] | JsonObject;

const revision = v.picklist(revisionNames);
const text = v.string();
/** Patterns and values may hold anything that JSON can say. */
const json: v.GenericSchema<unknown, Json> = v.custom<Json>((value) => value !== undefined);
const common = { in: v.optional(v.array(revision)), note: v.optional(text) };
const on = v.optional(text, 'socket');
const as = v.optional(text, 'ann');
const save = v.optional(v.record(text, text), {});
const events = v.optional(json, []);
const headers = v.optional(v.record(text, json), {});
const answer = {
  status: json,
  answer: v.optional(json),
  'answer headers': v.optional(v.record(text, json), {}),
  save,
};
const file = v.strictObject({ name: text, type: v.optional(text, 'text/csv'), content: json });

const plainStep = v.union([
  v.strictObject({
    ...common,
    http: text,
    as,
    headers,
    body: v.optional(json),
    raw: v.optional(json),
    'try again': v.optional(v.boolean(), false),
    ...answer,
  }),
  v.strictObject({ ...common, upload: text, as, fields: headers, files: v.optional(v.array(file), []), ...answer }),
  v.strictObject({ ...common, stream: text, as, name: v.optional(text), body: json, events, save }),
  v.strictObject({ ...common, 'rest of': text, events, save }),
  v.strictObject({ ...common, cut: text }),
  v.strictObject({
    ...common,
    open: text,
    as,
    by: v.optional(v.picklist(['frame', 'header', 'url', 'nothing']), 'frame'),
    query: v.optional(text, ''),
    headers,
    welcome: v.optional(v.boolean(), true),
    refused: v.optional(v.number()),
  }),
  v.strictObject({ ...common, send: json, on }),
  v.strictObject({ ...common, 'send text': json, on }),
  v.strictObject({ ...common, 'send bytes': json, on }),
  v.strictObject({ ...common, expect: json, on, save }),
  v.strictObject({ ...common, 'expect by chat': json, chats: v.array(text), on }),
  v.strictObject({ ...common, 'expect close': v.number(), on }),
  v.strictObject({ ...common, close: text }),
  v.strictObject({ ...common, 'sign in': text }),
  v.strictObject({ ...common, 'claims of': text, are: json, life: v.number() }),
  v.strictObject({ ...common, 'new chat': text, as }),
  v.strictObject({ ...common, advance: v.union([v.number(), text]), less: v.optional(v.number(), 0) }),
  v.strictObject({ ...common, 'real seconds': v.number() }),
  v.strictObject({ ...common, 'built in': v.picklist(['break the store', 'fill 500 chats']), as }),
]);
export type PlainStep = v.InferOutput<typeof plainStep>;
export type Repeat = { in?: RevisionName[] | undefined; note?: string | undefined; repeat: number; steps: Step[] };
export type Step = PlainStep | Repeat;
const step: v.GenericSchema<unknown, Step> = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'repeat' in input
    ? v.strictObject({ ...common, repeat: v.number(), steps: v.array(step) })
    : plainStep,
);

const rowSchema = v.strictObject({
  revisions: v.optional(v.array(revision), [...revisionNames]),
  server: v.optional(
    v.strictObject({
      limits: v.optional(v.boolean(), false),
      clock: v.optional(v.literal('by hand')),
      data: v.optional(v.literal('no table')),
    }),
  ),
  slow: v.optional(v.boolean(), false),
  notes: v.optional(v.array(text), []),
  steps: v.pipe(v.array(step), v.minLength(1)),
});
/** `name` is `<table>/<row>`. */
export type Row = v.InferOutput<typeof rowSchema> & { name: string };

export const folder = path.resolve('test/conformance');

/** Every data file; one that does not fit is an error which names it. */
export function readRows(): Row[] {
  return tables().flatMap((table) =>
    readdirSync(path.join(folder, table))
      .filter((file) => file.endsWith('.json'))
      .map((file) => readRow(`${table}/${file.replace('.json', '')}`)),
  );
}

function readRow(name: string): Row {
  const result = v.safeParse(rowSchema, readJson(`${name}.json`));
  if (result.success) return { name, ...result.output };
  const [issue] = result.issues;
  throw new Error(`${name}.json: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
}

/** The names of the rows that must be there, as `<table>/<row>`, with what each is about. */
export function expectedRows(): Map<string, string> {
  const listed = v.parse(v.record(text, v.record(text, text)), readJson('rows.json'));
  return new Map(
    Object.entries(listed).flatMap(([table, rows]) =>
      Object.entries(rows).map(([row, about]) => [`${table}/${row}`, about] as const),
    ),
  );
}

export function readShapes(): Record<string, Json> {
  return v.parse(v.record(text, json), readJson('shapes.json'));
}

function tables(): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
}
