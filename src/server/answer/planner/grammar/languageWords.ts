// Every word that a rule of the language knows. The rules add theirs as they are made.
// Not here: the rules.

/** A misspelt word may be meant for one of these, and none of these is a name cut short. */
export const languageWords = new Set<string>();
