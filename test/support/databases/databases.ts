// Real databases for tests: PostgreSQL and MariaDB, each a new server of its own with an empty database `shop`.
// Not here: getting the programs (scripts/databases).
export { type MariadbOptions, startMariadb, type TestMariadb } from './mariadb.ts';
export { type PostgresOptions, startPostgres, type TestPostgres } from './postgres.ts';
export { type Skipped, skipOf, type TestDatabase } from './testDatabase.ts';
