// The engine over a database on the network: a few connections, each statement bounded in time, rows and bytes, and cancelled in the database.
// Not here: what each database says and how (drivers/).
import { type Engine, QueryError } from '../engine.ts';
import type { Address } from './address.ts';
import type { ServerInfo } from './driver.ts';

export interface NetworkEngineOptions {
  address: Address;
  log(line: string): void;
  /** For what may be computed again. */
  cacheDirectory?: string;
}

export interface NetworkEngine extends Engine {
  readonly warnings: readonly string[];
  /** Connects and asks who answers. Throws a QueryError whose text says what to do; it repeats no password. */
  check(signal?: AbortSignal): Promise<ServerInfo>;
}

/** Connects with the first question. */
export function createNetworkEngine(options: NetworkEngineOptions): NetworkEngine {
  throw new QueryError('failed', `${options.address.dialect} is not spoken yet.`);
}
