// Which data is asked and which model answers next, wherever the question comes from: composer, example or suggestion.
// Not here: the controls (choices.tsx).
import { useState } from 'preact/hooks';
import type { AppState, Chat } from '../../src/chat/state.ts';

export interface Choice {
  integrationId: string | null;
  model: string | null;
}

interface Made {
  forChat: string | null;
  integrationId?: string;
  model?: string;
}

interface UseChoice {
  choice: Choice;
  chooseIntegration(id: string): void;
  chooseModel(id: string): void;
}

export function useChoice(app: AppState, chat: Chat | null): UseChoice {
  const [made, setMade] = useState<Made>({ forChat: null });
  // A choice holds for the chat it was made in; once asked with, the chat itself remembers it.
  const own: Made = made.forChat === app.openChatId ? made : { forChat: app.openChatId };
  return {
    choice: {
      integrationId: own.integrationId ?? chat?.integrationId ?? app.integrations[0]?.id ?? null,
      model: own.model ?? chat?.model ?? app.defaultModel,
    },
    chooseIntegration: (integrationId) => setMade({ ...own, integrationId }),
    chooseModel: (model) => setMade({ ...own, model }),
  };
}
