// One endpoint, said once: its schemas judge what comes in, type what goes out, and make the OpenAPI document.
// Not here: any endpoint (the files beside this one), the document (openApi.ts).
import type { Context, Hono } from 'hono';
import type * as v from 'valibot';
import { parseJson } from '../../protocol/decoded.ts';
import type { ErrorCode } from '../../protocol/trellis/errorCodes.ts';
import { ApiError } from '../apiError.ts';
import { bearerToken, type Session } from '../auth.ts';
import { assistantPrefix } from '../revisions.ts';
import { fieldProblem, judgedFields } from './assistant/fields.ts';
import { type RouteEnv, type Services, sizedText } from './context.ts';
import { judged } from './judged.ts';

export type Access = 'public' | 'member' | 'admin';
type Schema = v.GenericSchema;

export interface EndpointDescription {
  /** Unique; what revisions and the OpenAPI document call it. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{name}` for what varies. */
  path: string;
  tag: string;
  summary: string;
  access: Access;
  /** What is checked before the body is read. */
  before?: (context: Context) => void;
  query?: Schema;
  /** JSON. */
  body?: Schema;
  /** Bytes; 1 MiB where it is not said. */
  maxBody?: number;
  /** The request is a form with files, which the endpoint reads itself. */
  multipart?: { fields: readonly string[]; files: string };
  status: 200 | 201 | 204;
  answer?: Schema;
  /** Instead of `answer`, or for who asks for it: what kind of stream, and in words what it holds. */
  stream?: { type: string; description: string };
  /** Besides those every endpoint of its kind has. */
  errors: readonly ErrorCode[];
}

type ParametersOf<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name]: string } & ParametersOf<Rest>
  : unknown;
type Output<S> = S extends Schema ? v.InferOutput<S> : undefined;
type Answer<D extends EndpointDescription> = D extends { stream: object; answer: Schema }
  ? Response | v.InferInput<D['answer']>
  : D extends { stream: object }
    ? Response
    : D['answer'] extends Schema
      ? v.InferInput<D['answer']>
      : undefined;

export interface EndpointRequest<D extends EndpointDescription> {
  /** Whose request it is; of a public endpoint, nobody's. */
  session: D['access'] extends 'public' ? undefined : Session;
  params: ParametersOf<D['path']>;
  query: Output<D['query']>;
  body: Output<D['body']>;
  context: Context<RouteEnv>;
}

export interface Endpoints {
  readonly described: readonly EndpointDescription[];
  add<const D extends EndpointDescription>(
    description: D,
    handle: (request: EndpointRequest<D>) => Answer<D> | Promise<Answer<D>>,
  ): void;
}

export function createEndpoints(app: Hono<RouteEnv>, services: Services): Endpoints {
  const { auth, revision } = services;
  const described: EndpointDescription[] = [];

  async function sessionOf(context: Context<RouteEnv>, access: Access): Promise<Session | undefined> {
    if (access === 'public') return undefined;
    const session = await auth.verify(bearerToken(context.req.header('authorization')));
    if (access === 'admin' && !session.isAdmin)
      throw new ApiError('FORBIDDEN', 'Only an admin of the organisation may do this.');
    return session;
  }

  return {
    described,
    add(description, handle) {
      if (!revision.serves(description.id)) return;
      described.push(description);
      const path = description.path.replaceAll(/\{(\w+)\}/g, ':$1');
      app.on(description.method, path, async (context) => {
        const session = await sessionOf(context, description.access);
        description.before?.(context);
        const judge = isAssistants(description) ? judgedFields : judgedIn;
        const query = description.query && judge(description.query, context.req.query(), 'query');
        const body =
          description.body && judge(description.body, await jsonOf(context, description, revision.body), 'body');
        // The compiler cannot follow the conditional types from the description to these values.
        const request = { session, params: context.req.param(), query, body, context } as never;
        const answer: unknown = await handle(request);
        if (answer instanceof Response) return answer;
        if (description.status === 204) return context.body(null, 204);
        return context.json(revision.answer(description.id, answer) as object, description.status);
      });
    },
  };
}

/** The assistant API says what it refuses as a list of fields (section 1). */
export function isAssistants({ id }: Pick<EndpointDescription, 'id'>): boolean {
  return id.startsWith(assistantPrefix);
}

const judgedIn = <T>(schema: v.GenericSchema<unknown, T>, value: unknown): T => judged(schema, value);

async function jsonOf(
  context: Context,
  description: EndpointDescription,
  adapt: (endpoint: string, json: object) => object,
): Promise<object> {
  const refusal = (type: string, sentence: string, cause?: unknown) =>
    isAssistants(description)
      ? fieldProblem(type, ['body'], sentence, null, cause)
      : new ApiError('INVALID_REQUEST', sentence, { cause });
  const unread = (sentence: string, cause: unknown) => refusal('json_invalid', sentence, cause);
  const json = parseJson(await sizedText(context, unread, description.maxBody));
  if (json === undefined) throw refusal('json_invalid', 'The body is not valid JSON.');
  // The schemas would take a list for an object without the fields that may be absent.
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw refusal('model_attributes_type', 'The body must be a JSON object.');
  return adapt(description.id, json);
}
