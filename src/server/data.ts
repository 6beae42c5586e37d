// From the path or address a person gave, or none, to an integration: the engine behind it, its name and its lasting id.
// Not here: engines (engine/).
import path from 'node:path';
import process from 'node:process';
import { type NetworkOptions, networkIntegration } from './databases/network.ts';
import { DataSourceError } from './engine/dataSource.ts';
import { createDuckdbEngine, type DuckdbOptions } from './engine/duckdb.ts';
import { AddressError, isAddress, parseAddress } from './engine/network/address.ts';
import type { ResultWriter } from './engine/resultWriter.ts';
import { ensureSample, sampleInfo } from './engine/sample.ts';
import { type DataIntegration, integrationId } from './integrations.ts';
import type { Log } from './log.ts';
import { uploadsMemoryMb } from './uploads/chatEngines.ts';

export interface DataOptions {
  sampleDirectory: string;
  /** For what spills; the system's temporary folder by default. */
  cacheDirectory?: string;
  /** Keeps whole results of databases on the network. */
  writer?: ResultWriter;
  /** The query process's script; the bundle's own by default. */
  queryScript?: string;
  timezone: string;
  log: Log;
}

const hourMs = 3_600_000;

/** Throws an error whose text says what to do when the data cannot be read. */
export async function openData(
  data: string | null,
  { sampleDirectory, cacheDirectory, writer, queryScript, timezone, log }: DataOptions,
): Promise<DataIntegration> {
  if (data !== null && isAddress(data))
    return networkData(data, { cacheDirectory, writer, queryScript, timezone, log });
  const file = data === null ? await ensureSample(sampleDirectory, new Date()) : path.resolve(data);
  const options: DuckdbOptions = {
    source: data === null ? { kind: 'sample', file } : { kind: 'path', path: file },
    script: queryScript ?? path.join(__dirname, 'queryProcess.cjs'),
    timezone,
    ...(cacheDirectory ? { cacheDirectory } : {}),
    log: (line) => log('info', 'engine', { line }),
  };
  const engine = await createDuckdbEngine(options);
  if (data === null) keepSampleFresh(sampleDirectory, log);
  const item = {
    id: integrationId(data === null ? 'sample' : file),
    display_name: data === null ? sampleInfo.displayName : path.basename(file) || file,
    type: 'database' as const,
    engine: 'duckdb',
    dialect: 'duckdb',
    read_only: true as const,
  };
  return {
    item,
    engine,
    warnings: () => engine.warnings,
    withUploads: (uploads) => createDuckdbEngine({ ...options, uploads, settings: { memoryMb: uploadsMemoryMb } }),
  };
}

/** A password in an argument or a setting could be read by others, so it is taken from the environment. */
function networkData(
  data: string,
  { cacheDirectory, writer, queryScript, timezone, log }: Omit<DataOptions, 'sampleDirectory'>,
): DataIntegration {
  const options: NetworkOptions = {
    timezone,
    log,
    ...(cacheDirectory ? { cacheDirectory } : {}),
    ...(writer ? { writer } : {}),
    ...(queryScript ? { queryScript } : {}),
  };
  try {
    const address = parseAddress(data);
    if (address.password !== '')
      throw new DataSourceError(
        'The address holds a password, which others on this machine could read. Leave it out, and set TRELLIS_DATA_PASSWORD.',
      );
    const password = process.env.TRELLIS_DATA_PASSWORD ?? '';
    return networkIntegration({ address: { ...address, password }, removable: false }, options);
  } catch (cause) {
    if (cause instanceof AddressError) throw new DataSourceError(cause.message, { cause });
    throw cause;
  }
}

/** A window stays open for days, and "last week" must find something; the engine notices the new file by itself. */
function keepSampleFresh(directory: string, log: Log) {
  const refresh = () =>
    ensureSample(directory, new Date()).catch((cause: unknown) => log('warn', 'sample.refresh.failed', { cause }));
  setInterval(refresh, hourMs).unref();
}
