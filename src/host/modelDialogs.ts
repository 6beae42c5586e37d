// What a person is asked to set up a language model: the provider, its key, its address. Each box says what is wrong before it closes.
// Not here: what is done with the answers (modelCommands.ts), where they are kept (modelKeys.ts).
import * as vscode from 'vscode';
import type { ModelSettings } from '../protocol/localServer.ts';
import type { Model } from '../protocol/trellis/models.ts';
import { askText, confirm, decide, pickOne } from './messages.ts';
import { checkedModelAddress } from './modelAddress.ts';
import { modelItems } from './modelItems.ts';
import type { ProviderSettings } from './modelKeys.ts';
import { type ModelProvider, modelProviders } from './modelProviders.ts';

const title = 'Set Up a Language Model';

/** In place of the id of a model. */
export const setUp = ' setUp';

/** Undefined when the person changed their mind. */
export async function pickProvider(settings: ModelSettings): Promise<ModelProvider | undefined> {
  const items = modelProviders.map((provider) => ({
    label: provider.name,
    description: stateOf(provider, settings[provider.id]),
    provider,
  }));
  const picked = await pickOne(items, { title, placeHolder: 'Who answers? Questions about your data go there.' });
  return picked?.provider;
}

/** One of those that are set up. */
export async function pickSetUp(settings: ModelSettings): Promise<ModelProvider | undefined> {
  const items = modelProviders.flatMap((provider) => {
    const given = settings[provider.id];
    return given ? [{ label: provider.name, description: stateOf(provider, given), provider }] : [];
  });
  const picked = await pickOne(items, { title: 'Remove a Language Model Key', placeHolder: 'Which one?' });
  return picked?.provider;
}

export async function mayRemove({ name, key }: ModelProvider): Promise<boolean> {
  return confirm(
    key === 'none' ? `Remove ${name}?` : `Remove the key of ${name}?`,
    'It is removed from the secret storage of VS Code, and its models answer no more. At the provider the key stays as it is.',
    'Remove',
  );
}

/**
 * What is typed for a provider. `given` is what was typed before, `kept` what is set up now; an empty key means the one that is kept.
 * Undefined when the person changed their mind.
 */
export async function askProviderSettings(
  provider: ModelProvider,
  given: ProviderSettings,
  kept: ProviderSettings | undefined,
): Promise<ProviderSettings | undefined> {
  const steps = [provider.key !== 'none', true, provider.id === 'compatible'].filter((is) => is).length;
  const titleOf = (step: number) => `${title}: ${provider.name}${steps > 1 ? ` (${step}/${steps})` : ''}`;
  const apiKey = provider.key === 'none' ? '' : await askKey(provider, given, kept, titleOf(1));
  if (apiKey === undefined) return undefined;
  const baseUrl = await askAddress(provider, given, apiKey, titleOf(provider.key === 'none' ? 1 : 2));
  if (baseUrl === undefined) return undefined;
  // A key that is kept was for the server it was given for.
  if (apiKey !== '' && apiKey === kept?.apiKey && hostOf(baseUrl) !== hostOf(kept.baseUrl ?? '')) {
    const host = hostOf(baseUrl) || provider.usualAddress;
    if (!(await confirm(`Send the kept key to ${host}?`, 'It was set up for another server.', 'Send It There')))
      return undefined;
  }
  const model = provider.id === 'compatible' ? await askModel(given, titleOf(3)) : (given.model ?? '');
  if (model === undefined) return undefined;
  return {
    ...(apiKey === '' ? {} : { apiKey }),
    ...(baseUrl === '' ? {} : { baseUrl }),
    ...(model === '' ? {} : { model }),
  };
}

