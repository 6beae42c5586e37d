// The part of `pg-cursor` that is used; it brings no types of its own.
// Not here: anything that runs.
declare module 'pg-cursor' {
  import type { Connection, CustomTypesConfig, Submittable } from 'pg';

  export default class Cursor implements Submittable {
    constructor(
      text: string,
      values: readonly (string | null)[],
      config: { rowMode: 'array'; types: CustomTypesConfig },
    );
    submit(connection: Connection): void;
    /** The next rows; none: the end. */
    read(rows: number): Promise<unknown[][]>;
    close(): Promise<void>;
  }
}
