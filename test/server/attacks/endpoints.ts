// Every endpoint as the server itself describes it, so that none is left out of an attack when one is added.
// Not here: what is sent to them.
import assert from 'node:assert/strict';
import type { World } from './world.ts';

export interface Endpoint {
  method: string;
  /** With `{name}` for what varies. */
  path: string;
  params: string[];
  body: 'json' | 'multipart' | undefined;
  isPublic: boolean;
  isAdmins: boolean;
}

interface Operation {
  security?: unknown[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, unknown>;
}

export async function endpointsOf({ call, admin }: World): Promise<Endpoint[]> {
  const { status, body } = await call(admin.token, 'GET', '/openapi.json');
  assert.equal(status, 200);
  const paths: [string, Record<string, Operation>][] = Object.entries(body.paths);
  return paths.flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security, requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''),
      body: bodyOf(requestBody),
      isPublic: security?.length === 0,
      isAdmins: isAdmins(method, path) && '403' in responses,
    })),
  );
}

/** Data is listed for everybody; to add, try and remove it is an admin's. */
function isAdmins(method: string, path: string): boolean {
  return /admin|organization-rules/.test(path) || (method !== 'get' && path.includes('/integrations'));
}

function bodyOf(requestBody: Operation['requestBody']): Endpoint['body'] {
  if (!requestBody) return undefined;
  return 'multipart/form-data' in requestBody.content ? 'multipart' : 'json';
}

/** Any id: in the form of ours, and nobody's. */
export const unknownIds: Readonly<Record<string, string>> = {
  chat_id: 'chat_0000000000000000000000',
  message_id: 'msg_0000000000000000000000',
  visualization_id: 'viz_0000000000000000000000',
  result_id: 'res_0000000000000000000000',
  query_id: '00000000-0000-4000-8000-000000000000',
  upload_id: '00000000-0000-4000-8000-000000000000',
  memory_id: '00000000-0000-4000-8000-000000000000',
  rule_id: '00000000-0000-4000-8000-000000000000',
  integration_id: '00000000-0000-4000-8000-000000000000',
  project_id: 'proj_0',
};

/** The path with its parameters filled in; what has no value is an id of nobody's. */
export function filled({ path }: Endpoint, values: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? unknownIds[name] ?? 'none');
}

/** What a member has that has an id. */
export type Ids = Readonly<
  Record<'chat' | 'question' | 'answer' | 'visualization' | 'result' | 'upload' | 'memory', string>
>;

/** In the form of ours, and nobody's. */
export const nobody: Ids = {
  chat: unknownIds.chat_id ?? '',
  question: unknownIds.message_id ?? '',
  answer: unknownIds.message_id ?? '',
  visualization: unknownIds.visualization_id ?? '',
  result: unknownIds.result_id ?? '',
  upload: unknownIds.upload_id ?? '',
  memory: unknownIds.memory_id ?? '',
};
