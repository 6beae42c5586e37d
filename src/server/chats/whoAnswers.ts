// Who answers a question that was sent: a saved query as it stands, or the model that is named, with what it is asked.
// Not here: asking (turn.ts), the models (models/catalog.ts).
import type { SendBody } from '../../protocol/trellis/actions.ts';
import { savedQueryAnswerer } from '../answer/savedQuery.ts';
import { ApiError } from '../apiError.ts';
import { type Answering, type Catalog, plannerModel } from '../models/catalog.ts';
import { withPlaceholders } from '../placeholderErrors.ts';
import type { Member } from '../store/members.ts';
import type { Store } from '../store/store.ts';
import type { TurnRequest } from './turn.ts';

interface WhoAnswersParts {
  store: Pick<Store, 'choices' | 'queries'>;
  models: Pick<Catalog, 'answering'>;
}

/** Throws before anything is stored: UNKNOWN_MODEL, QUERY_NOT_FOUND, MISSING_PARAMETER, INVALID_REQUEST. */
export function whoAnswers(
  { store, models }: WhoAnswersParts,
  member: Member,
  { saved_query_id: id, parameters, model }: SendBody,
): Pick<TurnRequest, 'answering' | 'text'> {
  const answering = models.answering(model, store.choices(member.id).provider);
  if (!id) {
    if (parameters) throw new ApiError('INVALID_REQUEST', 'parameters: only with saved_query_id');
    return { answering };
  }
  const { sql, title, prompt, parameters: names } = store.queries.find(id);
  // A query without SQL is its prompt.
  if (sql === null) return { answering, text: filledIn(prompt, parameters ?? {}) };
  // A name may be that of something every object has.
  const given = (name: string) => (parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined);
  const missing = names.filter((name) => given(name) === undefined);
  if (missing.length > 0) {
    throw new ApiError(
      'MISSING_PARAMETER',
      `parameters: "${missing.join('", "')}" missing; "${title}" needs ${missing.length === 1 ? 'it' : 'them'}.`,
    );
  }
  const values = Object.fromEntries(names.map((name) => [name, given(name) ?? null]));
  return { answering: byItself(withPlaceholders(() => savedQueryAnswerer({ title, sql, values }))) };
}

/** What needs no model: a saved query, the end of the server. */
export const byItself = (answerer: Answering['answerer']): Answering => ({
  model: plannerModel.model_id,
  answerer,
  tellsTools: false,
});

/** Values in the words of a prompt; what has none stays as it is. */
function filledIn(prompt: string, parameters: NonNullable<SendBody['parameters']>): string {
  return prompt.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name] ?? '') : whole,
  );
}
