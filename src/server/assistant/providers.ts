// Who may answer by which name (section 6 of the assistant API): the planner; the others are named, and not connected.
// Not here: answering.
import { ApiError } from '../apiError.ts';
import { plannerModel } from '../models/catalog.ts';

export const planner = plannerModel.model_id;

const labels = {
  [planner]: plannerModel.display_name,
  ollama: 'Ollama',
  groq: 'Groq',
  google: 'Google Gemini',
  claude: 'Anthropic Claude',
  openai: 'OpenAI',
  openrouter: 'OpenRouter',
} as const;

/** The planner first. */
export const providers: readonly string[] = Object.keys(labels);

/** Those that can answer. */
const connected: readonly string[] = [planner];

/** The name for having chosen nobody. */
export const noChoice = 'default';

/** Why that provider cannot answer, as a sentence; undefined: it can. */
export function whyNot(provider: string): string | undefined {
  if (connected.includes(provider)) return undefined;
  const choices = `Available here: ${[...connected, noChoice].join(', ')}.`;
  const name = provider.slice(0, 100);
  return providers.includes(provider)
    ? `The provider "${name}" is not set up on this server. ${choices}`
    : `There is no provider "${name}". ${choices}`;
}

/** Who answers by default: whom the member has chosen, as long as it can, else the planner. */
export function byDefault(chosen: string | null): string {
  return chosen !== null && connected.includes(chosen) ? chosen : planner;
}

/** Who answers; `chosen` is the member's default. Throws UNKNOWN_MODEL. */
export function resolveProvider(asked: string | undefined, chosen: string | null): string {
  if (asked === undefined || asked === noChoice) return byDefault(chosen);
  const problem = whyNot(asked);
  if (problem) throw new ApiError('UNKNOWN_MODEL', problem);
  return asked;
}

/** One entry of the provider flow for each. */
export function providerFlow(chosen: string | null) {
  const active = byDefault(chosen);
  return {
    default_provider: active,
    order: [...providers],
    providers: Object.entries(labels).map(([provider, label], index) => ({
      provider,
      label,
      position: index + 1,
      connected: connected.includes(provider),
      enabled: connected.includes(provider),
      auto_disabled: false,
      disabled_reason: '',
      active: provider === active,
      model: '',
      default_model: '',
    })),
  };
}
