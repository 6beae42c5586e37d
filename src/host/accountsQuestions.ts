// Questions that were not sent because the account was refused go out by themselves when somebody has signed in again.
// Not here: how the line comes back (accountsLine.ts); questions that failed for other reasons wait for the person.
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { Chat } from '../chat/state.ts';
import type { ChatSession } from '../session/trellisSession.ts';
import type { ChatStore } from './chatStore.ts';
import type { Conversation } from './conversation.ts';
import { isLocal } from './openTurns.ts';

export interface AccountsQuestionsParts {
  session: Pick<ChatSession, 'onState'>;
  store: ChatStore;
  conversation: Pick<Conversation, 'askAgain'>;
}

export function askAgainWhenSignedIn({ session, store, conversation }: AccountsQuestionsParts): Disposable {
  const bag = new DisposableBag();
  let wasRefused = false;
  /** Ids of questions to be asked. */
  let waiting = new Set<string>();
  /** Chats that were read since: what had arrived after all is no longer among the unsent. */
  const read = new Set<string>();
  let disposed = false;

  /** One in each chat at a time; the next follows its answer. */
  function askNext() {
    if (disposed) return;
    for (const chat of Object.values(store.state.chats)) {
      if (runningAnswerOf(chat) || !(isLocal(chat.id) || read.has(chat.id))) continue;
      const [id] = refusedIn(chat).filter((candidate) => waiting.has(candidate));
      if (id === undefined) continue;
      waiting.delete(id);
      conversation.askAgain(chat.id, id);
    }
  }

  bag.register(
    session.onState((state) => {
      if (state.phase === 'failed') {
        wasRefused = state.reason.kind === 'unauthorized';
        waiting.clear();
      } else if (state.phase === 'ready' && wasRefused) {
        wasRefused = false;
        read.clear();
        waiting = new Set(Object.values(store.state.chats).flatMap(refusedIn));
        queueMicrotask(askNext);
      }
    }),
  );
  bag.register(
    store.onChange(({ action }) => {
      if (waiting.size === 0) return;
      if (action.type === 'chatLoaded') read.add(action.chat.id);
      if (/^(chatLoaded|answer(Done|Failed|Interrupted))$/.test(action.type)) queueMicrotask(askNext);
    }),
  );
  bag.register({
    dispose() {
      disposed = true;
    },
  });
  return bag;
}

function refusedIn({ messages }: Chat): string[] {
  return messages.flatMap((message, at) => {
    const answer = messages[at + 1];
    const refused = answer?.role === 'assistant' && answer.error?.code === 'UNAUTHORIZED';
    return message.role === 'user' && message.delivery === 'unsent' && refused ? [message.id] : [];
  });
}
