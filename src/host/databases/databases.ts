// The data of the source this window talks to: the list of it, its tables as they were last read, and the changes to the list.
// Not here: the requests (session/integrationsClient.ts), the tree (dataTree.ts), the form (databaseForm.ts).
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Source } from '../../chat/state.ts';
import type { CheckedIntegration, Integration, SchemaTable } from '../../protocol/trellis/integrations.ts';
import { asSessionError, SessionError } from '../../session/errors.ts';
import type { GivenDatabase, IntegrationsClient } from '../../session/integrationsClient.ts';
import type { RestClient } from '../../session/restClient.ts';
import type { ChatStore } from '../chatStore.ts';
import { createShelf, type Shelf } from '../library/shelf.ts';

export interface DataSchema {
  tables: readonly SchemaTable[];
  /** Questions about this data that work; empty where the server gives none. */
  suggestions: readonly string[];
}

/** Changes throw a SessionError and leave the list as the server has it. */
export interface Databases extends Disposable {
  list: Shelf<Integration>;
  find(id: string): Integration | undefined;
  /** Read once and kept until `refresh` or a change of the list. Rejects with a SessionError. */
  schema(id: string): Promise<DataSchema>;
  /** What is known of it now. */
  known(id: string): DataSchema | undefined;
  /** Reads the list anew, and each schema when it is next asked for; `id`: only that one's. */
  refresh(id?: string): Promise<void>;
  check(given: GivenDatabase, signal: AbortSignal): Promise<CheckedIntegration>;
  add(given: GivenDatabase & { name: string; connect: boolean }, signal: AbortSignal): Promise<Integration>;
  remove(id: string): Promise<void>;
  /** The list or a schema changed. */
  readonly onChange: (listener: () => void) => Disposable;
}

export interface DatabasesOptions {
  store: Pick<ChatStore, 'onChange' | 'state' | 'dispatch'>;
  /** Of the source that is connected now. */
  connection(): { rest: Pick<RestClient, 'integrations' | 'schema'>; integrations: IntegrationsClient | null } | null;
}

export function createDatabases({ store, connection }: DatabasesOptions): Databases {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  const reading = new Map<string, Promise<DataSchema>>();
  const read = new Map<string, DataSchema>();
  const list = bag.register(
    createShelf(() => {
      const rest = connection()?.rest;
      return rest ? async () => (await rest.integrations()).integrations : null;
    }),
  );
  bag.register(
    list.onChange(() => {
      if (list.state.load === 'loaded') tell(list.state.items);
      changes.fire();
    }),
  );
  bag.register(
    store.onChange(({ before, after }) => {
      if (!isSame(before.source, after.source)) {
        forget();
        list.reset();
      }
      if (before.connection.phase !== 'ready' && after.connection.phase === 'ready') list.connected();
    }),
  );

  function forget(id?: string) {
    for (const each of id === undefined ? [...reading.keys()] : [id]) {
      reading.delete(each);
      read.delete(each);
    }
  }

  /** The composer chooses among the same. */
  function tell(integrations: readonly Integration[]) {
    const { models, defaultModel, integrations: told } = store.state;
    if (isSame(told, integrations)) return;
    store.dispatch({ type: 'choicesLoaded', integrations: [...integrations], models, defaultModel });
  }

  function client(): IntegrationsClient {
    const found = connection()?.integrations;
    if (!found) throw new SessionError('forbidden', 'Databases can be added to the server on this machine alone.');
    return found;
  }

  async function refresh(id?: string) {
    forget(id);
    await list.refresh();
  }

  return {
    list,
    find: (id) => [...list.state.items, ...store.state.integrations].find((each) => each.id === id),
    schema(id) {
      const begun = reading.get(id);
      if (begun) return begun;
      const rest = connection()?.rest;
      if (!rest) return Promise.reject(new SessionError('offline', 'Nothing is connected.'));
      const mine: Promise<DataSchema> = rest.schema(id).then(
        ({ tables, suggestions }) => {
          const schema = { tables, suggestions: suggestions ?? [] };
          if (reading.get(id) === mine) read.set(id, schema);
          changes.fire();
          return schema;
        },
        (cause: unknown) => {
          // Whoever asks next asks the server.
          if (reading.get(id) === mine) reading.delete(id);
          throw asSessionError(cause);
        },
      );
      reading.set(id, mine);
      return mine;
    },
    known: (id) => read.get(id),
    refresh,
    check: async (given, signal) => client().check(given, signal),
    async add(given, signal) {
      const added = await client().add(given, signal);
      await refresh(added.id);
      return added;
    },
    async remove(id) {
      try {
        await client().remove(id);
      } catch (cause) {
        // Another window was quicker.
        if (!(cause instanceof SessionError) || cause.kind !== 'notFound') throw cause;
      }
      await refresh(id);
    },
    onChange: changes.event,
    dispose: () => bag.dispose(),
  };
}

function isSame(one: Source | readonly Integration[], other: Source | readonly Integration[]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
