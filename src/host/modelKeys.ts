// What is set up of language models, keys among it: an entry of VS Code's secret storage for each provider, told to every window that listens.
// Not here: asking for it (modelDialogs.ts), the address of a provider (modelAddress.ts), the process that uses it (localServer.ts).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import {
  type KeyedProvider,
  keyedProviders,
  type ModelSettings,
  modelSettingsSchema,
} from '../protocol/localServer.ts';
import type { AccountMarks } from './accountsMarks.ts';
import { createKeptSecrets, type Secrets } from './keptSecrets.ts';

export type ProviderSettings = NonNullable<ModelSettings[KeyedProvider]>;

export interface ModelKeys extends Disposable {
  /** Asks the secret storage each time. What is there but cannot be understood counts as nothing. */
  read(): Promise<ModelSettings>;
  save(provider: KeyedProvider, settings: ProviderSettings): Promise<void>;
  /** In every window, also in one that cannot read the storage anew. */
  remove(provider: KeyedProvider): Promise<void>;
  /** Something was set up or removed, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

const prefix = 'trellis.models.';
const schema = modelSettingsSchema.entries.claude.wrapped;

export function createModelKeys(secrets: Secrets, marks: AccountMarks): ModelKeys {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  const kept = bag.register(createKeptSecrets({ secrets, marks, prefix, markPrefix: 'models ', schema }));
  /** One change after the other. */
  let changing: Promise<unknown> = Promise.resolve();
  let looking: Promise<unknown> = Promise.resolve();
  let told: string | undefined;

  async function read(): Promise<ModelSettings> {
    const all = await Promise.all(
      keyedProviders.map(async (provider) => [provider, (await kept.read(provider))?.value] as const),
    );
    return Object.fromEntries(all.filter(([, settings]) => settings !== undefined));
  }

  function change(work: () => Promise<void>): Promise<void> {
    const changed = changing.then(work);
    changing = changed.catch(() => undefined);
    return changed;
  }

  /** Accounts that come and go are heard here, too, and one change may be told more than once. */
  async function look() {
    await changing;
    const now = JSON.stringify(await read());
    if (now === told) return;
    told = now;
    changes.fire();
  }
  bag.register(
    kept.onDidChange(() => {
      // Who then reads them hears why they cannot be read.
      looking = looking.then(look).catch(() => changes.fire());
    }),
  );

  return {
    read,
    save: (provider, settings) => change(() => kept.save(provider, settings)),
    remove: (provider) => change(() => kept.remove(provider)),
    onDidChange: changes.event,
    dispose: () => bag.dispose(),
  };
}
