// The data that can be asked, as the Trellis API tells it (section 3), and databases that are added to it.
// Not here: the calls (session/restClient.ts, server/http/integrations.ts).
import * as v from 'valibot';
import {
  lenient,
  lenientFlag,
  lenientNumber,
  lenientShown,
  listOf,
  longest,
  shown,
  shownOr,
  shownText,
  suggestionsSchema,
} from '../lenient.ts';
import { titleSchema } from './actions.ts';

const lenientName = lenientShown(longest.name);
const sentences = lenient(listOf(shown(longest.sentence)));

export const integrationSchema = v.pipe(
  v.object({
    id: v.string(),
    display_name: lenientName,
    type: lenientName,
    engine: lenientName,
    dialect: lenientName,
    read_only: lenientFlag,
    /** Of a database on the network, without its password; and whether it can be removed, or its password is needed again (ours). */
    address: lenientName,
    removable: lenientFlag,
    needs_credentials: lenientFlag,
    /** Sentences about parts of the data that could not be read (ours). */
    warnings: sentences,
  }),
  v.transform((each) => ({ ...each, display_name: each.display_name ?? shownText(each.id, longest.name) })),
);
export type Integration = v.InferOutput<typeof integrationSchema>;
export const integrationsSchema = v.object({ integrations: listOf(integrationSchema) });

const databaseUrl = v.pipe(v.string(), v.minLength(1, 'is missing'), v.maxLength(4_000));
/** PEM; a few certificates. */
const certificates = v.optional(v.nullable(v.pipe(v.string(), v.maxLength(200_000))));
export const checkIntegrationRequestSchema = v.object({ url: databaseUrl, ca: certificates });
export const createIntegrationRequestSchema = v.object({
  display_name: titleSchema,
  url: databaseUrl,
  ca: certificates,
  /** False: it is kept without being tried. */
  connect: v.optional(v.nullable(v.boolean())),
});
export const checkedIntegrationSchema = v.object({
  engine: lenientName,
  version: lenientName,
  tables: lenientNumber,
  warnings: sentences,
});
export type CheckedIntegration = v.InferOutput<typeof checkedIntegrationSchema>;

export const schemaSchema = v.object({
  /** Questions about this data that work (ours). */
  suggestions: lenient(suggestionsSchema),
  tables: listOf(
    v.object({
      schema: lenientName,
      name: shown(longest.name),
      kind: lenientName,
      row_estimate: lenientNumber,
      columns: listOf(
        v.object({
          name: shown(longest.name),
          type: shownOr(longest.name, ''),
          nullable: lenientFlag,
          /** `primary`, or the table and column that it leads to (ours). */
          key: lenientName,
        }),
      ),
    }),
  ),
});
export type SchemaTable = v.InferOutput<typeof schemaSchema>['tables'][number];
