// Opens the store's SQLite file and brings its schema up to date, one numbered migration after the other.
// Not here: what is asked of it (store.ts).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const migrations: readonly string[] = [
  `CREATE TABLE members (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, role TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
   CREATE TABLE chats (
     id TEXT PRIMARY KEY, member_id TEXT NOT NULL REFERENCES members(id), title TEXT NOT NULL, integration_id TEXT,
     created_at TEXT NOT NULL, active_at TEXT NOT NULL, activity INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX chats_by_activity ON chats(member_id, activity DESC);
   CREATE TABLE messages (
     number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
     chat_id TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE, role TEXT NOT NULL, content TEXT NOT NULL,
     created_at TEXT NOT NULL, client_message_id TEXT, metadata TEXT NOT NULL, memory TEXT
   ) STRICT;
   CREATE INDEX messages_by_chat ON messages(chat_id, number);
   CREATE UNIQUE INDEX messages_by_client_id ON messages(chat_id, client_message_id) WHERE client_message_id IS NOT NULL;
   CREATE TABLE visualizations (
     id TEXT PRIMARY KEY, message_id TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
     position INTEGER NOT NULL, payload TEXT NOT NULL
   ) STRICT;
   CREATE INDEX visualizations_by_message ON visualizations(message_id, position);
   CREATE TABLE turns (
     chat_id TEXT PRIMARY KEY REFERENCES chats(id) ON DELETE CASCADE, user_message_id TEXT NOT NULL,
     started_at TEXT NOT NULL, pid INTEGER NOT NULL
   ) STRICT;`,
  // A process id is used again by others; the server's own id and address are not.
  `DROP TABLE turns;
   CREATE TABLE turns (
     chat_id TEXT PRIMARY KEY REFERENCES chats(id) ON DELETE CASCADE, user_message_id TEXT NOT NULL,
     started_at TEXT NOT NULL, server TEXT NOT NULL
   ) STRICT;`,
];

/** Throws when the store was written by a newer version, rather than guess at its shape. */
export function openDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path.join(directory, 'trellis.db'), {
    timeout: 5000,
    enableForeignKeyConstraints: true,
  });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  } catch (cause) {
    if (!(cause instanceof Error && /not a database|malformed/.test(cause.message))) throw cause;
    throw new Error(
      `The chats in ${directory} cannot be read: the file trellis.db is damaged. Move it away to start with none, or choose another store.`,
      { cause },
    );
  }
  transaction(database, () => {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) {
      throw new Error(
        `The store ${directory} was written by a newer version of Trellis. Update Trellis, or choose another store.`,
      );
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
  return database;
}

/** Runs `work` in one write transaction; IMMEDIATE, so that two servers wait for each other instead of failing half-way. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (cause) {
    database.exec('ROLLBACK');
    throw cause;
  }
}
