// The values of a statement's parameters as the database binds them: none ever becomes part of the text.
// Not here: which parameters a statement may have (guard.ts), their names in a saved query (placeholders.ts).
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api';
import type { ParameterValue } from './engine.ts';

export interface BoundValues {
  values: DuckDBValue[];
  types: DuckDBType[];
}

/** For `$1`, `$2`, ... in this order. */
export function boundValues(parameters: readonly ParameterValue[]): BoundValues {
  return { values: [...parameters], types: parameters.map(typeOf) };
}

/** The type that the same value has as a literal; of numbers, only what a double holds exactly is a whole one. */
function typeOf(value: ParameterValue): DuckDBType {
  if (value === null) return SQLNULL;
  if (typeof value === 'boolean') return BOOLEAN;
  if (typeof value === 'string') return VARCHAR;
  if (!Number.isSafeInteger(value)) return DOUBLE;
  return Math.abs(value) < 2 ** 31 ? INTEGER : BIGINT;
}
