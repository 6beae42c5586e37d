// The providers of language models as data: their names, where they answer, the variables people keep their keys in.
// Not here: which of them are set up and what they offer (catalog.ts), speaking to them (sdk/).
import { type KeyedProvider, type ModelSettings, providerLabels } from '../../protocol/localServer.ts';

export interface Provider {
  /** Of its API, version and all. */
  baseUrl: string;
  /** The model its bare name means; without one, the first it lists. */
  usual?: string;
  /** Environment variables, the first that is set. */
  keys: readonly string[];
  urls: readonly string[];
  /** It answers without a key. */
  keyless?: true;
  /** The end of the path of its API, which people leave out. */
  path: string;
  /** Tokens, where it does not say more of a model. */
  window: number;
}

export const providers: Readonly<Record<KeyedProvider, Provider>> = {
  ollama: {
    baseUrl: 'http://127.0.0.1:11434/api',
    keys: ['OLLAMA_API_KEY'],
    urls: ['OLLAMA_HOST'],
    keyless: true,
    path: '/api',
    window: 16_384,
  },
  groq: {
    baseUrl: 'https://api.groq.com/openai/v1',
    usual: 'openai/gpt-oss-120b',
    keys: ['GROQ_API_KEY'],
    urls: ['GROQ_BASE_URL'],
    path: '/openai/v1',
    window: 32_000,
  },
  google: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    usual: 'gemini-3.0-flash',
    keys: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    urls: ['GOOGLE_GENERATIVE_AI_BASE_URL', 'GEMINI_BASE_URL'],
    path: '/v1beta',
    window: 1_000_000,
  },
  claude: {
    baseUrl: 'https://api.anthropic.com/v1',
    usual: 'claude-sonnet-4-6',
    keys: ['ANTHROPIC_API_KEY'],
    urls: ['ANTHROPIC_BASE_URL'],
    path: '/v1',
    window: 200_000,
  },
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    usual: 'gpt-5.2',
    keys: ['OPENAI_API_KEY'],
    urls: ['OPENAI_BASE_URL'],
    path: '/v1',
    window: 128_000,
  },
  openrouter: {
    baseUrl: 'https://openrouter.ai/api/v1',
    usual: 'anthropic/claude-sonnet-4.6',
    keys: ['OPENROUTER_API_KEY'],
    urls: ['OPENROUTER_BASE_URL'],
    path: '/api/v1',
    window: 64_000,
  },
  compatible: {
    baseUrl: '',
    keys: ['OPENAI_COMPATIBLE_API_KEY'],
    urls: ['OPENAI_COMPATIBLE_BASE_URL'],
    keyless: true,
    path: '/v1',
    window: 16_384,
  },
};

/** The ids that hosted servers list, as the providers' own. */
const wellKnown: readonly [RegExp, KeyedProvider][] = [
  [/^claude-/, 'claude'],
  [/^gpt-/, 'openai'],
  [/^gemini-/, 'google'],
];

export function isKeyed(name: string): name is KeyedProvider {
  return Object.hasOwn(providers, name);
}

/** A name goes into addresses and lists. */
export function isModelName(name: string): boolean {
  return name.length > 0 && name.length <= 200 && !/[\p{Cc}\p{Cs}?#\\\s]|\.\./u.test(name);
}

/** `<provider>/<model>`, a bare provider or one of the well-known ids, taken apart; null: nobody's. */
export function partsOf(modelId: string): { provider: KeyedProvider | 'editor'; model: string | null } | null {
  const at = modelId.indexOf('/');
  const provider = at < 0 ? modelId : modelId.slice(0, at);
  const model = at < 0 ? null : modelId.slice(at + 1);
  if (model !== '' && (isKeyed(provider) || (provider === 'editor' && model !== null))) return { provider, model };
  const owner = wellKnown.find(([pattern]) => pattern.test(modelId))?.[1];
  return owner && at < 0 ? { provider: owner, model: modelId } : null;
}

/** The address as it was given, with the end of its path where that was left out. Throws a sentence about what is wrong with it. */
export function completeUrl(provider: KeyedProvider, given: string | undefined): string {
  const { baseUrl, path } = providers[provider];
  const label = providerLabels[provider];
  const text = given?.trim() ?? '';
  if (text === '') return baseUrl;
  const hosted = text.startsWith(':') ? `127.0.0.1${text}` : text;
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(hosted) ? hosted : `http://${hosted}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Error(`The address of ${label} is none: give one such as ${baseUrl || 'http://localhost:8000/v1'}.`);
  if (url.username || url.password || url.search || url.hash)
    throw new Error(`The address of ${label} must hold no name, password or query: a key is given apart.`);
  // What a server listens on is no address to call.
  if (provider === 'ollama' && url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (provider === 'ollama' && url.port === '' && !/:\d+\/?$/.test(text) && !text.startsWith('https'))
    url.port = '11434';
  const bare = url.href.replace(/\/+$/, '');
  // Anthropic's own tools take the address without its version, whatever path it has.
  const isBare = url.pathname === '/' || (provider === 'claude' && !/\/v\d+$/.test(bare));
  return isBare ? `${bare}${path}` : bare;
}

/** What is set up by the environment. */
export function settingsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): ModelSettings {
  const first = (names: readonly string[]) => names.map((name) => environment[name]?.trim()).find(Boolean);
  const entries = Object.entries(providers).flatMap(([name, { keys, urls, keyless }]) => {
    const apiKey = first(keys);
    const baseUrl = first(urls);
    if (!(keyless ? baseUrl : apiKey)) return [];
    return [[name, { ...(apiKey ? { apiKey } : {}), ...(baseUrl ? { baseUrl } : {}) }]];
  });
  return Object.fromEntries(entries);
}
