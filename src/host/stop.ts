// Stopping an answer, wherever its question is: on its way, with the session, or asked by another window.
// Not here: what the session does about it (session/questions.ts).
import type { Action } from '../chat/actions.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import { runningAnswerOf } from '../chat/selectors.ts';
import type { Chat, Source } from '../chat/state.ts';
import { SessionError } from '../session/errors.ts';
import type { ChatSession } from '../session/session.ts';
import { type OpenTurns, turnsIn } from './openTurns.ts';
import type { TurnUpdates } from './turnUpdates.ts';

export interface StopParts {
  turns: OpenTurns;
  session: Pick<ChatSession, 'interrupt' | 'state'>;
  source: Source;
  updates: Pick<TurnUpdates, 'lost'>;
  dispatch: (action: Action) => void;
  warn: (text: string) => void;
  chatOf: (chatId: string) => Chat | undefined;
}

/** Shown at once. A second one, that the server has not heeded the first, ends the answer here, and the chat is read. */
export function createStop({ turns, session, source, updates, dispatch, warn, chatOf }: StopParts) {
  return (chatId: string): void => {
    const [waiting] = turnsIn(turns, chatId);
    const running = runningAnswerOf(chatOf(chatId));
    if (!waiting && capabilitiesOf(source).stopIsLocal) {
      if (running) warn('This answer was asked for elsewhere, and the server has no way to stop it from here.');
      return;
    }
    if (running?.processing === 'stopping' && !waiting)
      warn('The server has not stopped this answer yet. It is asked again; a new chat can be used meanwhile.');
    else if (!waiting && session.state.phase !== 'ready') {
      warn('The server cannot be reached just now. Stop the answer when it is connected again.');
      return;
    }
    // The server may be far away.
    if (running) dispatch({ type: 'processing', chatId, answerId: running.id, status: 'stopping' });
    if (waiting?.preparing) {
      waiting.preparing.abort();
      updates.lost(waiting, false, new SessionError('stopped', 'Stopped before it was sent.'));
    } else if (waiting?.makesChat) session.interrupt(null, waiting.key);
    else session.interrupt(chatId);
  };
}
