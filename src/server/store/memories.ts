// What is remembered about a member, on disk (section 9 of the Trellis API).
// Not here: who may change whose (http/memories.ts). Answers of the built-in planner do not use them.
import { randomUUID } from 'node:crypto';
import { ApiError } from '../apiError.ts';
import { type Database, type Row, text } from './database.ts';
import { maxKept, refuseBeyond } from './keptCap.ts';

export interface Memory {
  id: string;
  memberId: string;
  content: string;
  createdAt: string;
  updatedAt: string;
}

const touched = '(SELECT coalesce(max(touched), 0) + 1 FROM memories)';

export function memoryStore(database: Database, now: () => string) {
  /** Without a member: anybody's. Throws NOT_FOUND, also for what belongs to another member. */
  const find = (id: string, memberId?: string): Memory => {
    const row = database.get('SELECT * FROM memories WHERE id = ?', id);
    if (!row || (memberId !== undefined && row.member_id !== memberId))
      throw new ApiError('NOT_FOUND', 'Memory not found');
    return memory(row);
  };
  return {
    find,

    /** Last updated first. */
    list: (memberId: string): Memory[] =>
      database.all('SELECT * FROM memories WHERE member_id = ? ORDER BY touched DESC', memberId).map(memory),

    create(memberId: string, content: string): Memory {
      refuseBeyond(
        maxKept,
        database.get('SELECT count(*) AS n FROM memories WHERE member_id = ?', memberId),
        'memories',
      );
      const id = randomUUID();
      const at = now();
      database.run(`INSERT INTO memories VALUES (?, ?, ?, ?, ?, ${touched})`, id, memberId, content, at, at);
      return find(id);
    },

    update(id: string, content: string, memberId?: string): Memory {
      find(id, memberId);
      database.run(
        `UPDATE memories SET content = ?, updated_at = ?, touched = ${touched} WHERE id = ?`,
        content,
        now(),
        id,
      );
      return find(id);
    },

    remove(id: string, memberId?: string): void {
      find(id, memberId);
      database.run('DELETE FROM memories WHERE id = ?', id);
    },
  };
}

function memory(row: Row): Memory {
  return {
    id: text(row.id),
    memberId: text(row.member_id),
    content: text(row.content),
    createdAt: text(row.created_at),
    updatedAt: text(row.updated_at),
  };
}
