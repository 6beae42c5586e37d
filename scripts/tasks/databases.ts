// `npm run databases`: PostgreSQL and MariaDB for the tests, fetched once where they are not installed.
// Not here: how (databases/fetch.ts), starting them (test/support/databases).
import process from 'node:process';
import { prepareDatabases } from '../databases/fetch.ts';
import { findMariadb, findPostgres } from '../databases/find.ts';

const missing = await prepareDatabases((line) => console.error(line));
if (missing === undefined) console.log(`${findPostgres()?.bin}\n${findMariadb()?.server}`);
else {
  console.error(missing);
  process.exitCode = 1;
}
