// All that the server keeps: members, chats and their turns, saved queries, memories, rules and uploads, in one SQLite file.
// Not here: any statement of SQL; each kind has its file.
import { chatStore } from './chats.ts';
import { conversationStore } from './conversations.ts';
import { openDatabase } from './database.ts';
import { integrationStore } from './integrations.ts';
import { memberStore } from './members.ts';
import { memoryStore } from './memories.ts';
import { queryStore } from './queries.ts';
import { resultStore } from './results.ts';
import { ruleStore } from './rules.ts';
import { turnStore } from './turns.ts';
import { uploadStore } from './uploads.ts';

export type Store = ReturnType<typeof openStore>;

/** `server` names the process that runs turns, so that another can tell whether it still lives; read when a turn begins. */
export function openStore(directory: string, server: () => string) {
  const database = openDatabase(directory);
  const now = () => new Date().toISOString();
  return {
    dispose: () => database.dispose(),
    /** Several calls that see the store as it is at one moment. */
    read: <T>(work: () => T) => database.read(work),
    /** Where a damaged file went that stood here before; undefined when there was none. */
    setAside: database.setAside,
    ...memberStore(database, now),
    ...chatStore(database, now),
    ...conversationStore(database),
    ...turnStore(database, now, server),
    queries: queryStore(database, now),
    memories: memoryStore(database, now),
    rules: ruleStore(database, now),
    integrations: integrationStore(database, now),
    uploads: uploadStore(database, now),
    results: resultStore(database),
  };
}
