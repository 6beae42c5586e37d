// One session of PostgreSQL: each statement by the extended protocol in a transaction that reads only and is always rolled back.
// Not here: opening it (driver.ts), what may run (guard.ts), the schema (introspect.ts).
import type { ConnectionOptions } from 'node:tls';
import type { Client } from 'pg';
import Cursor from 'pg-cursor';
import type { Cell } from '../../../engine.ts';
import type { Address } from '../../address.ts';
import type { Connection, CursorColumn, Cursor as OurCursor, RunOptions, ServerInfo } from '../../driver.ts';
import { requestCancel } from './cancel.ts';
import { describe, type Field } from './describe.ts';
import { type Circumstances, statementError } from './failures.ts';
import { judge, single } from './guard.ts';
import type { Catalogue } from './guardCatalogue.ts';
import { readTables } from './introspect.ts';
import { readInfo } from './serverInfo.ts';
import { begin, learnSession, rawTypes, rowsOf, type Session } from './session.ts';
import { cellOf, columnTypeOf, knownTypeName, shortened } from './types.ts';

const farewellMs = 2000;

export interface ConnectionParts {
  client: Client;
  tls: false | ConnectionOptions;
  address: Address;
  catalogue: Catalogue;
  log(line: string): void;
}

/** Rejects with what the database or the line says. */
export async function createConnection(parts: ConnectionParts): Promise<Connection> {
  const { client, address } = parts;
  try {
    const session = await learnSession(client, address.schema);
    return new PostgresConnection(parts, session);
  } catch (cause) {
    client.connection.stream.destroy();
    throw cause;
  }
}

class PostgresConnection implements Connection {
  isBroken = false;
  readonly #parts: ConnectionParts;
  readonly #client: Client;
  readonly #session: Session;
  /** By the type's oid and modifier. */
  readonly #typeNames = new Map<string, string>();
  #circumstances: Circumstances = { isCancelled: false, timeoutMs: 0 };

  constructor(parts: ConnectionParts, session: Session) {
    this.#parts = parts;
    this.#client = parts.client;
    this.#session = session;
    const broken = () => {
      this.isBroken = true;
    };
    parts.client.on('error', broken);
    parts.client.on('end', broken);
  }

  async info(): Promise<ServerInfo> {
    const { address } = this.#parts;
    return await this.#within(30_000, () => readInfo(this.#client, address, this.#session.schemas));
  }

  async judge(sql: string): Promise<void> {
    const { catalogue } = this.#parts;
    const ask = () => this.#within(30_000, () => catalogue.read(this.#client));
    await judge(sql, await catalogue.known(ask), async () => {
      catalogue.forget();
      return await catalogue.known(ask);
    });
  }

  async tables() {
    return await this.#within(60_000, () => readTables(this.#client));
  }

  async run(sql: string, options: RunOptions): Promise<OurCursor> {
    const { timeoutMs, maxRows, maxCellLength } = options;
    const values = (options.parameters ?? []).map((value) => (value === null ? null : String(value)));
    const statement = await single(sql);
    return await this.#step(timeoutMs, async () => {
      await begin(this.#client, this.#session, timeoutMs);
      const fields = await describe(this.#client, statement);
      const columns = await this.#columns(fields);
      const text = fields.length === 0 ? statement : bounded(statement, fields, maxRows, maxCellLength);
      const cursor = this.#client.query(new Cursor(text, values, { rowMode: 'array', types: rawTypes }));
      return this.#cursor(cursor, columns, { statement, values });
    });
  }

  async cancel(): Promise<void> {
    const { client, address, tls } = this.#parts;
    this.#circumstances.isCancelled = true;
    const { stream } = client.connection;
    const host = 'remoteAddress' in stream && typeof stream.remoteAddress === 'string' ? stream.remoteAddress : '';
    const { processID: processId, secretKey } = keysOf(client);
    if (this.isBroken || processId === undefined || secretKey === undefined) return;
    const target = { host: host || address.host, port: address.port, name: address.host };
    await requestCancel({ ...target, tls, processId, secretKey });
  }

  async close(): Promise<void> {
    const isIdle = !this.isBroken;
    this.isBroken = true;
    const { stream } = this.#client.connection;
    if (!isIdle) return void stream.destroy();
    // A server that is silent would keep the line.
    const late = setTimeout(() => stream.destroy(), farewellMs);
    await this.#client.end().finally(() => clearTimeout(late));
  }

