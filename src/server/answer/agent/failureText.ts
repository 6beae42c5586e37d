// Why a model could not answer, as a sentence for the person that says what to do.
// Not here: finding out why (models/sdk/failures.ts).
import type { ModelFailure } from '../../models/conversation.ts';

/** `label`: the provider and model as a person knows them. */
export function failureText({ kind, retryAfterMs }: ModelFailure, label: string): string {
  const seconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
  switch (kind) {
    case 'key':
      return `${label} refused the key, or what it is used for: set it up again, or look at its account.`;
    case 'credit':
      return `${label} says that the account has no credit left.`;
    case 'noModel':
      return `${label} is not there: choose another model.`;
    case 'limited':
      return seconds === undefined
        ? `${label} takes no more questions for now.`
        : `${label} takes no more questions for ${seconds} s.`;
    case 'tooLong':
      return `${label} cannot take in so much at once: ask in a new chat, or attach less.`;
    case 'refused':
      return `${label} refused the question.`;
    case 'noPermission':
      return `The editor does not allow Trellis to use ${label}: allow it in the editor's settings of language models.`;
    case 'silent':
      return `${label} did not answer in time.`;
    case 'cut':
      return `The answer of ${label} was cut.`;
    case 'unreachable':
      return `${label} cannot be reached.`;
  }
}
