// The state of the line as people see it: one sentence and one thing to do.
// Not here: how the line comes into that state (session/trellisSession.ts).
import { capabilitiesOf } from '../chat/capabilities.ts';
import type { Connection, FailureAction, Source } from '../chat/state.ts';
import type { SessionError } from '../session/errors.ts';
import type { SessionState } from '../session/sessionState.ts';

export function shownConnection(state: SessionState, source: Source): Connection {
  switch (state.phase) {
    case 'connecting':
      return source.kind === 'trellis' || source.kind === 'assistant' || state.attempt > 1
        ? { phase: 'connecting', attempt: state.attempt }
        : { phase: 'starting', note: source.kind === 'sample' ? 'Preparing the sample data…' : 'Opening your data…' };
    case 'ready':
      // Where there is no other way, it needs no word.
      return state.transport === 'sse' && capabilitiesOf(source).transports
        ? { phase: 'ready', overHttp: true }
        : { phase: 'ready' };
    case 'waiting':
      return { phase: 'waiting', attempt: state.attempt, retryAt: state.retryAt, reason: state.reason.message };
    case 'failed':
      return {
        phase: 'failed',
        reason: failureText(state.reason, source),
        action: failureAction(state.reason, source),
      };
    case 'idle':
    case 'closed':
      return { phase: 'idle' };
  }
}

/** These servers say a word or two about it, and not what can be done. */
function failureText({ kind, status, message }: SessionError, source: Source): string {
  if (source.kind !== 'assistant' || kind !== 'unauthorized' || status === null) return message;
  return `${new URL(source.url).host} asks you to sign in again: ${message}`;
}

function failureAction(error: SessionError, source: Source): FailureAction {
  if (source.kind === 'trellis' || source.kind === 'assistant')
    return error.kind === 'unauthorized' ? 'signIn' : 'retry';
  return error.kind === 'request' && source.kind === 'data' ? 'openData' : 'retry';
}
