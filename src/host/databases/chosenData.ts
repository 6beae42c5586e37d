// Which data new chats of this workspace ask: chosen by the person, remembered for each source; and what it means for the open chat.
// Not here: the list to choose from (dataPicker.ts), what a question is sent with (webview/view/useChoice.ts).
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { openChat } from '../../chat/selectors.ts';
import type { ChatStore } from '../chatStore.ts';
import type { ChatView } from '../chatView.ts';
import type { Memory } from '../memory.ts';
import type { Sources } from '../sources.ts';
import type { Databases } from './databases.ts';

export interface ChosenData extends Disposable {
  /** What a new chat asks: what was chosen, while it is there, or the first; null while nothing is listed. */
  forNewChats(): string | null;
  /** Another was chosen. */
  onChange(listener: () => void): Disposable;
  /** What the open chat asks with its next question. */
  forOpenChat(): string | null;
  /**
   * From now on new chats ask it. A chat that has begun keeps its own while that is there: then a new one is opened, and what was
   * being written goes along.
   */
  choose(id: string): Promise<void>;
}

export interface ChosenDataParts {
  store: ChatStore;
  sources: Pick<Sources, 'conversation'>;
  memory: Memory;
  view: Pick<ChatView, 'choose'>;
  databases: Databases;
}

export function createChosenData({ store, sources, memory, view, databases }: ChosenDataParts): ChosenData {
  const bag = new DisposableBag();
  const changed = bag.register(new Emitter<undefined>());
  const isListed = (id: string) => store.state.integrations.some((each) => each.id === id);

  function forNewChats(): string | null {
    const chosen = memory.chosenData();
    return chosen !== null && isListed(chosen) ? chosen : (store.state.integrations[0]?.id ?? null);
  }

  function forOpenChat(): string | null {
    const chat = openChat(store.state);
    const { choice } = memory.ui(store.state.openChatId);
    return choice?.integrationId ?? chat?.integrationId ?? forNewChats();
  }

  /** Questions to begin with are about the data that is asked. */
  async function readStarters(id: string) {
    store.dispatch({ type: 'startersLoaded', starters: [] });
    // Why it cannot be read is said where its tables would stand, and by the first question.
    const schema = await databases.schema(id).catch(() => null);
    if (schema && forNewChats() === id) store.dispatch({ type: 'startersLoaded', starters: [...schema.suggestions] });
  }

  bag.register(
    store.onChange(({ before, after }) => {
      if (before.integrations === after.integrations) return;
      const id = forNewChats();
      // Those of the first are read with the list (chatLists.ts).
      if (id !== null && id !== after.integrations[0]?.id && !before.integrations.some((each) => each.id === id))
        void readStarters(id);
    }),
  );

  return {
    forNewChats,
    forOpenChat,
    onChange: changed.event,
    async choose(id) {
      const open = store.state.openChatId;
      const chat = openChat(store.state);
      const now = forOpenChat();
      memory.setChosenData(id);
      changed.fire(undefined);
      const hasBegun = chat !== null && chat.messages.length > 0;
      if (hasBegun && now !== null && now !== id && isListed(now)) {
        const { draft, context, files } = memory.ui(open);
        const begun = memory.ui(null);
        // What was being written in the new chat already stays what it is.
        if (begun.draft.trim() === '') {
          memory.setUi(null, { ...begun, draft, context, files });
          memory.setUi(open, { ...memory.ui(open), draft: '', context: [], files: [] });
        }
        await sources.conversation?.open(null);
      }
      view.choose(id);
      void readStarters(id);
    },
    dispose: () => bag.dispose(),
  };
}
