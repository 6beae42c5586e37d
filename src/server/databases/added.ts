// The databases that an admin added: tried, kept with their passwords sealed, opened when asked, let go of when removed.
// Not here: the store's statements (store/integrations.ts), the endpoints (http/integrations.ts).
import type { Disposable } from '../../base/disposable.ts';
import { parseJson } from '../../protocol/decoded.ts';
import { ApiError } from '../apiError.ts';
import { QueryError } from '../engine/engine.ts';
import { type Address, AddressError, parseAddress, publicAddress } from '../engine/network/address.ts';
import { createNetworkEngine } from '../engine/network/networkEngine.ts';
import { type DataIntegration, integrationId } from '../integrations.ts';
import type { StoredIntegration } from '../store/integrations.ts';
import type { Store } from '../store/store.ts';
import { lockedIntegration, type NetworkOptions, networkIntegration, usualEngine } from './network.ts';
import type { Sealing } from './sealing.ts';

export interface GivenDatabase {
  url: string;
  /** Certificates (PEM) to trust in place of the system's. */
  ca?: string | null | undefined;
}

export interface CheckedDatabase {
  engine: string;
  version: string;
  tables: number;
  warnings: readonly string[];
}

export interface AddedDatabases extends Disposable {
  /** As the store has them now: another server on it may have added some. */
  all(): readonly DataIntegration[];
  /** Throws INVALID_REQUEST about the address, or DATABASE_UNREACHABLE with what to do. */
  check(given: GivenDatabase, signal: AbortSignal): Promise<CheckedDatabase>;
  /** Tries it first unless `connect` is false; the same address again takes the new name and password. Throws as `check`. */
  add(given: GivenDatabase & { displayName: string; connect: boolean }, signal: AbortSignal): Promise<DataIntegration>;
  /** Whether there was one. */
  remove(id: string): boolean;
}

export interface AddedOptions extends NetworkOptions {
  store: Pick<Store, 'integrations'>;
  sealing: Sealing;
  /** The ids of data that was given when the server was started. */
  given: readonly string[];
}

interface Opened {
  updatedAt: string;
  integration: DataIntegration;
}

export function createAddedDatabases({ store, sealing, given: fixed, ...options }: AddedOptions): AddedDatabases {
  const opened = new Map<string, Opened>();
  const secretOf = ({ id, address }: Pick<StoredIntegration, 'id' | 'address'>) => `${id}\n${address}`;

  function open(row: StoredIntegration): DataIntegration | undefined {
    const stored = parseJson(row.address) as Omit<Address, 'password'> | undefined;
    if (!stored?.tls) {
      options.log('error', 'integration.damaged', { id: row.id });
      return undefined;
    }
    const address = { ...stored, password: '' };
    const password = row.sealed === null ? '' : sealing.open(row.sealed, secretOf(row));
    const given = { displayName: row.displayName, engine: row.engine, removable: true };
    if (password === undefined) return lockedIntegration({ ...given, address }, options);
    return networkIntegration({ ...given, address: { ...address, password } }, options);
  }

  function letGo(id: string) {
    opened.get(id)?.integration.engine.dispose();
    opened.delete(id);
  }

  function all(): DataIntegration[] {
    const rows = store.integrations.list();
    for (const id of [...opened.keys()].filter((each) => !rows.some((row) => row.id === each))) letGo(id);
    return rows.flatMap((row) => {
      const known = opened.get(row.id);
      if (known?.updatedAt === row.updatedAt) return [known.integration];
      letGo(row.id);
      const integration = open(row);
      if (!integration) return [];
      opened.set(row.id, { updatedAt: row.updatedAt, integration });
      return [integration];
    });
  }

  async function tried(address: Address, signal: AbortSignal): Promise<CheckedDatabase> {
    const engine = createNetworkEngine({ address, log: (line) => options.log('info', 'engine', { line }) });
    try {
      const { engine: name, version } = await engine.check(signal);
      const tables = await engine.tables(signal);
      return { engine: name, version, tables: tables.length, warnings: engine.warnings };
    } catch (cause) {
      if (!(cause instanceof QueryError) || signal.aborted) throw cause;
      throw new ApiError('DATABASE_UNREACHABLE', cause.message, { cause });
    } finally {
      engine.dispose();
    }
  }

  return {
    all,
    check: (given, signal) => tried(addressOf(given), signal),
    async add({ displayName, connect, ...given }, signal) {
      const address = addressOf(given);
      const id = integrationId(publicAddress(address));
      if (fixed.includes(id))
        throw new ApiError(
          'INVALID_REQUEST',
          'This database is open already: it was given when the server was started.',
        );
      const engine = connect ? (await tried(address, signal)).engine : undefined;
      const { password, ...shown } = address;
      const row = { id, address: JSON.stringify(shown) };
      store.integrations.save({
        ...row,
        displayName,
        sealed: password === '' ? null : sealing.seal(password, secretOf(row)),
        engine: engine ?? usualEngine[address.dialect],
      });
      const added = all().find(({ item }) => item.id === id);
      if (!added)
        throw new ApiError('INTEGRATION_NOT_FOUND', 'The database was removed while it was added. Add it again.');
      return added;
    },
    remove(id) {
      const was = store.integrations.remove(id);
      letGo(id);
      return was;
    },
    dispose() {
      for (const id of [...opened.keys()]) letGo(id);
    },
  };
}

function addressOf({ url, ca }: GivenDatabase): Address {
  try {
    return parseAddress(url, ca || undefined);
  } catch (cause) {
    if (cause instanceof AddressError) throw new ApiError('INVALID_REQUEST', cause.message);
    throw cause;
  }
}
