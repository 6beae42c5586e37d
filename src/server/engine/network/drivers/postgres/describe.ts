// What a statement would give, asked of PostgreSQL without running it: its columns with their types.
// Not here: the types' names (types.ts).
import type { Client, Connection, Submittable } from 'pg';

export interface Field {
  name: string;
  /** The oid of its type; of a domain: that of the type below it. */
  type: number;
  /** What is said of the type in brackets, as PostgreSQL keeps it; -1: nothing. */
  modifier: number;
}

/** Exactly one statement, by the extended protocol. Rejects with the database's error. */
export async function describe(client: Client, sql: string): Promise<Field[]> {
  const answer = Promise.withResolvers<Field[]>();
  client.query(new Description(sql, answer));
  return await answer.promise;
}

/** `pg` hands every message that belongs to what was submitted to these methods. */
class Description implements Submittable {
  readonly #sql: string;
  readonly #answer: PromiseWithResolvers<Field[]>;
  #fields: Field[] = [];

  constructor(sql: string, answer: PromiseWithResolvers<Field[]>) {
    this.#sql = sql;
    this.#answer = answer;
  }

  submit(connection: Connection): void {
    connection.parse({ text: this.#sql, name: '', types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number; dataTypeModifier: number }[] }): void {
    this.#fields = fields.map(({ name, dataTypeID, dataTypeModifier }) => ({
      name,
      type: dataTypeID,
      modifier: dataTypeModifier,
    }));
  }

  /** Also of the line, after which nothing more comes. */
  handleError(error: unknown): void {
    this.#answer.reject(error);
  }

  handleReadyForQuery(): void {
    this.#answer.resolve(this.#fields);
  }
}
