// The data sources this server answers about: their public names and the engine behind each.
// Not here: databases themselves (engine/).
import { createHash } from 'node:crypto';
import { ApiError } from './apiError.ts';
import type { UploadFile } from './engine/duckdb.ts';
import type { Engine } from './engine/engine.ts';

export interface DataIntegration {
  item: {
    id: string;
    display_name: string;
    type: 'database';
    engine: string;
    dialect: string;
    read_only: true;
    /** Of a database on the network, without its password. */
    address?: string;
    /** It was added by a person, who may remove it. */
    removable?: true;
    /** Its password cannot be read any more. */
    needs_credentials?: true;
  };
  engine: Engine;
  /** An engine of its own over the same data with these files beside it, for who asks to dispose. */
  withUploads(files: readonly UploadFile[]): Promise<Engine>;
  /** What could not be read when the data was last opened, a sentence each. */
  warnings(): readonly string[];
}

export interface Integrations {
  readonly all: readonly DataIntegration[];
  /** The one asked for; without an id, the first. Throws INTEGRATION_NOT_FOUND or NO_DATASOURCE. */
  find(id: string | null | undefined): DataIntegration;
}

/** `added`: those that come and go while the server runs. */
export function createIntegrations(
  given: readonly DataIntegration[],
  added: () => readonly DataIntegration[] = () => [],
): Integrations {
  const every = () => {
    const ids = new Set(given.map(({ item }) => item.id));
    return [...given, ...added().filter(({ item }) => !ids.has(item.id))];
  };
  return {
    get all() {
      return every();
    },
    find(id) {
      const all = every();
      if (id) {
        const found = all.find((integration) => integration.item.id === id);
        if (!found)
          throw new ApiError(
            'INTEGRATION_NOT_FOUND',
            'Integration not found: this data is not connected any more. Add it again, or ask other data in a new chat.',
          );
        return found;
      }
      const first = all[0];
      if (!first) throw new ApiError('NO_DATASOURCE', 'No data source is connected: open data first.');
      return first;
    },
  };
}

/** Derived from where the data is, so that chats find it again after a restart. Shaped like a UUID. */
export function integrationId(location: string): string {
  const hash = createHash('sha256').update(location).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
