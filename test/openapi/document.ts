// The OpenAPI document of a server as its readers use it: operations, with compiled schemas of bodies and answers.
// Not here: whether the document is a good one (document.test.ts), requests made from it (fuzz.ts).
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as v from 'valibot';

export type Schema = Record<string, unknown>;

const schema = v.record(v.string(), v.unknown());
const content = v.optional(v.record(v.string(), v.object({ schema })));
const parameter = v.object({ name: v.string(), in: v.picklist(['path', 'query']), required: v.boolean(), schema });
const operation = v.object({
  operationId: v.string(),
  summary: v.string(),
  tags: v.array(v.string()),
  security: v.array(v.record(v.string(), v.array(v.string()))),
  parameters: v.optional(v.array(parameter), []),
  requestBody: v.optional(v.object({ required: v.boolean(), content: v.record(v.string(), v.object({ schema })) })),
  responses: v.record(
    v.string(),
    v.object({ description: v.string(), headers: v.optional(v.record(v.string(), v.unknown())), content }),
  ),
});
const documentSchema = v.object({
  openapi: v.string(),
  tags: v.array(v.object({ name: v.string() })),
  components: v.object({ schemas: v.optional(v.record(v.string(), schema), {}) }),
  paths: v.record(v.string(), v.record(v.string(), operation)),
});
export type OpenApi = v.InferOutput<typeof documentSchema>;
export type DescribedOperation = v.InferOutput<typeof operation>;
export type Parameter = v.InferOutput<typeof parameter>;

export interface Answer {
  /** By media type, with how a body of it is judged. None: the answer has no body. */
  content: ReadonlyMap<string, ValidateFunction>;
}

export interface Operation {
  id: string;
  /** In capitals. */
  method: string;
  /** With `{name}` for what varies. */
  path: string;
  isPublic: boolean;
  /** Only admins may. */
  isAdmins: boolean;
  parameters: readonly Parameter[];
  body: { type: string; schema: Schema; accepts: ValidateFunction } | undefined;
  answers: ReadonlyMap<number, Answer>;
}

/** Throws when it does not even have the form of a document. */
export function parseDocument(json: unknown): OpenApi {
  return v.parse(documentSchema, json);
}

/** Every operation, its schemas compiled as JSON Schema 2020-12; throws when one does not compile. */
export function operationsOf(document: OpenApi): Operation[] {
  // Keywords that nobody knows are errors. Types need not be said twice: a reference beside `properties` brings its own.
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  addFormats.default(ajv);
  const compile = (given: Schema) => ajv.compile(named(given));
  for (const [name, each] of Object.entries(document.components.schemas)) ajv.addSchema(named(each), name);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]): Operation => {
      const [body] = Object.entries(each.requestBody?.content ?? {});
      return {
        id: each.operationId,
        method: method.toUpperCase(),
        path,
        isPublic: !each.security.some((way) => Object.hasOwn(way, 'token')),
        isAdmins: isAdmins(each.tags),
        parameters: each.parameters,
        body: body && { type: body[0], schema: body[1].schema, accepts: compile(body[1].schema) },
        answers: new Map(
          Object.entries(each.responses).map(([status, { content }]) => [
            Number(status),
            {
              content: new Map(
                Object.entries(content ?? {}).map(([type, { schema }]) => [type, compile(schema)] as const),
              ),
            },
          ]),
        ),
      };
    }),
  );
}

/** References by name instead of by place in the document, which a schema taken out of it does not have. */
function named(given: Schema): Schema {
  const text = JSON.stringify(given, (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/components/schemas/', '') : value,
  );
  return v.parse(schema, JSON.parse(text));
}

/** The document does not say who is an admin; the groups of operations that are theirs alone are these. */
function isAdmins(tags: readonly string[]): boolean {
  return tags.some((tag) => tag === 'Administration' || tag === 'Organisation rules');
}
