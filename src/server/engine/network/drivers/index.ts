// The driver of each database on the network; a bundle of its own.
// Not here: loading it (../loadDrivers.ts).
import type { Address } from '../address.ts';
import type { CreateDriver } from '../driver.ts';
import { createClickhouseDriver } from './clickhouse/driver.ts';
import { createMysqlDriver } from './mysql/driver.ts';
import { createPostgresDriver } from './postgres/driver.ts';
import { createTrinoDriver } from './trino/driver.ts';

const drivers: Readonly<Record<Address['dialect'], CreateDriver>> = {
  postgres: createPostgresDriver,
  mysql: createMysqlDriver,
  clickhouse: createClickhouseDriver,
  trino: createTrinoDriver,
};

export const createDriver: CreateDriver = (address, log) => drivers[address.dialect](address, log);