async function askKey(
  provider: ModelProvider,
  given: ProviderSettings,
  kept: ProviderSettings | undefined,
  boxTitle: string,
): Promise<string | undefined> {
  const mayBeEmpty = provider.key === 'optional' || kept?.apiKey !== undefined;
  const typed = await askText({
    title: boxTitle,
    prompt: [
      provider.keyFrom === '' ? 'API key, if the server asks for one.' : `API key, from ${provider.keyFrom}.`,
      kept?.apiKey === undefined ? '' : 'Empty: the key that is set stays.',
      'It is kept in the secret storage of VS Code.',
    ]
      .filter((each) => each !== '')
      .join(' '),
    // What is kept is not put into a box; what was typed a moment ago is.
    value: given.apiKey !== undefined && given.apiKey !== kept?.apiKey ? given.apiKey : '',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const key = value.trim();
      if (key === '') return mayBeEmpty ? undefined : 'Give the API key.';
      if (/\s/.test(key)) return 'A key holds no spaces and is one line: copy it again.';
      return /^[\x21-\x7e]+$/.test(key) ? undefined : 'A key is of plain letters, digits and signs: copy it again.';
    },
  });
  return typed === undefined ? undefined : typed.trim() || (kept?.apiKey ?? '');
}

async function askAddress(
  provider: ModelProvider,
  given: ProviderSettings,
  apiKey: string,
  boxTitle: string,
): Promise<string | undefined> {
  const isNeeded = provider.address === 'needed';
  const typed = await askText({
    title: boxTitle,
    prompt: isNeeded ? 'Address of the server' : `Address (optional). Empty: ${provider.usualAddress}`,
    placeHolder: provider.usualAddress,
    value: given.baseUrl ?? '',
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (value.trim() === '') return isNeeded ? 'Give the address.' : undefined;
      const checked = checkedModelAddress(value, apiKey);
      return 'problem' in checked ? checked.problem : undefined;
    },
  });
  if (typed === undefined || typed.trim() === '') return typed?.trim();
  const checked = checkedModelAddress(typed, apiKey);
  if ('problem' in checked) return undefined;
  if (checked.warning === undefined || checked.url === given.baseUrl) return checked.url;
  const { host } = new URL(checked.url);
  return (await confirm(`Use ${host} without encryption?`, checked.warning, 'Use Anyway')) ? checked.url : undefined;
}

async function askModel(given: ProviderSettings, boxTitle: string): Promise<string | undefined> {
  const typed = await askText({
    title: boxTitle,
    prompt: 'Name of its model (optional), where the server does not list any',
    value: given.model ?? '',
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/.test(value.trim()) ? 'A name of a model holds no spaces.' : undefined),
  });
  return typed?.trim();
}

/** After a try that failed: type it again, keep it all the same, or (undefined) leave everything as it was. */
export async function afterFailure(provider: ModelProvider, why: string): Promise<'change' | 'keep' | undefined> {
  const [change, keep] = ['Change...', 'Keep Anyway'] as const;
  const way = await decide(`${provider.name} is not ready.`, why, change, keep);
  return way === change ? 'change' : way === keep ? 'keep' : undefined;
}

/** The id of one of the models, the planner first; `setUp` to set one up. Undefined when the person changed their mind. */
export async function pickDefault(models: readonly Model[], now: string): Promise<string | undefined> {
  const items: (vscode.QuickPickItem & { id: string })[] = modelItems(models, now).map((item) =>
    item.kind === 'separator'
      ? { label: item.label, kind: vscode.QuickPickItemKind.Separator, id: '' }
      : { label: item.label, description: item.description, detail: item.detail, id: item.model },
  );
  const line = { label: '', kind: vscode.QuickPickItemKind.Separator, id: '' };
  const another = { label: '$(add) Set Up a Language Model...', id: setUp };
  const picked = await pickOne([...items, line, another], {
    title: 'Choose Default Model',
    placeHolder: 'What answers questions about data on this machine where no other model is chosen?',
    matchOnDescription: true,
  });
  return picked?.id;
}

function stateOf(provider: ModelProvider, given: ProviderSettings | undefined): string {
  if (!given) return 'not set up';
  const key = given.apiKey === undefined ? '' : 'key set';
  const at = given.baseUrl ?? (provider.key === 'none' ? provider.usualAddress : '');
  return [key, at].filter((each) => each !== '').join(' · ') || 'set up';
}

/** Empty: the provider's own. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
