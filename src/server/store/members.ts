// The members of the organisation, on disk.
// Not here: tokens (auth.ts).
import { randomUUID } from 'node:crypto';
import { type Database, optionalText, type Row, text } from './database.ts';

export interface Member {
  id: string;
  email: string;
}

/** What a member has chosen for the questions of the assistant API; null: nothing. */
export interface MemberChoices {
  provider: string | null;
  mood: string | null;
}

export function memberStore(database: Database, now: () => string) {
  function choices(memberId: string): MemberChoices {
    const row = database.get('SELECT provider, mood FROM members WHERE id = ?', memberId);
    return { provider: optionalText(row?.provider), mood: optionalText(row?.mood) };
  }

  return {
    /** Made when there is none with that address. */
    memberFor(email: string): Member {
      const find = () => database.get('SELECT * FROM members WHERE email = ?', email);
      const known = find();
      if (known) return member(known);
      return database.transaction(() => {
        // `role` is a column of older versions: who is the admin is said at the start of a server.
        database.run(
          `INSERT INTO members (id, email, role, created_at) VALUES (?, ?, 'member', ?) ON CONFLICT (email) DO NOTHING`,
          randomUUID(),
          email,
          now(),
        );
        return member(find() ?? {});
      });
    },

    member(id: string): Member | undefined {
      const row = database.get('SELECT * FROM members WHERE id = ?', id);
      return row && member(row);
    },

    choices,

    /** What is not there stays as it is. */
    choose(memberId: string, choice: Partial<MemberChoices>): void {
      database.transaction(() => {
        const { provider, mood } = { ...choices(memberId), ...choice };
        database.run('UPDATE members SET provider = ?, mood = ? WHERE id = ?', provider, mood, memberId);
      });
    },
  };
}

function member(row: Row): Member {
  return { id: text(row.id), email: text(row.email) };
}
