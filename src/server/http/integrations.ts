// What can be asked: models, integrations with their schema, projects (section 3 of the Trellis API).
// Not here: adding network databases.
import type * as v from 'valibot';
import { starters } from '../answer/planner/starters.ts';
import { ApiError } from '../apiError.ts';
import type { DataIntegration } from '../integrations.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

export function integrationEndpoints({ add }: Endpoints, { integrations, models, store, timezone }: Services): void {
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
          columns: table.columns.map(({ name, nativeType, nullable }) => ({ name, type: nativeType, nullable })),
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

/** Nothing of ours is added when there is nothing to say. */
function shown({ item, warnings }: DataIntegration): v.InferInput<typeof answers.integrations>['integrations'][number] {
  const said = [...warnings()];
  return said.length > 0 ? { ...item, warnings: said } : item;
}
