// A database on the network as an integration: its engine, its name, what of its address may be shown.
// Not here: keeping what a person added (added.ts), speaking to it (engine/network).
import path from 'node:path';
import { createDuckdbEngine } from '../engine/duckdb.ts';
import { type Engine, QueryError } from '../engine/engine.ts';
import { type Address, publicAddress, shownAddress } from '../engine/network/address.ts';
import { createNetworkEngine } from '../engine/network/networkEngine.ts';
import type { ResultWriter } from '../engine/resultWriter.ts';
import { type DataIntegration, integrationId } from '../integrations.ts';
import type { Log } from '../log.ts';
import { uploadsMemoryMb } from '../uploads/chatEngines.ts';

export interface NetworkOptions {
  cacheDirectory?: string;
  /** Keeps whole results. */
  writer?: ResultWriter;
  /** The query process's script, for files beside the data. */
  queryScript?: string;
  timezone: string;
  log: Log;
}

/** As the product is called until it has said its own name. */
export const usualEngine = {
  postgres: 'postgresql',
  mysql: 'mysql',
  clickhouse: 'clickhouse',
  trino: 'trino',
} as const;

export interface NetworkIntegration {
  address: Address;
  displayName?: string | undefined;
  /** As the product called itself when it was added. */
  engine?: string;
  removable: boolean;
}

/** Connects with the first question. */
export function networkIntegration(given: NetworkIntegration, options: NetworkOptions): DataIntegration {
  const { address } = given;
  const { log, cacheDirectory, writer } = options;
  const engine = createNetworkEngine({
    address,
    log: (line) => log('info', 'engine', { line }),
    ...(cacheDirectory ? { cacheDirectory } : {}),
    ...(writer ? { writer } : {}),
  });
  return { ...described(given), engine, warnings: () => engine.warnings, withUploads: uploadsAlone(given, options) };
}

/** One whose password cannot be read any more: it is listed, and says what to do when it is asked. */
export function lockedIntegration(given: NetworkIntegration, options: NetworkOptions): DataIntegration {
  const { item } = described(given);
  const sentence = `The password of ${item.display_name} is needed again: open the list of data and give it there.`;
  const refuse = () => Promise.reject(new QueryError('failed', sentence));
  const engine: Engine = {
    engine: item.engine,
    dialect: given.address.dialect,
    tables: refuse,
    query: refuse,
    queryUntrusted: refuse,
    dispose: () => undefined,
  };
  return {
    item: { ...item, needs_credentials: true },
    engine,
    warnings: () => [sentence],
    withUploads: uploadsAlone(given, options),
  };
}

function described({ address, displayName, engine, removable }: NetworkIntegration): Pick<DataIntegration, 'item'> {
  return {
    item: {
      id: integrationId(publicAddress(address)),
      display_name: displayName ?? address.database,
      type: 'database',
      engine: engine ?? usualEngine[address.dialect],
      dialect: address.dialect,
      read_only: true,
      address: shownAddress(address),
      ...(removable ? { removable: true as const } : {}),
    },
  };
}

/** Files cannot stand beside tables that are elsewhere, so a chat with files asks them alone, and says so. */
function uploadsAlone(
  { address, displayName }: NetworkIntegration,
  { timezone, log, queryScript, cacheDirectory }: NetworkOptions,
): DataIntegration['withUploads'] {
  return (uploads) =>
    createDuckdbEngine({
      source: { kind: 'none', instead: displayName ?? address.database },
      uploads,
      settings: { memoryMb: uploadsMemoryMb },
      script: queryScript ?? path.join(__dirname, 'queryProcess.cjs'),
      timezone,
      ...(cacheDirectory ? { cacheDirectory } : {}),
      log: (line) => log('info', 'engine', { line }),
    });
}
