// ClickHouse over HTTP: what the server is, what the account may do, and sessions with it.
// Not here: one session (connection.ts).
import { QueryError } from '../../../engine.ts';
import { lineWarnings } from '../../address.ts';
import type { CreateDriver, ServerInfo } from '../../driver.ts';
import { createHttpLine } from '../http.ts';
import { type Asking, askAll, createAsking, createConnection, type Session } from './connection.ts';
import { settingsFrom, settingsSql } from './settings.ts';

export const createClickhouseDriver: CreateDriver = (address, log) => {
  /** Of the first connection; the others are the same. */
  let known: Session | undefined;
  return {
    dialect: 'clickhouse',
    async connect(signal) {
      const line = createHttpLine(address);
      try {
        known ??= await sessionOf(createAsking(line, address), signal);
        return createConnection(line, address, known, log);
      } catch (error) {
        line.close();
        throw error;
      }
    },
  };

  async function sessionOf(asking: Asking, signal: AbortSignal | undefined): Promise<Session> {
    const [first] = (await askAll(asking, 'SELECT version()', {}, 1, signal)).rows;
    const version = String(first?.[0] ?? '');
    if (!/^\d+\.\d+/.test(version)) throw new QueryError('failed', 'What answers there is no ClickHouse.');
    const { names, rows } = await askAll(asking, settingsSql, {}, 1_000, signal);
    const settings = settingsFrom(
      rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at] ?? '', cell]))),
    );
    const warnings = [...settings.warnings];
    if (isBefore(version, 25, 8))
      warnings.push(
        `ClickHouse ${version.slice(0, 20)} may not run a correlated EXISTS, so some questions over several tables fail. 25.8 and later do.`,
      );
    if (!settings.isReadOnlyAccount && (await mayWrite(asking, version, signal)))
      warnings.push(
        'The login may write. It is asked to read only with every statement; a login that may only SELECT is safer.',
      );
    warnings.push(...lineWarnings(address));
    const info: ServerInfo = {
      engine: 'clickhouse',
      version,
      warnings,
      defaultSchema: address.schema ?? address.database,
    };
    return { ...settings, info, hasTotalRows: !isBefore(version, 20, 1) };
  }

  async function mayWrite(asking: Asking, version: string, signal: AbortSignal | undefined): Promise<boolean> {
    if (isBefore(version, 20, 5)) return true;
    try {
      const { rows } = await askAll(asking, 'SHOW GRANTS', {}, 1_000, signal);
      return rows.some(([grant]) =>
        /\b(ALL|INSERT|ALTER|CREATE|DROP|TRUNCATE|FILE|URL|S3|REMOTE|SOURCES)\b/.test(String(grant)),
      );
    } catch (error) {
      if (signal?.aborted) throw error;
      log('ClickHouse does not tell what the login may do.');
      return true;
    }
  }
};

function isBefore(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first < major || (first === major && second < minor);
}
