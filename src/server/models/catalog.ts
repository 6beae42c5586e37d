// Who can answer here: the planner, the providers that are set up, the models of the editor; and the answerer a name stands for.
// Not here: answering (answer/), how keys come here (options.ts, the lines of the extension).
import {
  type EditorModel,
  type KeyedProvider,
  type ModelSettings,
  providerLabels,
} from '../../protocol/localServer.ts';
import type { Budgets } from '../answer/agent/agent.ts';
import { modelAnswerer } from '../answer/agent/fallback.ts';
import type { Answerer } from '../answer/answerer.ts';
import { planner } from '../answer/planner/planner.ts';
import { ApiError } from '../apiError.ts';
import { unlessAborted } from '../engine/cancelled.ts';
import type { Log } from '../log.ts';
import type { Converse, ModelTarget } from './conversation.ts';
import type { EditorModels } from './editorLine.ts';
import { ListingError, listModels, type OfferedModel, showOllama } from './listModels.ts';
import { ModelChoiceError } from './modelChoiceError.ts';
import { completeUrl, isKeyed, isModelName, partsOf, providers } from './providers.ts';
import { createPageFetcher, type FetchPage } from './web/pageFetcher.ts';

export const plannerModel = {
  model_id: 'planner',
  display_name: 'Planner',
  description: 'Built in: exact answers, no account, no network.',
};

export type ListedModel = typeof plannerModel;

/** The name for having chosen nobody. */
export const noChoice = 'default';

/** Who answers a question. */
export interface Answering {
  /** A `model_id`; the answerer says it when it is another after all. */
  model: string;
  answerer: Answerer;
  /** It tells its calls of tools itself. */
  tellsTools: boolean;
}

export interface ListedModels {
  models: ListedModel[];
  default: string;
  /** By provider, why one that is set up lists nothing. */
  unlisted?: Record<string, string>;
}

export interface Catalog {
  /** Replaces what is set up, from the next question on. */
  set(settings: ModelSettings, defaultModel: string | null): void;
  /** The planner first; a provider that does not answer is left out. `chosen`: what the member has chosen, if anything. */
  list(chosen: string | null, signal: AbortSignal): Promise<ListedModels>;
  /** Whose key or address is here, whether or not it answers. */
  isSetUp(provider: string): boolean;
  /** Who answers by default. */
  byDefault(chosen: string | null): string;
  /** Throws UNKNOWN_MODEL. */
  answering(asked: string | null | undefined, chosen: string | null): Answering;
}

export interface CatalogOptions {
  settings: ModelSettings;
  defaultModel: string | null;
  editor?: EditorModels | undefined;
  converse: Converse;
  budgets?: Partial<Budgets> | undefined;
  /** How pages of the web are fetched for questions that allow it. */
  fetchPage?: FetchPage | undefined;
  log: Log;
}

const listHoldsMs = 5 * 60_000;
const failureHoldsMs = 15_000;
/** Of a local model: its memory grows with what it takes in. */
const mostOllamaTokens = 32_768;
const usualEditorTokens = 16_000;
/** Tokens; what says less means something else. */
const leastWindow = 1_000;
const mostEditorModels = 200;

type Offer = { models: OfferedModel[]; problem?: string };

