// Who may answer by which name (section 6 of the assistant API): the planner, and the providers of language models, set up or not.
// Not here: answering, and what is set up (models/catalog.ts).
import { providerLabels } from '../../protocol/localServer.ts';
import { ApiError } from '../apiError.ts';
import { type Catalog, noChoice, plannerModel } from '../models/catalog.ts';
import { providers as described, isKeyed, partsOf } from '../models/providers.ts';

type SetUp = Pick<Catalog, 'isSetUp' | 'byDefault'>;

const planner = plannerModel.model_id;
/** Not among the names of the API: told where it can answer. */
const ours = ['compatible', 'editor'];
const known: readonly string[] = [planner, ...Object.keys(described).filter((name) => !ours.includes(name))];

function labelOf(provider: string): string {
  if (provider === planner) return plannerModel.display_name;
  return isKeyed(provider) ? providerLabels[provider] : 'Models of the editor';
}

/** Which provider a model is of. */
export function providerOf(model: string): string {
  return partsOf(model)?.provider ?? model;
}

/** The planner first; `chosen` is the member's default. */
export function providerNames(models: SetUp, chosen: string | null): string[] {
  const active = providerOf(models.byDefault(chosen));
  // A model of the editor has no name but its own: as a provider it is told while it is chosen.
  const more = ours.filter((name) => name === active || (name !== 'editor' && models.isSetUp(name)));
  return [...known, ...more];
}

/** Why that provider, or model of one, cannot answer, as a sentence; undefined: it can. */
export function whyNot(asked: string, models: SetUp): string | undefined {
  const provider = providerOf(asked);
  if (asked === planner || (partsOf(asked) && models.isSetUp(provider))) return undefined;
  const choices = [...known, 'compatible'].filter(models.isSetUp);
  const name = asked.slice(0, 100);
  const why = partsOf(asked)
    ? `The provider "${name}" is not set up on this server.`
    : `There is no provider "${name}".`;
  return `${why} Available here: ${[...choices, noChoice].join(', ')}.`;
}

export interface Answers {
  /** A name to ask the catalog for; undefined: the default. */
  model: string | undefined;
  /** Whom the person reads of. */
  provider: string;
}

/** Who answers; `chosen` is the member's default. Throws UNKNOWN_MODEL. */
export function resolveProvider(asked: string | undefined, chosen: string | null, models: SetUp): Answers {
  if (asked === undefined || asked === noChoice)
    return { model: undefined, provider: providerOf(models.byDefault(chosen)) };
  const problem = whyNot(asked, models);
  if (problem) throw new ApiError('UNKNOWN_MODEL', problem);
  return { model: asked, provider: providerOf(asked) };
}

/** One entry of the provider flow for each. */
export function providerFlow(models: SetUp, chosen: string | null) {
  const byDefault = models.byDefault(chosen);
  const active = providerOf(byDefault);
  const order = providerNames(models, chosen);
  return {
    default_provider: active,
    order,
    providers: order.map((provider, index) => ({
      provider,
      label: labelOf(provider),
      position: index + 1,
      connected: models.isSetUp(provider),
      enabled: models.isSetUp(provider),
      auto_disabled: false,
      disabled_reason: '',
      active: provider === active,
      model: provider === active ? (partsOf(byDefault)?.model ?? '') : '',
      default_model: isKeyed(provider) ? (described[provider].usual ?? '') : '',
    })),
  };
}
