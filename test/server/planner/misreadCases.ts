// What must come of a question that was once misread: SQL written by hand, or what must happen instead of an answer.
// Not here: the questions (misreadLibrary.ts, misreadHires.ts, misreadEstate.ts), asking them (misread.test.ts).

/** SQL by hand; `orNone`: so, or not answered at all; asked back; refused; `never`: one of the two, but not answered. */
export type Expected = string | { orNone: string } | { asks: true } | { refuses: true } | { never: true };
export type Case = [question: string, expected: Expected];
export const asks = { asks: true } as const;
export const refuses = { refuses: true } as const;
export const never = { never: true } as const;
export const orNone = (sql: string) => ({ orNone: sql });
