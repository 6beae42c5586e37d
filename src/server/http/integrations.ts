// GET /v1/integrations and GET /v1/integrations/{id}/schema.
// Not here: adding network databases.
import { Hono } from 'hono';
import type { Integration } from '../../protocol/trellis/rest.ts';
import { starters } from '../answer/planner/starters.ts';
import type { DataIntegration } from '../integrations.ts';
import type { RouteEnv, Services } from './context.ts';

export function integrationRoutes({ integrations, timezone }: Services): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/', (context) => context.json({ integrations: integrations.all.map(withWarnings) }));
  routes.get('/:id/schema', async (context) => {
    const { engine } = integrations.find(context.req.param('id'));
    const tables = await engine.tables(context.req.raw.signal);
    return context.json({
      suggestions: await starters(engine, timezone, context.req.raw.signal),
      tables: tables.map((table) => ({
        schema: table.schema,
        name: table.name,
        kind: table.kind,
        row_estimate: table.rowEstimate,
        columns: table.columns.map(({ name, nativeType, nullable }) => ({ name, type: nativeType, nullable })),
      })),
    });
  });
  return routes;
}

/** Nothing of ours is added when there is nothing to say. */
function withWarnings({ item, warnings }: DataIntegration): Integration {
  const said = [...warnings()];
  return said.length > 0 ? { ...item, warnings: said } : item;
}
