// What a compiled plan is: its SQL, and what each column of the result is.
// Not here: compiling (compile.ts).
import type { Grain, Measure } from '../plan/plan.ts';
import type { IndexedColumn } from '../schemaIndex.ts';

export interface OutputColumn {
  header: string;
  /** `label`: a group. `measure`: a number to be grouped by commas. `plain`: any other column of a row. */
  kind: 'label' | 'measure' | 'plain';
  grain?: Grain;
  column?: IndexedColumn;
  measure?: Measure;
}

export interface Compiled {
  sql: string;
  columns: OutputColumn[];
}
