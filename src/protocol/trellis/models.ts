// The models a server answers with, as one of any revision may list them.
// Not here: the other choices and answers (rest.ts), choosing one.
import * as v from 'valibot';
import { lenient, lenientShown, lenientText, listOf, longest, shown, shownText } from '../lenient.ts';

/** Older servers list bare ids, newer ones objects; both become objects. */
export const modelsSchema = v.object({
  models: listOf(
    v.union([
      v.pipe(
        v.string(),
        v.transform((model_id) => ({
          model_id,
          display_name: shownText(model_id, longest.name),
          description: '',
        })),
      ),
      v.pipe(
        v.object({
          model_id: v.string(),
          display_name: lenientShown(longest.name),
          description: lenientShown(longest.sentence),
        }),
        v.transform(({ model_id, display_name, description }) => ({
          model_id,
          display_name: display_name ?? shownText(model_id, longest.name),
          description: description ?? '',
        })),
      ),
    ]),
  ),
  default: lenientText,
  /** Ours: by provider, why one that is set up lists nothing. */
  unlisted: lenient(v.record(v.string(), shown(longest.sentence))),
});
export type Model = v.InferOutput<typeof modelsSchema>['models'][number];
