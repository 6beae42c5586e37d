// The organisation's rules, on disk (section 9 of the Trellis API).
// Not here: that only admins may (http/rules.ts). Answers of the built-in planner do not use them.
import { randomUUID } from 'node:crypto';
import { ApiError } from '../apiError.ts';
import { type Database, type Row, text } from './database.ts';
import { maxKept, refuseBeyond } from './keptCap.ts';

export interface Rule {
  id: string;
  content: string;
  createdBy: string;
  updatedBy: string;
  updatedByName: string;
  createdAt: string;
  updatedAt: string;
}

const select = 'SELECT r.*, m.email FROM rules r JOIN members m ON m.id = r.updated_by';
const touched = '(SELECT coalesce(max(touched), 0) + 1 FROM rules)';

export function ruleStore(database: Database, now: () => string) {
  const find = (id: string): Rule => {
    const row = database.get(`${select} WHERE r.id = ?`, id);
    if (!row) throw new ApiError('NOT_FOUND', 'Rule not found');
    return rule(row);
  };
  return {
    /** Throws NOT_FOUND. */
    find,

    /** Last updated first. */
    list: (): Rule[] => database.all(`${select} ORDER BY r.touched DESC`).map(rule),

    create(memberId: string, content: string): Rule {
      refuseBeyond(maxKept, database.get('SELECT count(*) AS n FROM rules'), 'rules');
      const id = randomUUID();
      const at = now();
      database.run(`INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ${touched})`, id, content, memberId, memberId, at, at);
      return find(id);
    },

    update(id: string, memberId: string, content: string): Rule {
      find(id);
      database.run(
        `UPDATE rules SET content = ?, updated_by = ?, updated_at = ?, touched = ${touched} WHERE id = ?`,
        content,
        memberId,
        now(),
        id,
      );
      return find(id);
    },

    remove(id: string): void {
      find(id);
      database.run('DELETE FROM rules WHERE id = ?', id);
    },
  };
}

function rule(row: Row): Rule {
  return {
    id: text(row.id),
    content: text(row.content),
    createdBy: text(row.created_by),
    updatedBy: text(row.updated_by),
    updatedByName: text(row.email),
    createdAt: text(row.created_at),
    updatedAt: text(row.updated_at),
  };
}
