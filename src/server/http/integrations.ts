// What can be asked: models, integrations with their schema, projects (section 3 of the Trellis API).
// Not here: the databases behind them (../databases, ../engine).
import type * as v from 'valibot';
import { checkIntegrationRequestSchema, createIntegrationRequestSchema } from '../../protocol/trellis/integrations.ts';
import { starters } from '../answer/planner/starters.ts';
import { ApiError } from '../apiError.ts';
import type { Table } from '../engine/engine.ts';
import type { DataIntegration } from '../integrations.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

export function integrationEndpoints(
  { add }: Endpoints,
  { integrations, databases, models, store, timezone }: Services,
): void {
  const every = { tag: 'Models and data', access: 'member', method: 'get', status: 200 } as const;

  add(
    {
      ...every,
      id: 'listModels',
      path: '/v1/models',
      summary: 'List what can answer',
      answer: answers.models,
      errors: [],
    },
    ({ session, context }) => models.list(store.choices(session.member.id).provider, context.req.raw.signal),
  );
  add(
    {
      ...every,
      id: 'listIntegrations',
      path: '/v1/integrations',
      summary: 'List the data that can be asked about',
      answer: answers.integrations,
      errors: [],
    },
    () => ({ integrations: integrations.all.map(shown) }),
  );
  const admins = { tag: 'Models and data', access: 'admin' } as const;
  add(
    {
      ...admins,
      id: 'checkIntegration',
      method: 'post',
      path: '/v1/integrations/check',
      summary: 'Try to connect to a database, and keep nothing',
      body: checkIntegrationRequestSchema,
      status: 200,
      answer: answers.checkedDatabase,
      errors: ['DATABASE_UNREACHABLE'],
    },
    async ({ body, context }) => {
      const { warnings, ...checked } = await databases.check(body, context.req.raw.signal);
      return { ...checked, warnings: [...warnings] };
    },
  );
  add(
    {
      ...admins,
      id: 'createIntegration',
      method: 'post',
      path: '/v1/integrations',
      summary: 'Add a database on the network',
      body: createIntegrationRequestSchema,
      status: 201,
      answer: answers.integration,
      errors: ['DATABASE_UNREACHABLE'],
    },
    async ({ body, context }) => {
      const { display_name: displayName, connect, ...given } = body;
      return shown(await databases.add({ ...given, displayName, connect: connect !== false }, context.req.raw.signal));
    },
  );
  add(
    {
      ...admins,
      id: 'deleteIntegration',
      method: 'delete',
      path: '/v1/integrations/{integration_id}',
      summary: 'Remove a database that was added: its chats stay, and can no more be answered from it',
      status: 204,
      errors: ['INTEGRATION_NOT_FOUND', 'FORBIDDEN'],
    },
    ({ params }) => {
      const { item } = integrations.find(params.integration_id);
      if (!item.removable)
        throw new ApiError('FORBIDDEN', 'This data was given when the server was started, and cannot be removed.');
      databases.remove(item.id);
      return undefined;
    },
  );
  add(
    {
      ...every,
      id: 'integrationSchema',
      path: '/v1/integrations/{integration_id}/schema',
      summary: 'Get the tables of an integration, and questions that work',
      answer: answers.integrationSchema,
      errors: ['INTEGRATION_NOT_FOUND', 'QUERY_FAILED', 'QUERY_TIMEOUT'],
    },
    async ({ params, context }) => {
      const { engine } = integrations.find(params.integration_id);
      const { signal } = context.req.raw;
      const tables = await engine.tables(signal);
      return {
        suggestions: await starters(engine, timezone, signal),
        tables: tables.map((table) => ({
          schema: table.schema,
          name: table.name,
          kind: table.kind,
          row_estimate: table.rowEstimate,
          columns: table.columns.map(({ name, nativeType, nullable }) => ({
            name,
            type: nativeType,
            nullable,
            ...keyOf(name, table),
          })),
        })),
      };
    },
  );
  add(
    {
      ...every,
      id: 'listProjects',
      path: '/v1/projects',
      summary: 'List projects: this server has none',
      answer: answers.projects,
      errors: [],
    },
    () => ({ projects: [] }),
  );
  add(
    {
      ...every,
      id: 'getProject',
      path: '/v1/projects/{project_id}',
      summary: 'Get a project: this server has none',
      answer: answers.project,
      errors: ['NOT_FOUND'],
    },
    () => {
      throw new ApiError('NOT_FOUND', 'Project not found');
    },
  );
}

/** What a column is to its table's keys, where it is something. */
function keyOf(column: string, { primaryKey, foreignKeys }: Table): { key?: string } {
  if (primaryKey.includes(column)) return { key: 'primary' };
  const foreign = foreignKeys.find(({ columns }) => columns.includes(column));
  if (!foreign) return {};
  return { key: `${foreign.table}.${foreign.referencedColumns[foreign.columns.indexOf(column)] ?? ''}` };
}

/** Nothing of ours is added when there is nothing to say. */
function shown({ item, warnings }: DataIntegration): v.InferInput<typeof answers.integrations>['integrations'][number] {
  const said = [...warnings()];
  return said.length > 0 ? { ...item, warnings: said } : item;
}
