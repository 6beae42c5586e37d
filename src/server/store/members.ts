// The members of the organisation, on disk.
// Not here: tokens (auth.ts).
import { randomUUID } from 'node:crypto';
import { type Database, type Row, text } from './database.ts';

export interface Member {
  id: string;
  email: string;
  role: 'admin' | 'member';
}

export function memberStore(database: Database, now: () => string) {
  return {
    /** Made when there is none with that address. */
    memberFor(email: string, role: Member['role']): Member {
      return database.transaction(() => {
        database.run(
          'INSERT INTO members VALUES (?, ?, ?, ?) ON CONFLICT (email) DO UPDATE SET role = excluded.role',
          randomUUID(),
          email,
          role,
          now(),
        );
        return member(database.get('SELECT * FROM members WHERE email = ?', email) ?? {});
      });
    },

    member(id: string): Member | undefined {
      const row = database.get('SELECT * FROM members WHERE id = ?', id);
      return row && member(row);
    },
  };
}

function member(row: Row): Member {
  return { id: text(row.id), email: text(row.email), role: row.role === 'admin' ? 'admin' : 'member' };
}
