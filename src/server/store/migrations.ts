// The schema of the store, as numbered steps: a store of any older version is brought up to date one step after the other.
// Not here: running them (database.ts). A step that has been released is never changed.
export const migrations: readonly string[] = [
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
  // `touched` counts changes, for "last updated first": two changes within a millisecond have an order, too.
  `CREATE TABLE queries (
     id TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT, prompt TEXT NOT NULL, sql TEXT, keywords TEXT NOT NULL,
     parameters TEXT NOT NULL, updated_by TEXT NOT NULL REFERENCES members(id), created_at TEXT NOT NULL,
     updated_at TEXT NOT NULL, touched INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE memories (
     id TEXT PRIMARY KEY, member_id TEXT NOT NULL REFERENCES members(id), content TEXT NOT NULL,
     created_at TEXT NOT NULL, updated_at TEXT NOT NULL, touched INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX memories_by_member ON memories(member_id, touched DESC);
   CREATE TABLE rules (
     id TEXT PRIMARY KEY, content TEXT NOT NULL, created_by TEXT NOT NULL REFERENCES members(id),
     updated_by TEXT NOT NULL REFERENCES members(id), created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
     touched INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE uploads (
     number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
     chat_id TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE, message_id TEXT REFERENCES messages(id) ON DELETE SET NULL,
     filename TEXT NOT NULL, mime_type TEXT NOT NULL, upload_type TEXT NOT NULL, file_size INTEGER NOT NULL,
     created_at TEXT NOT NULL
   ) STRICT;
   CREATE INDEX uploads_by_chat ON uploads(chat_id, number);
   CREATE INDEX uploads_by_message ON uploads(message_id) WHERE message_id IS NOT NULL;`,
  // Counts what changes in a member's chats, so that whoever watches need not read them.
  `ALTER TABLE members ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
   CREATE TRIGGER chat_made AFTER INSERT ON chats BEGIN UPDATE members SET changes = changes + 1 WHERE id = new.member_id; END;
   CREATE TRIGGER chat_changed AFTER UPDATE ON chats BEGIN UPDATE members SET changes = changes + 1 WHERE id = new.member_id; END;
   CREATE TRIGGER chat_gone AFTER DELETE ON chats BEGIN UPDATE members SET changes = changes + 1 WHERE id = old.member_id; END;`,
  // What a member has chosen for the questions of the assistant API; null: nothing.
  `ALTER TABLE members ADD COLUMN provider TEXT;
   ALTER TABLE members ADD COLUMN mood TEXT;`,
  // What a question asks where its content holds more, documents of the assistant API; null: its content.
  'ALTER TABLE messages ADD COLUMN asked TEXT;',
  // Databases that a person added; `sealed`: the password, which opens with a key that is not here.
  `CREATE TABLE integrations (
     id TEXT PRIMARY KEY, display_name TEXT NOT NULL, address TEXT NOT NULL, sealed TEXT, engine TEXT NOT NULL,
     created_at TEXT NOT NULL, updated_at TEXT NOT NULL, saves INTEGER NOT NULL
   ) STRICT;`,
  // Whole results of tables and charts; `file`: where a snapshot is, null while there is none. A result goes with its message,
  // which it has from the end of its answer on.
  `CREATE TABLE results (
     id TEXT PRIMARY KEY, member_id TEXT NOT NULL REFERENCES members(id),
     chat_id TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE, message_id TEXT REFERENCES messages(id) ON DELETE CASCADE,
     integration_id TEXT NOT NULL, title TEXT NOT NULL, sql TEXT NOT NULL, statement TEXT NOT NULL, untrusted INTEGER NOT NULL,
     parameters TEXT NOT NULL, made_at INTEGER NOT NULL, kept_at INTEGER, remade_at INTEGER, used_at INTEGER NOT NULL,
     file TEXT, columns TEXT, row_count INTEGER, bytes INTEGER, problem TEXT
   ) STRICT;
   CREATE INDEX results_by_member ON results(member_id, used_at) WHERE file IS NOT NULL;
   CREATE INDEX results_by_chat ON results(chat_id);
   CREATE INDEX results_by_message ON results(message_id) WHERE message_id IS NOT NULL;
   CREATE TRIGGER result_shown AFTER INSERT ON visualizations BEGIN
     UPDATE results SET message_id = new.message_id WHERE id = json_extract(new.payload, '$.result_id');
   END;`,
];
