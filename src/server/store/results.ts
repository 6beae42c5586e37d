// Whole results, on disk: which statement made each, and where the snapshot of its rows is.
// Not here: the snapshots (results/).
import * as v from 'valibot';
import { columnTypes } from '../../protocol/trellis/visualization.ts';
import { ApiError } from '../apiError.ts';
import type { ParameterValue } from '../engine/engine.ts';
import { type Database, optionalText, type Row, text } from './database.ts';
import { newId } from './ids.ts';

export interface StoredResult {
  id: string;
  memberId: string;
  chatId: string;
  integrationId: string;
  title: string;
  /** As it is shown: the placeholders of a saved query are in it. */
  sql: string;
  /** What is run. */
  statement: string;
  /** A person or a model wrote it. */
  untrusted: boolean;
  parameters: readonly ParameterValue[];
  /** Milliseconds since 1970, as every time here. */
  madeAt: number;
  /** When the newest snapshot was made; null: there never was one. */
  keptAt: number | null;
  /** When it was made anew from its statement, later than its answer. */
  remadeAt: number | null;
  usedAt: number;
  /** The one there is now; its file is a name without a folder. */
  snapshot: Snapshot | undefined;
  /** Why the last attempt to make one failed. */
  problem: Problem | undefined;
}

const snapshotColumns = v.array(v.object({ name: v.string(), type: v.picklist(columnTypes) }));
export interface Snapshot {
  file: string;
  columns: v.InferOutput<typeof snapshotColumns>;
  rowCount: number;
  /** Of the file. */
  bytes: number;
}

const problemSchema = v.object({
  code: v.picklist(['QUERY_FAILED', 'QUERY_REFUSED', 'QUERY_TIMEOUT']),
  error: v.string(),
  at: v.number(),
});
export type Problem = v.InferOutput<typeof problemSchema>;

export type NewResult = Pick<
  StoredResult,
  'integrationId' | 'title' | 'sql' | 'statement' | 'untrusted' | 'parameters'
>;

export function resultStore({ get, all, run }: Database) {
  const byId = (id: string) => {
    const row = get('SELECT * FROM results WHERE id = ?', id);
    return row && stored(row);
  };
  return {
    /** The id of the new result; undefined when the chat is gone. */
    add(chatId: string, result: NewResult, at: number): string | undefined {
      const id = newId('res');
      const added = run(
        `INSERT INTO results (id, member_id, chat_id, integration_id, title, sql, statement, untrusted, parameters, made_at, used_at)
         SELECT ?, member_id, id, ?, ?, ?, ?, ?, ?, ?, ? FROM chats WHERE id = ?`,
        id,
        result.integrationId,
        result.title,
        result.sql,
        result.statement,
        result.untrusted ? 1 : 0,
        JSON.stringify(result.parameters),
        at,
        at,
        chatId,
      );
      return added > 0 ? id : undefined;
    },

    byId,

    /** Throws RESULT_NOT_FOUND, also for what belongs to another member. */
    find(memberId: string, id: string): StoredResult {
      const found = byId(id);
      if (found?.memberId !== memberId) throw new ApiError('RESULT_NOT_FOUND', 'Result not found');
      return found;
    },

    /** False when the result is gone. */
    kept(id: string, { file, columns, rowCount, bytes }: Snapshot, keptAt: number, remadeAt: number | null): boolean {
      const changed = run(
        `UPDATE results SET file = ?, columns = ?, row_count = ?, bytes = ?, kept_at = ?, used_at = ?, problem = NULL,
           remade_at = coalesce(?, remade_at) WHERE id = ?`,
        file,
        JSON.stringify(columns),
        rowCount,
        bytes,
        keptAt,
        keptAt,
        remadeAt,
        id,
      );
      return changed > 0;
    },

    failed: (id: string, problem: Problem) =>
      run('UPDATE results SET problem = ? WHERE id = ?', JSON.stringify(problem), id),

    used: (id: string, at: number) => run('UPDATE results SET used_at = ? WHERE id = ?', at, id),

    /** The snapshot is gone, if it is still that one. */
    lost: (id: string, file: string) =>
      run('UPDATE results SET file = NULL, bytes = NULL WHERE id = ? AND file = ?', id, file),

    /** Those with a snapshot, used longest ago first. */
    keptOf: (memberId: string): StoredResult[] =>
      all('SELECT * FROM results WHERE member_id = ? AND file IS NOT NULL ORDER BY used_at', memberId).map(stored),

    keptBefore: (at: number): StoredResult[] =>
      all('SELECT * FROM results WHERE file IS NOT NULL AND kept_at <= ?', at).map(stored),

    /** Those whose answer was never stored. */
    removeUnshown: (before: number) => run('DELETE FROM results WHERE message_id IS NULL AND made_at < ?', before),
  };
}

function stored(row: Row): StoredResult {
  const file = optionalText(row.file);
  return {
    id: text(row.id),
    memberId: text(row.member_id),
    chatId: text(row.chat_id),
    integrationId: text(row.integration_id),
    title: text(row.title),
    sql: text(row.sql),
    statement: text(row.statement),
    untrusted: row.untrusted === 1,
    parameters: JSON.parse(text(row.parameters)),
    madeAt: Number(row.made_at),
    keptAt: number(row.kept_at),
    remadeAt: number(row.remade_at),
    usedAt: Number(row.used_at),
    snapshot:
      file === null
        ? undefined
        : {
            file,
            columns: v.parse(snapshotColumns, JSON.parse(text(row.columns))),
            rowCount: Number(row.row_count),
            bytes: Number(row.bytes),
          },
    problem: row.problem === null ? undefined : v.parse(problemSchema, JSON.parse(text(row.problem))),
  };
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
