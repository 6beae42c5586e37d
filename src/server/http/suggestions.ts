// The next words of a question that is being written (ours), from the language that readings are in.
// Not here: that language (answer/planner/reading), the questions that data begins with (answer/planner/starters.ts).
import { suggestionsQuerySchema } from '../../protocol/trellis/suggestions.ts';
import { continuations } from '../answer/planner/continuations.ts';
import { schemaIndexOf } from '../answer/planner/profile.ts';
import { starters } from '../answer/planner/starters.ts';
import { contextOf, type Understanding } from '../answer/planner/understand.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

const atMost = 6;

export function suggestionEndpoints({ add }: Endpoints, { integrations, timezone, fiscalStart }: Services): void {
  add(
    {
      id: 'listSuggestions',
      method: 'get',
      path: '/v1/suggestions',
      tag: 'Models and data',
      summary: 'Complete a question that is being written; without any text, questions to begin with',
      access: 'member',
      query: suggestionsQuerySchema,
      status: 200,
      answer: answers.suggestions,
      errors: ['INTEGRATION_NOT_FOUND', 'NO_DATASOURCE', 'QUERY_FAILED', 'QUERY_TIMEOUT'],
    },
    async ({ query, context }) => {
      const { engine } = integrations.find(query.integration_id);
      const { signal } = context.req.raw;
      if (query.text.trim() === '') {
        const questions = await starters(engine, timezone, signal);
        return { items: questions.map((text) => ({ text, kind: 'starter' as const })) };
      }
      const data = contextOf({ now: new Date(), timezone, fiscalStart }, await schemaIndexOf(engine, signal));
      return { items: continued(query.text, data).map((text) => ({ text, kind: 'next' as const })) };
    },
  );
}

/** The text with each of the phrases that may come next: those that end its last word, then those behind it. */
function continued(text: string, data: Understanding): string[] {
  const after = (prefix: string) => continuations(prefix, data, atMost);
  const begun = after(text);
  const all = new Set([...begun, ...(/\s$/.test(text) || begun.length === atMost ? [] : after(`${text} `))]);
  const folded = text.trimEnd().toLowerCase();
  return [...all].filter((each) => each.toLowerCase() !== folded).slice(0, atMost);
}
