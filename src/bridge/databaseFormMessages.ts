// Host <-> the page with the form for a database: two unions and their parser.
// Not here: the form itself (databaseForm.ts). The password goes up with a try and a save, and never down or into what is kept.
import * as v from 'valibot';
import { type Decoded, decodeWith } from '../protocol/decoded.ts';
import { type DatabaseField, databaseFormSchema } from './databaseForm.ts';

/** What the page keeps over hiding and reload, and VS Code gives back to the host. */
export const keptFormSchema = v.object({
  form: databaseFormSchema,
  /** Of the database that is changed; null: a new one. */
  id: v.nullable(v.string()),
});
export type KeptForm = v.InferOutput<typeof keptFormSchema>;

export type ToDatabaseForm =
  /** What the form begins with; a page that has kept something keeps that. */
  | ({ kind: 'opened' } & KeptForm)
  | { kind: 'tested'; text: string; warnings: string[] }
  /** `field`: what it is about. `canKeep`: it may be right, and can be kept without having been tried. */
  | { kind: 'failed'; text: string; field: DatabaseField | null; canKeep: boolean }
  | { kind: 'stopped' }
  | { kind: 'certificate'; text: string };

const password = v.pipe(v.string(), v.maxLength(10_000));

export const fromDatabaseFormSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('test'), form: databaseFormSchema, password }),
  /** `untried`: although it could not be reached. */
  v.object({ kind: v.literal('save'), form: databaseFormSchema, password, untried: v.boolean() }),
  v.object({ kind: v.literal('stop') }),
  v.object({ kind: v.literal('pickCertificate') }),
  v.object({ kind: v.literal('close') }),
  v.object({
    kind: v.literal('report'),
    level: v.picklist(['error', 'csp']),
    text: v.pipe(v.string(), v.maxLength(4000)),
  }),
]);
export type FromDatabaseForm = v.InferOutput<typeof fromDatabaseFormSchema>;

export function decodeFromDatabaseForm(value: unknown): Decoded<FromDatabaseForm> {
  return decodeWith(fromDatabaseFormSchema, value);
}
