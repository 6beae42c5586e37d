// Questions to begin with about data nobody has asked yet.
// Not here: how they are made and checked (suggest.ts).
import type { Engine } from '../../engine/engine.ts';
import { today } from './dates.ts';
import { schemaIndexOf } from './profile.ts';
import { suggestions } from './suggest.ts';

/** Up to three questions that the planner answers. Makes the schema's index, so the first question finds it made. */
export async function starters(engine: Engine, timezone: string, signal: AbortSignal): Promise<string[]> {
  const index = await schemaIndexOf(engine, signal);
  return suggestions(index, { index, today: today(new Date(), timezone) });
}
