// Databases that a person added, on disk: where they are, and their passwords sealed.
// Not here: sealing (databases/sealing.ts), the databases themselves (databases/added.ts).
import { type Database, type Row, text } from './database.ts';

export interface StoredIntegration {
  id: string;
  displayName: string;
  /** JSON without a password. */
  address: string;
  /** Null: there is no password. */
  sealed: string | null;
  /** Of the product: `postgresql`, ... */
  engine: string;
  /** Changes whenever it is saved. */
  updatedAt: string;
}

export function integrationStore(database: Database, now: () => string) {
  return {
    /** First added first. */
    list: (): StoredIntegration[] => database.all('SELECT * FROM integrations ORDER BY created_at, id').map(stored),

    /** The same id again replaces it. */
    save(saved: Omit<StoredIntegration, 'updatedAt'>): void {
      const { id, displayName, address, sealed, engine } = saved;
      const at = now();
      database.run(
        `INSERT INTO integrations VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name,
           address = excluded.address, sealed = excluded.sealed, engine = excluded.engine, updated_at = excluded.updated_at,
           saves = saves + 1`,
        id,
        displayName,
        address,
        sealed,
        engine,
        at,
        at,
      );
    },

    /** Whether there was one. */
    remove: (id: string): boolean => database.run('DELETE FROM integrations WHERE id = ?', id) > 0,
  };
}

function stored(row: Row): StoredIntegration {
  return {
    id: text(row.id),
    displayName: text(row.display_name),
    address: text(row.address),
    sealed: row.sealed === null ? null : text(row.sealed),
    engine: text(row.engine),
    updatedAt: `${text(row.updated_at)} ${String(row.saves)}`,
  };
}
