// The OpenAPI 3.1 document, made from the same descriptions and schemas that judge requests and type answers.
// Not here: the endpoints; the WebSocket, which OpenAPI cannot describe.
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { type ErrorCode, errorCodes } from '../../protocol/trellis/errorCodes.ts';
import { shared } from './answers.ts';
import { type EndpointDescription, isAssistants } from './endpoint.ts';

type Json = Record<string, unknown>;

/** What any request may be answered with, before an endpoint has its say. */
const everywhere: readonly ErrorCode[] = ['FORBIDDEN', 'MISDIRECTED_REQUEST', 'INTERNAL'];

export function openApiDocument(endpoints: readonly EndpointDescription[]): { openapi: '3.1.0' } & Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trellis API',
      version: '1',
      description:
        'Questions about data in plain language, answered as text, tables and charts with the SQL that made them.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...toJsonSchemaDefs(shared, conversion), Error: error },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}

function operation(endpoint: EndpointDescription): Json {
  const { id, tag, summary, access } = endpoint;
  const parameters = parametersOf(endpoint);
  const requestBody = requestBodyOf(endpoint);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(access === 'admin' ? { description: 'For admins of the organisation.' } : {}),
    security: id === 'authenticate' ? [{ key: [] }] : access === 'public' ? [] : [{ token: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: { [endpoint.status]: successOf(endpoint), ...failuresOf(endpoint) },
  };
}

function parametersOf({ path, query }: EndpointDescription): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }));
  const schema = query && schemaOf(query);
  const properties = (schema?.properties ?? {}) as Record<string, Json>;
  const required = (schema?.required ?? []) as string[];
  const inQuery = Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
  return [...inPath, ...inQuery];
}

function requestBodyOf({ body, multipart }: EndpointDescription): Json | undefined {
  if (body) return { required: true, content: { 'application/json': { schema: schemaOf(body) } } };
  if (!multipart) return undefined;
  const fields = Object.fromEntries(multipart.fields.map((name) => [name, { type: 'string' }]));
  const file = { type: 'array', minItems: 1, items: { type: 'string', contentMediaType: 'application/octet-stream' } };
  const schema = {
    type: 'object',
    properties: { ...fields, [multipart.files]: file },
    required: [...multipart.fields, multipart.files],
  };
  return { required: true, content: { 'multipart/form-data': { schema } } };
}

function successOf({ status, answer, stream }: EndpointDescription): Json {
  if (!answer && !stream) return { description: status === 204 ? 'Done; there is no body.' : 'Done.' };
  return {
    description: stream?.description ?? 'Done.',
    content: {
      ...(answer ? { 'application/json': { schema: schemaOf(answer) } } : {}),
      ...(stream ? { [stream.type]: { schema: { type: 'string' } } } : {}),
    },
  };
}

function failuresOf(endpoint: EndpointDescription): Json {
  const { access, body, query, multipart, errors } = endpoint;
  const codes = new Set<ErrorCode>([...everywhere, ...errors]);
  if (access !== 'public') codes.add('UNAUTHORIZED');
  if (body || query || multipart) codes.add('INVALID_REQUEST');
  if (body) codes.add('REQUEST_TOO_LARGE');
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status);
  const fields = isAssistants(endpoint) && (body || query) ? { 422: fieldsResponse } : {};
  return Object.fromEntries([
    ...Object.entries(fields),
    ...[...byStatus].map(([status, each]) => [
      String(status),
      {
        description: each.join(', '),
        ...(status === 429
          ? { headers: { 'Retry-After': { description: 'Whole seconds.', schema: { type: 'integer', minimum: 1 } } } }
          : {}),
        content: { 'application/json': { schema: errorSchema(each) } },
      },
    ]),
  ]);
}

/** What the assistant API says of fields that do not fit. */
const fieldsResponse: Json = {
  description: 'Fields do not fit.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['detail', 'code'],
        properties: {
          detail: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['type', 'loc', 'msg', 'input'],
              properties: {
                type: { type: 'string' },
                loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
                msg: { type: 'string' },
                input: { type: ['string', 'number', 'boolean', 'null'] },
              },
              additionalProperties: false,
            },
          },
          code: { type: 'string', enum: ['INVALID_REQUEST'] },
        },
        additionalProperties: false,
      },
    },
  },
};

/** Every error is of one form; an endpoint says which codes it has. */
function errorSchema(codes: readonly ErrorCode[]): Json {
  return { $ref: '#/components/schemas/Error', properties: { code: { enum: codes } } };
}

const error: Json = {
  type: 'object',
  required: ['detail', 'code'],
  properties: {
    detail: { type: 'string', description: 'A sentence that says what to do.' },
    code: { type: 'string', enum: Object.keys(errorCodes) },
    debug_id: { type: 'string', description: 'Stands in the log of the server, too.' },
    user_message_id: { type: 'string', description: 'With DUPLICATE_MESSAGE: the message as it is stored.' },
  },
  additionalProperties: false,
};

const conversion = {
  target: 'draft-2020-12',
  errorMode: 'throw',
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** The form of what comes in for a request, of what goes out for an answer; neither is transformed. */
function schemaOf(schema: v.GenericSchema): Json {
  const {
    $schema: _,
    $defs: __,
    ...json
  } = toJsonSchema(schema as Parameters<typeof toJsonSchema>[0], {
    ...conversion,
    definitions: shared,
  });
  return json;
}
