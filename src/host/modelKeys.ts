// What is set up of language models, keys among it: one entry of VS Code's secret storage, told to every window that listens.
// Not here: asking for it (modelDialogs.ts), the address of a provider (modelAddress.ts), the process that uses it (localServer.ts).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { type KeyedProvider, type ModelSettings, modelSettingsSchema } from '../protocol/localServer.ts';
import type { AccountMarks } from './accountsMarks.ts';
import { createKeptSecrets, type Secrets } from './keptSecrets.ts';

export type ProviderSettings = NonNullable<ModelSettings[KeyedProvider]>;

export interface ModelKeys extends Disposable {
  /** Asks the secret storage each time. What is there but cannot be understood counts as nothing. */
  read(): Promise<ModelSettings>;
  save(provider: KeyedProvider, settings: ProviderSettings): Promise<void>;
  /** In every window: one that cannot read the storage anew has nothing set up until it is loaded again. */
  remove(provider: KeyedProvider): Promise<void>;
  /** Something was set up or removed, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

const entry = 'trellis.models';

export function createModelKeys(secrets: Secrets, marks: AccountMarks): ModelKeys {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  const schema = modelSettingsSchema;
  const kept = bag.register(createKeptSecrets({ secrets, marks, prefix: entry, markPrefix: 'models', schema }));
  /** One change after the other: each is of the whole entry. */
  let changing: Promise<unknown> = Promise.resolve();
  let looking: Promise<unknown> = Promise.resolve();
  let told: string | undefined;

  const read = async (): Promise<ModelSettings> => (await kept.read(''))?.value ?? {};

  function change(work: (settings: ModelSettings) => Promise<void>): Promise<void> {
    const changed = changing.then(async () => work(await read()));
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
    save: (provider, settings) => change((all) => kept.save('', { ...all, [provider]: settings })),
    remove: (provider) =>
      change(async ({ [provider]: _, ...others }) => {
        await kept.remove('');
        if (Object.keys(others).length > 0) await kept.save('', others);
      }),
    onDidChange: changes.event,
    dispose: () => bag.dispose(),
  };
}
