// Which data is asked and which model answers next, wherever the question comes from: composer, example or suggestion.
// Not here: the controls (choices.tsx).
import type { ChatUi } from '../../src/bridge/messages.ts';
import { capabilitiesOf } from '../../src/chat/capabilities.ts';
import type { AppState, Chat } from '../../src/chat/state.ts';
import type { AskOptions } from '../../src/protocol/assistant/choices.ts';
import { usePage } from './page.ts';

export interface Choice {
  integrationId: string | null;
  model: string | null;
  /** Where the source lets the person choose. */
  options?: AskOptions;
}

/** As the server has it set, and without the web. */
const plainOptions: AskOptions = { mood: null, web: false };

interface UseChoice {
  choice: Choice;
  chooseModel(id: string): void;
  chooseOptions(change: Partial<AskOptions>): void;
}

/** A choice holds for the chat it was made in, also over a reload; once asked with, the chat itself remembers it. */
export function useChoice(app: AppState, chat: Chat | null, { choice: made = {} }: ChatUi): UseChoice {
  const page = usePage();
  // What was chosen once may have been removed since; what a chat has begun with it keeps.
  const isListed = app.integrations.length === 0 || app.integrations.some(({ id }) => id === made.integrationId);
  return {
    choice: {
      integrationId: (isListed ? made.integrationId : null) ?? chat?.integrationId ?? app.integrations[0]?.id ?? null,
      model: made.model ?? chat?.model ?? app.defaultModel,
      ...(capabilitiesOf(app.source).askOptions ? { options: made.options ?? plainOptions } : {}),
    },
    chooseModel: (model) => page.setUi(({ choice }) => ({ choice: { ...choice, model } })),
    chooseOptions: (change) =>
      page.setUi(({ choice }) => ({
        choice: { ...choice, options: { ...(choice?.options ?? plainOptions), ...change } },
      })),
  };
}
