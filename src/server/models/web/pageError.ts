// Why a page is not read, as one sentence for the model that asked for it.
// Not here: what ends the whole turn; a question that was stopped throws the reason of its signal.

/** The sentence says nothing of addresses behind names, and repeats of a page no more than its host. */
export class PageError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PageError';
  }
}