export function createCatalog(options: CatalogOptions): Catalog {
  const { editor, converse, budgets, fetchPage = createPageFetcher(), log } = options;
  let { settings, defaultModel } = options;
  const offers = new Map<KeyedProvider, { until: number; offer: Promise<Offer> }>();
  let editorModels: readonly EditorModel[] = [];

  const accessOf = (provider: KeyedProvider) => {
    const { apiKey, baseUrl } = settings[provider] ?? {};
    return { apiKey, baseUrl: completeUrl(provider, baseUrl) };
  };
  const isSetUp = (provider: string) =>
    provider === plannerModel.model_id ||
    (provider === 'editor' ? !!editor : isKeyed(provider) && !!settings[provider]);

  function offerOf(provider: KeyedProvider): Promise<Offer> {
    const kept = offers.get(provider);
    if (kept && kept.until > performance.now()) return kept.offer;
    const asked = settings;
    const listing = async (): Promise<Offer> => {
      try {
        return { models: await listModels(provider, accessOf(provider), new AbortController().signal) };
      } catch (cause) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        if (cause instanceof ListingError && asked === settings) {
          log('info', 'models.unlisted', { provider, status: cause.status });
          offers.set(provider, {
            until: performance.now() + failureHoldsMs,
            offer: Promise.resolve({ models: [], problem }),
          });
        }
        return { models: [], problem };
      }
    };
    const offer = listing();
    offers.set(provider, { until: performance.now() + listHoldsMs, offer });
    return offer;
  }

  function checkedAccess(provider: KeyedProvider) {
    try {
      return accessOf(provider);
    } catch (cause) {
      throw new ModelChoiceError(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** What a model is known to take in; asks nobody but a server of this machine. */
  async function targetOf(provider: KeyedProvider, named: string | null, signal: AbortSignal): Promise<ModelTarget> {
    const { usual, window: usualWindow } = providers[provider];
    const label = providerLabels[provider];
    const access = checkedAccess(provider);
    const chosen = named ?? settings[provider]?.model ?? usual;
    // A bare name means the usual model, which the provider may not have any more.
    const isNamed = (named ?? settings[provider]?.model) !== undefined;
    const offering = isNamed ? offers.get(provider)?.offer : offerOf(provider);
    const offered = offering && (await unlessAborted(offering, signal));
    const model = isNamed ? chosen : nearest(offered?.models ?? [], chosen);
    if (model === undefined)
      throw new ModelChoiceError(
        `${label} has no model to answer with${offered?.problem ? `: ${lower(offered.problem)}` : '.'}`,
      );
    let thinks: boolean | undefined;
    let known = offered?.models.find(({ id }) => id === model);
    if (provider === 'ollama') {
      const shown = await showOllama(access, model, signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        const isGone = cause instanceof ListingError && cause.status === 404;
        throw new ModelChoiceError(
          isGone ? `Ollama does not have the model ${model}.` : `Ollama cannot be reached at ${access.baseUrl}.`,
        );
      });
      if (!shown.hasTools) throw new ModelChoiceError(`${model} of Ollama cannot use tools: choose one that can.`);
      thinks = shown.thinks;
      known = { ...shown.offered, window: Math.min(shown.offered.window ?? usualWindow, mostOllamaTokens) };
    }
    return {
      provider,
      model,
      ...access,
      window: (known?.window ?? 0) < leastWindow ? usualWindow : (known?.window ?? usualWindow),
      thinks,
      sees: known?.sees ?? ['claude', 'openai', 'google', 'compatible', 'openrouter'].includes(provider),
    };
  }

  async function editorTarget(model: string, signal: AbortSignal): Promise<ModelTarget> {
    let found = editorModels.find(({ id }) => id === model);
    if (!found) {
      editorModels = (await editor?.list(signal)) ?? [];
      found = editorModels.find(({ id }) => id === model);
    }
    if (!found) throw new ModelChoiceError(`The editor has no language model "${model}" any more.`);
    const window = found.maxInputTokens > 0 ? found.maxInputTokens : usualEditorTokens;
    return { provider: 'editor', model, baseUrl: '', window, sees: true, editor };
  }

  function byDefault(chosen: string | null): string {
    const wanted = [chosen, defaultModel].find((name) => {
      const parts = name ? partsOf(name) : null;
      return name === plannerModel.model_id || (parts && isSetUp(parts.provider));
    });
    return wanted ?? plannerModel.model_id;
  }

  function labelOf(provider: KeyedProvider | 'editor', model: string | null): string {
    if (provider === 'editor') return editorModels.find(({ id }) => id === model)?.name ?? model ?? 'The editor';
    const label = providerLabels[provider];
    const { usual } = providers[provider];
    const name = model ?? settings[provider]?.model ?? usual;
    return name ? `${label} (${name})` : label;
  }

  return {
    set(next, nextDefault) {
      settings = next;
      defaultModel = nextDefault;
      offers.clear();
    },

    async list(chosen, signal) {
      const setUp = (Object.keys(providers) as KeyedProvider[]).filter(isSetUp);
      const [offered, ofEditor] = await Promise.all([
        Promise.all(setUp.map(async (provider) => ({ provider, ...(await offerOf(provider)) }))),
        editor?.list(signal) ?? [],
      ]);
      editorModels = ofEditor.filter(({ id }) => isModelName(id)).slice(0, mostEditorModels);
      const listed = offered.flatMap(({ provider, models }) =>
        withChosen(models, settings[provider]?.model).map(({ id, name }) => ({
          model_id: `${provider}/${id}`,
          display_name: name,
          description: providerLabels[provider],
        })),
      );
      const ours = editorModels.map(({ id, name, vendor }) => ({
        model_id: `editor/${id}`,
        display_name: name,
        description: `Of the editor (${vendor})`,
      }));
      const models = [plannerModel, ...ours, ...listed];
      const wanted = byDefault(chosen);
      const parts = partsOf(wanted);
      // A provider's bare name is shown as the model it stands for.
      const usual =
        parts && isKeyed(parts.provider)
          ? (settings[parts.provider]?.model ?? providers[parts.provider].usual)
          : undefined;
      const full = parts && parts.model === null && usual ? `${parts.provider}/${usual}` : wanted;
      const problems = offered.flatMap(({ provider, problem }) => (problem ? [[provider, problem]] : []));
      return {
        models,
        default: models.some(({ model_id }) => model_id === full) ? full : wanted,
        ...(problems.length > 0 ? { unlisted: Object.fromEntries(problems) } : {}),
      };
    },

    isSetUp,
    byDefault,

    answering(asked, chosen) {
      const name = !asked || asked === noChoice ? byDefault(chosen) : asked;
      if (name === plannerModel.model_id) {
        return { model: name, answerer: planner, tellsTools: false };
      }
      const parts = isModelName(name) ? partsOf(name) : null;
      if (!parts || !isSetUp(parts.provider))
        throw new ApiError('UNKNOWN_MODEL', whyNot(name, parts?.provider, !!editor));
      const { provider, model } = parts;
      const target = (signal: AbortSignal) =>
        provider === 'editor' ? editorTarget(model ?? '', signal) : targetOf(provider, model, signal);
      const answerer = modelAnswerer({ label: labelOf(provider, model), target, converse, budgets, fetchPage, log });
      return { model: name, answerer, tellsTools: true };
    },
  };
}

/** Some servers list nothing, and answer as what they were set up for. */
function withChosen(models: readonly OfferedModel[], chosen: string | undefined): readonly OfferedModel[] {
  if (chosen === undefined || models.some(({ id }) => id === chosen)) return models;
  return [{ id: chosen, name: chosen }, ...models];
}

/** The one that is usual; where it is not offered, one of its family, else the first. */
function nearest(models: readonly OfferedModel[], usual: string | undefined): string | undefined {
  if (models.length === 0 || models.some(({ id }) => id === usual)) return usual ?? models[0]?.id;
  const family = usual?.split(/[-/]/)[0] ?? '';
  return (models.find(({ id }) => family !== '' && id.startsWith(family)) ?? models[0])?.id;
}

function whyNot(name: string, provider: KeyedProvider | 'editor' | undefined, isInEditor: boolean): string {
  const shown = name.slice(0, 100);
  if (provider === undefined) return `The model "${shown}" is not available: choose one of GET /v1/models.`;
  if (provider === 'editor') return `The model "${shown}" belongs to an editor, and none is connected.`;
  const how = isInEditor
    ? `${providerLabels[provider]} is not set up. Run "Trellis: Set Up a Language Model", or choose another model.`
    : howToSetUp(provider);
  return `The model "${shown}" is not available: ${how}`;
}

/** What is missing, as a sentence for who runs the server. */
export function howToSetUp(provider: KeyedProvider): string {
  const { keys, urls, keyless } = providers[provider];
  const variable = keyless ? urls[0] : keys[0];
  return `${providerLabels[provider]} is not set up. Set ${variable}.`;
}

const lower = (sentence: string) => `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
