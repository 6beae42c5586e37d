// A question as the rules see it: its tokens, the schema it is asked of, and what was read at each place already.
// Not here: reading (rule.ts), finding names (input.ts).
import type { Day } from '../dates.ts';
import type { Candidate, FoundValues } from '../entities.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import type { Token } from '../tokens.ts';

export interface Match<T> {
  value: T;
  /** The place behind what was read. */
  end: number;
  /** 0 for what is said outright; more for what is only likely. */
  cost: number;
}

export interface Input {
  text: string;
  tokens: readonly Token[];
  index: SchemaIndex;
  now: Day;
  fiscalStart?: number | undefined;
  found: FoundValues;
  mentions: Map<number, Match<Named>[]>;
  /** Places of words that are values of the data here, whatever else they mean: "us" in "customers in us". */
  reserved: ReadonlySet<number>;
  /** Places of words that are no values here, though the data has such a value: "hi" in "hi, how many". */
  plain: ReadonlySet<number>;
}

/** A phrase of the question and what of the schema it may name, best first. */
export interface Named {
  text: string;
  /** Places among the tokens. */
  from: number;
  to: number;
  candidates: readonly Candidate[];
}
