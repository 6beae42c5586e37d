// A model that was chosen and cannot answer here; the message says why and what to do, for the person.
// Not here: failures of one that was asked (conversation.ts).
export class ModelChoiceError extends Error {
  override readonly name = 'ModelChoiceError';
}