  #cursor(
    cursor: Cursor,
    columns: CursorColumn[],
    { statement, values }: { statement: string; values: (string | null)[] },
  ): OurCursor {
    let isOpen = true;
    const { timeoutMs } = this.#circumstances;
    const read = async (atMost: number): Promise<Cell[][]> => {
      try {
        const rows = await cursor.read(atMost);
        return rows.map((row) => columns.map(({ type }, index) => cellOf(row[index], type)));
      } catch (cause) {
        // It has ended itself: nothing is left of it to be closed.
        isOpen = false;
        throw cause;
      }
    };
    const end = async () => {
      if (isOpen && !this.isBroken) await cursor.close();
      isOpen = false;
    };
    return {
      columns,
      read: (atMost) => this.#step(timeoutMs, () => read(atMost)),
      count: (countMs) =>
        this.#step(countMs, async () => {
          await end();
          if (this.#session.hasSettings)
            await this.#client.query(`SET LOCAL statement_timeout = ${Math.ceil(countMs)}`);
          const counted = `SELECT pg_catalog.count(*) FROM (${statement}\n) AS r`;
          const [row] = await rowsOf(this.#client, counted, values);
          return Number(row?.[0] ?? 0);
        }),
      close: async () => {
        await end().catch(() => undefined);
        await this.#rollback();
      },
    };
  }

  async #columns(fields: readonly Field[]): Promise<CursorColumn[]> {
    const columns: CursorColumn[] = [];
    for (const field of fields) {
      const nativeType = await this.#typeName(field);
      columns.push({ name: field.name, type: columnTypeOf(nativeType), nativeType });
    }
    return columns;
  }

  async #typeName(field: Field): Promise<string> {
    const key = `${field.type} ${field.modifier}`;
    const known = knownTypeName(field) ?? this.#typeNames.get(key);
    if (known !== undefined) return known;
    const values = [String(field.type), String(field.modifier)];
    const [row] = await rowsOf(this.#client, 'SELECT pg_catalog.format_type($1::oid, $2::integer)', values);
    const name = row?.[0] ?? 'unknown';
    this.#typeNames.set(key, name);
    return name;
  }

  /** `work` in a transaction of its own. */
  async #within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const done = await this.#step(timeoutMs, async () => {
      await begin(this.#client, this.#session, timeoutMs);
      return await work();
    });
    await this.#rollback();
    return done;
  }

  /** Errors as QueryErrors. One that fails leaves no transaction behind. */
  async #step<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    this.#circumstances = { isCancelled: false, timeoutMs };
    const circumstances = this.#circumstances;
    try {
      return await work();
    } catch (cause) {
      await this.#rollback();
      throw statementError(cause, circumstances);
    }
  }

  async #rollback(): Promise<void> {
    if (this.isBroken) return;
    try {
      await this.#client.query(this.#session.ending);
    } catch (cause) {
      this.isBroken = true;
      this.#parts.log(`A transaction could not be ended: ${String(cause)}`);
    }
  }
}

/** The statement in brackets, so that rows and characters that nobody will look at stay in the database. */
function bounded(sql: string, fields: readonly Field[], maxRows?: number, maxCellLength?: number): string {
  if (maxRows === undefined && maxCellLength === undefined) return sql;
  const names = fields.map((_, index) => `c${index}`);
  const selected = fields.map((field, index) =>
    maxCellLength === undefined ? `c${index}` : `${shortened(`c${index}`, field, maxCellLength)} AS c${index}`,
  );
  const limit = maxRows === undefined ? '' : ` LIMIT ${maxRows}`;
  // The line break ends a comment in the statement's last line.
  return `SELECT ${selected.join(', ')} FROM (${sql}\n) AS r(${names.join(', ')})${limit}`;
}

/** What the server wants to see with a request to cancel; the library's types do not tell of it. */
function keysOf(client: object): { processID?: number; secretKey?: number } {
  const processID = 'processID' in client && typeof client.processID === 'number' ? client.processID : undefined;
  const secretKey = 'secretKey' in client && typeof client.secretKey === 'number' ? client.secretKey : undefined;
  return { ...(processID === undefined ? {} : { processID }), ...(secretKey === undefined ? {} : { secretKey }) };
}
