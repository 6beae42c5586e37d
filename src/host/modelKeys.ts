// What is set up of language models, keys among it: one entry of VS Code's secret storage, told to every window that listens.
// Not here: asking for it (modelDialogs.ts), the address of a provider (modelAddress.ts), the process that uses it (localServer.ts).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import { type KeyedProvider, type ModelSettings, modelSettingsSchema } from '../protocol/localServer.ts';
import type { Secrets } from './keptSecrets.ts';

export type ProviderSettings = NonNullable<ModelSettings[KeyedProvider]>;

export interface ModelKeys extends Disposable {
  /** Asks the secret storage each time. What is there but cannot be understood counts as nothing. */
  read(): Promise<ModelSettings>;
  save(provider: KeyedProvider, settings: ProviderSettings): Promise<void>;
  remove(provider: KeyedProvider): Promise<void>;
  /** Something may have been set up or removed, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

const entry = 'trellis.models';

export function createModelKeys(secrets: Omit<Secrets, 'keys'>): ModelKeys {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  bag.register(secrets.onDidChange(({ key }) => key === entry && changes.fire()));
  /** One change after the other: each is of the whole entry. */
  let changing: Promise<unknown> = Promise.resolve();

  async function read(): Promise<ModelSettings> {
    const decoded = decodeWith(modelSettingsSchema, parseJson((await secrets.get(entry)) ?? ''));
    return decoded.kind === 'valid' ? decoded.value : {};
  }

  function change(work: (settings: ModelSettings) => ModelSettings): Promise<void> {
    const changed = changing.then(async () => {
      const settings = work(await read());
      await (Object.keys(settings).length > 0 ? secrets.store(entry, JSON.stringify(settings)) : secrets.delete(entry));
    });
    changing = changed.catch(() => undefined);
    return changed;
  }

  return {
    read,
    save: (provider, settings) => change((all) => ({ ...all, [provider]: settings })),
    remove: (provider) =>
      change((all) => {
        const { [provider]: _, ...others } = all;
        return others;
      }),
    onDidChange: changes.event,
    dispose: () => bag.dispose(),
  };
}
