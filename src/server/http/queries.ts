// Saved queries (section 4 of the Trellis API): one list for the organisation; every member may change it.
// Not here: running one, which is sending a message (chats.ts).
import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import { createQueryRequestSchema, updateQueryRequestSchema } from '../../protocol/trellis/rest.ts';
import { organizationId } from '../auth.ts';
import { bindPlaceholders, placeholdersOf } from '../engine/placeholders.ts';
import { withPlaceholders } from '../placeholderErrors.ts';
import { newId } from '../store/ids.ts';
import type { SavedQuery } from '../store/queries.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

export function queryEndpoints({ add }: Endpoints, { store, revision }: Services): void {
  const { queries } = store;

  add(
    {
      id: 'listQueries',
      method: 'get',
      path: '/v1/queries',
      tag: 'Saved queries',
      summary: 'List saved queries, last updated first',
      access: 'member',
      status: 200,
      answer: answers.queries,
      errors: [],
    },
    () => ({ queries: queries.list().map(shown) }),
  );

  add(
    {
      id: 'getQuery',
      method: 'get',
      path: '/v1/queries/{query_id}',
      tag: 'Saved queries',
      summary: 'Get a saved query',
      access: 'member',
      status: 200,
      answer: answers.query,
      errors: ['QUERY_NOT_FOUND'],
    },
    ({ params }) => shown(queries.find(params.query_id)),
  );

  add(
    {
      id: 'createQuery',
      method: 'post',
      path: '/v1/queries',
      tag: 'Saved queries',
      summary: 'Save a query; its parameters are the {{name}} in its SQL',
      access: 'member',
      body: createQueryRequestSchema,
      status: 201,
      answer: answers.query,
      errors: [],
    },
    ({ session, body }) => {
      const { title, prompt, description = null, keywords } = body;
      const sql = filled(body.sql);
      return shown(
        queries.create(revision.isCurrent ? randomUUID() : newId('sq'), session.member.id, {
          title,
          description,
          prompt,
          sql,
          keywords: keywords ?? [],
          parameters: parametersOf(sql),
        }),
      );
    },
  );

  add(
    {
      id: 'updateQuery',
      method: 'patch',
      path: '/v1/queries/{query_id}',
      tag: 'Saved queries',
      summary: 'Change parts of a saved query',
      access: 'member',
      body: updateQueryRequestSchema,
      status: 200,
      answer: answers.query,
      errors: ['QUERY_NOT_FOUND'],
    },
    ({ session, params, body }) =>
      shown(
        queries.update(params.query_id, session.member.id, (stored) => {
          const sql = body.sql === undefined ? stored.sql : filled(body.sql);
          return {
            title: body.title ?? stored.title,
            description: body.description === undefined ? stored.description : body.description,
            prompt: body.prompt ?? stored.prompt,
            sql,
            keywords: body.keywords === undefined ? stored.keywords : (body.keywords ?? []),
            parameters: parametersOf(sql),
          };
        }),
      ),
  );

  add(
    {
      id: 'deleteQuery',
      method: 'delete',
      path: '/v1/queries/{query_id}',
      tag: 'Saved queries',
      summary: 'Delete a saved query',
      access: 'member',
      status: 204,
      errors: ['QUERY_NOT_FOUND'],
    },
    ({ params }) => {
      queries.remove(params.query_id);
      return undefined;
    },
  );
}

/** Without SQL the prompt is all there is. */
function filled(sql: string | null | undefined): string | null {
  return sql && sql.trim() !== '' ? sql : null;
}

/** Throws INVALID_REQUEST when one stands where no value can. */
function parametersOf(sql: string | null): string[] {
  if (sql === null) return [];
  const names = placeholdersOf(sql);
  withPlaceholders(() => bindPlaceholders(sql, Object.fromEntries(names.map((name) => [name, null]))));
  return names;
}

function shown(query: SavedQuery): v.InferInput<typeof answers.query> {
  const { id, title, description, prompt, sql, keywords, parameters } = query;
  return {
    id,
    organization_id: organizationId,
    title,
    description,
    prompt,
    sql,
    keywords,
    parameters,
    last_updated_by: query.updatedBy,
    last_updated_by_name: query.updatedByName,
    created_at: query.createdAt,
    updated_at: query.updatedAt,
  };
}
