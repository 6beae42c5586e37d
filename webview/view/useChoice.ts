// Which data is asked and which model answers next, wherever the question comes from: composer, example or suggestion.
// Not here: the controls (choices.tsx).
import type { ChatUi } from '../../src/bridge/messages.ts';
import type { AppState, Chat } from '../../src/chat/state.ts';
import { usePage } from './page.ts';

export interface Choice {
  integrationId: string | null;
  model: string | null;
}

interface UseChoice {
  choice: Choice;
  chooseIntegration(id: string): void;
  chooseModel(id: string): void;
}

/** A choice holds for the chat it was made in, also over a reload; once asked with, the chat itself remembers it. */
export function useChoice(app: AppState, chat: Chat | null, { choice: made = {} }: ChatUi): UseChoice {
  const page = usePage();
  return {
    choice: {
      integrationId: made.integrationId ?? chat?.integrationId ?? app.integrations[0]?.id ?? null,
      model: made.model ?? chat?.model ?? app.defaultModel,
    },
    chooseIntegration: (integrationId) => page.setUi(({ choice }) => ({ choice: { ...choice, integrationId } })),
    chooseModel: (model) => page.setUi(({ choice }) => ({ choice: { ...choice, model } })),
  };
}
