// Saved queries on disk: the organisation's, one list for all members (section 4 of the Trellis API).
// Not here: running one (answer/savedQuery.ts), finding its parameters (engine/placeholders.ts).
import { ApiError } from '../apiError.ts';
import { type Database, optionalText, type Row, text } from './database.ts';
import { maxKept, refuseBeyond } from './keptCap.ts';

export interface QueryContent {
  title: string;
  description: string | null;
  prompt: string;
  sql: string | null;
  keywords: string[];
  /** The names in `sql`, in the order of their first appearance. */
  parameters: string[];
}

export interface SavedQuery extends QueryContent {
  id: string;
  updatedBy: string;
  updatedByName: string;
  createdAt: string;
  updatedAt: string;
}

const select = 'SELECT q.*, m.email FROM queries q JOIN members m ON m.id = q.updated_by';
const touched = '(SELECT coalesce(max(touched), 0) + 1 FROM queries)';

export function queryStore(database: Database, now: () => string) {
  const find = (id: string): SavedQuery => {
    const row = database.get(`${select} WHERE q.id = ?`, id);
    if (!row) throw new ApiError('QUERY_NOT_FOUND', 'Query not found');
    return savedQuery(row);
  };
  return {
    /** Last updated first. */
    list: (): SavedQuery[] => database.all(`${select} ORDER BY q.touched DESC`).map(savedQuery),

    /** Throws QUERY_NOT_FOUND. */
    find,

    create(id: string, memberId: string, query: QueryContent): SavedQuery {
      refuseBeyond(maxKept, database.get('SELECT count(*) AS n FROM queries'), 'saved queries');
      const at = now();
      database.run(
        `INSERT INTO queries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${touched})`,
        id,
        query.title,
        query.description,
        query.prompt,
        query.sql,
        JSON.stringify(query.keywords),
        JSON.stringify(query.parameters),
        memberId,
        at,
        at,
      );
      return find(id);
    },

    /** `change` gets what is stored now. Throws QUERY_NOT_FOUND. */
    update(id: string, memberId: string, change: (query: SavedQuery) => QueryContent): SavedQuery {
      return database.transaction(() => {
        const query = change(find(id));
        database.run(
          `UPDATE queries SET title = ?, description = ?, prompt = ?, sql = ?, keywords = ?, parameters = ?, updated_by = ?,
             updated_at = ?, touched = ${touched} WHERE id = ?`,
          query.title,
          query.description,
          query.prompt,
          query.sql,
          JSON.stringify(query.keywords),
          JSON.stringify(query.parameters),
          memberId,
          now(),
          id,
        );
        return find(id);
      });
    },

    /** Throws QUERY_NOT_FOUND. */
    remove(id: string): void {
      if (database.run('DELETE FROM queries WHERE id = ?', id) === 0)
        throw new ApiError('QUERY_NOT_FOUND', 'Query not found');
    },
  };
}

function savedQuery(row: Row): SavedQuery {
  return {
    id: text(row.id),
    title: text(row.title),
    description: optionalText(row.description),
    prompt: text(row.prompt),
    sql: optionalText(row.sql),
    keywords: JSON.parse(text(row.keywords)),
    parameters: JSON.parse(text(row.parameters)),
    updatedBy: text(row.updated_by),
    updatedByName: text(row.email),
    createdAt: text(row.created_at),
    updatedAt: text(row.updated_at),
  };
}
