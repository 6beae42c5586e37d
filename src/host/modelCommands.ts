// Language models, set up, removed and chosen: what is typed is tried with the server on this machine, where one runs, and then kept.
// Not here: the boxes (modelDialogs.ts), where it is kept (modelKeys.ts).
import * as vscode from 'vscode';
import type { ModelSettings } from '../protocol/localServer.ts';
import type { Model } from '../protocol/trellis/models.ts';
import { errorMessage } from '../session/errors.ts';
import { commandIds } from './ids.ts';
import { showInfo } from './messages.ts';
import {
  afterFailure,
  askProviderSettings,
  mayRemove,
  pickDefault,
  pickProvider,
  pickSetUp,
  setUp as setUpAnother,
} from './modelDialogs.ts';
import type { ProviderSettings } from './modelKeys.ts';
import { type ModelProvider, modelProviders } from './modelProviders.ts';
import type { Models } from './models.ts';
import { plainText } from './plainText.ts';
import type { Settings } from './settings.ts';
import type { Sources } from './sources.ts';

export interface ModelCommandsParts {
  models: Models;
  sources: Pick<Sources, 'connection' | 'tellModels'>;
  settings: Pick<Settings, 'defaultModel' | 'setDefaultModel'>;
}

/** Of a try: how many models there are, why there are none, or that nothing could try it. */
type Tried = { models: number } | { failure: string } | 'notTried';

export function modelHandlers({ models, sources, settings }: ModelCommandsParts) {
  async function setUp(): Promise<void> {
    const all = await models.keys.read();
    const provider = await pickProvider(all);
    if (!provider) return;
    let given = all[provider.id] ?? {};
    for (;;) {
      const typed = await askProviderSettings(provider, given, all[provider.id]);
      if (!typed) return;
      given = typed;
      const tried = await trying(provider, typed, all);
      if (typeof tried === 'object' && 'failure' in tried) {
        const way = await afterFailure(provider, tried.failure);
        // What was tried is in the memory of the server until it hears what is kept.
        if (way !== 'keep') await sources.tellModels();
        if (way === undefined) return;
        if (way === 'change') continue;
      }
      await models.keys.save(provider.id, typed);
      void saySetUp(provider, tried);
      return;
    }
  }

  async function trying(provider: ModelProvider, typed: ProviderSettings, all: ModelSettings): Promise<Tried> {
    const connection = sources.connection;
    const title = plainText(`Asking ${provider.name} for its models…`);
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
      try {
        const { defaultModel } = await models.read();
        const isUsed = await connection?.setModels?.({ models: { ...all, [provider.id]: typed }, defaultModel });
        if (!connection || !isUsed) return 'notTried';
        const { models: offered, unlisted } = await connection.rest.models();
        const listed = offered.filter(({ model_id }) => isOf(provider, model_id));
        const why = unlisted?.[provider.id];
        if (why) return { failure: `${provider.name}: ${why}` };
        return listed.length > 0 ? { models: listed.length } : { failure: whyNone(provider) };
      } catch (cause) {
        return { failure: `It could not be tried: ${errorMessage(cause)}` };
      }
    });
  }

  async function saySetUp({ name }: ModelProvider, tried: Tried): Promise<void> {
    const found = typeof tried === 'object' && 'models' in tried ? tried.models : 0;
    const how =
      found > 0
        ? `It has ${found === 1 ? 'one model' : `${found} models`} to choose from.`
        : tried === 'notTried'
          ? 'It is tried when data is opened.'
          : 'Its models answer once they can be reached.';
    const choose = 'Choose Default Model...';
    if ((await showInfo(`${name} is set up. ${how}`, choose)) === choose)
      await vscode.commands.executeCommand(commandIds.chooseDefaultModel);
  }

  async function remove(): Promise<void> {
    const all = await models.keys.read();
    if (Object.keys(all).length === 0) {
      void showInfo('No language model is set up.');
      return;
    }
    const provider = await pickSetUp(all);
    if (!provider || !(await mayRemove(provider))) return;
    await models.keys.remove(provider.id);
    const isDefault = isOf(provider, settings.defaultModel());
    void showInfo(
      `${provider.name} was removed.${isDefault ? ' It was the default model: choose another, or the planner answers.' : ''}`,
    );
  }

  /** What the running server lists; without one, what is set up. Nothing is started for it. */
  async function available(): Promise<Model[]> {
    const connection = sources.connection;
    if (connection && (await connection.setModels?.())) return (await connection.rest.models()).models;
    const all = await models.keys.read();
    const setUpNow = modelProviders.filter(({ id }) => all[id] !== undefined);
    return [
      { model_id: 'planner', display_name: 'Planner', description: 'Built in: asks nobody' },
      ...setUpNow.map(({ id, name }) => ({
        ...{ model_id: id, display_name: name, description: 'Its usual model. All are listed once data is open.' },
      })),
    ];
  }

  async function chooseDefault(): Promise<void> {
    const picked = await pickDefault(await available(), settings.defaultModel());
    if (picked === setUpAnother) await setUp();
    else if (picked !== undefined) await settings.setDefaultModel(picked);
  }

  return {
    [commandIds.setUpModel]: setUp,
    [commandIds.removeModel]: remove,
    [commandIds.chooseDefaultModel]: chooseDefault,
  };
}

function isOf({ id }: ModelProvider, model: string): boolean {
  return model === id || model.startsWith(`${id}/`);
}

function whyNone({ name, key, id }: ModelProvider): string {
  const looked = id === 'ollama' ? 'Is it running, and has it a model ("ollama pull")?' : '';
  const check = key === 'needed' ? 'Check the key and the address.' : 'Check the address.';
  return [`${name} lists no model.`, looked, check, 'The log says more (Trellis: Show Log).']
    .filter((each) => each !== '')
    .join(' ');
}
