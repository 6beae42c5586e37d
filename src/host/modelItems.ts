// The models a server lists, as entries of VS Code's list: the planner first, then by who provides them. Pure.
// Not here: showing the list (modelPicker.ts).
import { providerLabels } from '../protocol/localServer.ts';
import type { Model } from '../protocol/trellis/models.ts';
import { plainText } from './plainText.ts';

/** `separator`: a heading. */
export type ModelItem =
  | { kind: 'separator'; label: string }
  | { kind: 'model'; label: string; description: string; detail: string; model: string };

const providers = new Map([...Object.entries(providerLabels), ['editor', 'Models of the Editor'] as const]);

/** In the server's order but for the planner; `current` is marked, and listed where the server does not list it any more. */
export function modelItems(
  models: readonly Model[],
  current: string | null,
  unlisted: Readonly<Record<string, string>> = {},
): ModelItem[] {
  const known = current === null || models.some(({ model_id }) => model_id === current);
  const gone = known ? [] : [{ model_id: current, display_name: current, description: 'Not available now' }];
  const groups = new Map<string, Model[]>();
  for (const model of [...models, ...gone]) {
    const provider = providerOf(model.model_id);
    groups.set(provider, [...(groups.get(provider) ?? []), model]);
  }
  const planner = groups.get('planner') ?? [];
  groups.delete('planner');
  const others = [...groups].flatMap(([provider, listed]): ModelItem[] => [
    ...(provider === '' ? [] : [{ kind: 'separator' as const, label: plainText(providers.get(provider) ?? provider) }]),
    ...withoutRepeats(listed).map((model) => itemOf(model, current)),
  ]);
  // What was set up and cannot be chosen is said where one would look for it.
  const problems = Object.entries(unlisted).map(([provider, why]) => `${providers.get(provider) ?? provider}: ${why}`);
  const said: ModelItem[] = problems.length > 0 ? [{ kind: 'separator', label: plainText(problems.join(' ')) }] : [];
  return [...planner.map((model) => itemOf(model, current)), ...others, ...said];
}

/** What all of them say of themselves is their heading's to say. */
function withoutRepeats(listed: readonly Model[]): readonly Model[] {
  const [first] = listed;
  const isShared = listed.length > 1 && listed.every(({ description }) => description === first?.description);
  return isShared ? listed.map((model) => ({ ...model, description: '' })) : listed;
}

/** `<provider>/<model>`; other servers name models as they like. */
function providerOf(id: string): string {
  if (id === 'planner') return 'planner';
  return id.includes('/') ? id.slice(0, id.indexOf('/')) : '';
}

function itemOf({ model_id, display_name, description }: Model, current: string | null): ModelItem {
  const isCurrent = model_id === current ? ['chosen'] : [];
  const id = model_id === display_name || model_id === 'planner' ? [] : [model_id];
  return {
    kind: 'model',
    label: withoutIcons(display_name),
    description: withoutIcons([...id, ...isCurrent].join(' · ')),
    detail: withoutIcons(description),
    model: model_id,
  };
}

/** In a list VS Code draws `$(name)` as a picture. */
function withoutIcons(text: string): string {
  return plainText(text).replaceAll('$(', '$\u200B(').replaceAll(/\s+/g, ' ').trim();
}
