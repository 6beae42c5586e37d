// Providers of language models as people know them: what each is called, and what has to be typed for it.
// Not here: what is kept of it (modelKeys.ts), the dialogs (modelDialogs.ts), speaking to a provider; the server on this machine does.
import { type KeyedProvider, providerLabels } from '../protocol/localServer.ts';

export interface ModelProvider {
  id: KeyedProvider;
  name: string;
  key: 'needed' | 'optional' | 'none';
  /** Where keys are made. */
  keyFrom: string;
  address: 'needed' | 'optional';
  /** The address that is used where none is typed; of one that needs one, an example. */
  usualAddress: string;
}

/** In the order they are offered. */
export const modelProviders: readonly ModelProvider[] = [
  provider('claude', 'console.anthropic.com', 'https://api.anthropic.com'),
  provider('openai', 'platform.openai.com', 'https://api.openai.com/v1'),
  provider('google', 'aistudio.google.com', 'https://generativelanguage.googleapis.com/v1beta'),
  provider('groq', 'console.groq.com', 'https://api.groq.com/openai/v1'),
  provider('openrouter', 'openrouter.ai', 'https://openrouter.ai/api/v1'),
  { ...provider('ollama', '', 'http://127.0.0.1:11434'), key: 'none' },
  {
    ...provider('compatible', '', 'http://127.0.0.1:1234/v1'),
    key: 'optional',
    address: 'needed',
  },
];

function provider(id: KeyedProvider, keyFrom: string, usualAddress: string): ModelProvider {
  return { id, name: providerLabels[id], keyFrom, usualAddress, key: 'needed', address: 'optional' };
}
