// How the queries of the profile are run, and several asked at once of one table.
// Not here: which ones (tableProfile.ts, links.ts).

export type Run = (
  sql: string,
  maxRows: number,
) => Promise<{ rows: (string | number | boolean | null)[][]; rowCount: number; truncated?: boolean }>;

/** Runs one query of the profile and answers with its rows, or undefined where the database could not. */
export type Probe = (sql: string) => Promise<(string | number | boolean | null)[][] | undefined>;

/** Each expression over the rows, by the name it is asked under. */
export async function askAll(run: Run, from: string, asks: Map<string, string>) {
  const [row] = (await run(`SELECT ${[...asks.values()].join(', ')} FROM ${from} AS t`, 1)).rows;
  return new Map([...asks.keys()].map((key, at) => [key, row?.[at] ?? null]));
}
