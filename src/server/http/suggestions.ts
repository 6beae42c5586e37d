// The next words of a question that is being written (ours), from the language that readings are in.
// Not here: that language (answer/planner/reading), the questions that data begins with (answer/planner/starters.ts).
import { suggestionsQuerySchema } from '../../protocol/trellis/suggestions.ts';
import { schemaIndexOf } from '../answer/planner/profile.ts';
import { completed, completions } from '../answer/planner/reading/completions.ts';
import type { SchemaIndex } from '../answer/planner/schemaIndex.ts';
import { starters } from '../answer/planner/starters.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

const atMost = 6;

export function suggestionEndpoints({ add }: Endpoints, { integrations, timezone }: Services): void {
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
      const index = await schemaIndexOf(engine, signal);
      return { items: continued(query.text, index).map((text) => ({ text, kind: 'next' as const })) };
    },
  );
}

/** The text with each of the phrases that may come next: those that end its last word, then those behind it. */
function continued(text: string, index: SchemaIndex): string[] {
  const after = (prefix: string) => completions(prefix, index, atMost).map((phrase) => completed(prefix, phrase));
  const begun = after(text);
  const all = new Set([...begun, ...(/\s$/.test(text) || begun.length === atMost ? [] : after(`${text} `))]);
  const folded = text.trimEnd().toLowerCase();
  return [...all].filter((each) => each.toLowerCase() !== folded).slice(0, atMost);
}
