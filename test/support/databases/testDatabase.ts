// What every database of the tests is to them, and what it means that there is none.
// Not here: starting one (postgres.ts, mariadb.ts).
import process from 'node:process';

export interface TestDatabase {
  /** Of a login that may read all of `shop` and nothing else. */
  url: string;
  /** Of the login that made it and may do everything. */
  adminUrl: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** There is none, and why. Tests give it to `skip`. */
export interface Skipped {
  skipped: string;
}

/** Where every database must be there, a missing one is a failure. */
export function skippedDatabase(name: string): Skipped {
  const reason = `${name} is not installed on this machine. Run "npm run databases".`;
  if (process.env.CI === 'true') throw new Error(reason);
  return { skipped: reason };
}

/** Whether a test is skipped, and why: for the options of `test`. */
export function skipOf(database: object): { skip: string | false } {
  return { skip: 'skipped' in database && typeof database.skipped === 'string' ? database.skipped : false };
}
