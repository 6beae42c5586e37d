// Which language models the server on this machine may use: what is set up, which is the default, and those of the editor.
// Not here: asking a person for it (modelDialogs.ts), how the server is told (localServer.ts).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { AccountMarks } from './accountsMarks.ts';
import type { LocalModels } from './childLines.ts';
import { createEditorModelHost, type EditorApi, type EditorModelHost } from './editorModels.ts';
import type { Secrets } from './keptSecrets.ts';
import { createModelKeys, type ModelKeys } from './modelKeys.ts';
import type { Settings } from './settings.ts';

export interface Models extends Disposable {
  readonly keys: ModelKeys;
  readonly editor: EditorModelHost;
  /** As it is now, for the server. */
  read(): Promise<LocalModels>;
  /** Something of it may have changed, here or in another window. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

export interface ModelsParts {
  secrets: Secrets;
  marks: AccountMarks;
  settings: Pick<Settings, 'defaultModel' | 'onDefaultModelChange'>;
  api: EditorApi;
}

export function createModels({ secrets, marks, settings, api }: ModelsParts): Models {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  const keys = bag.register(createModelKeys(secrets, marks));
  const editor = bag.register(createEditorModelHost(api));
  for (const event of [keys.onDidChange, editor.onDidChange, settings.onDefaultModelChange])
    bag.register(event(() => changes.fire()));
  return {
    keys,
    editor,
    async read() {
      const id = settings.defaultModel();
      return { models: await keys.read(), defaultModel: id === 'planner' ? null : id };
    },
    onDidChange: changes.event,
    dispose: () => bag.dispose(),
  };
}
