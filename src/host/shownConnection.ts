// The state of the line as people see it: one sentence and one thing to do.
// Not here: how the line comes into that state (session/trellisSession.ts).
import type { Connection, FailureAction, Source } from '../chat/state.ts';
import type { SessionError } from '../session/errors.ts';
import type { SessionState } from '../session/sessionState.ts';

export function shownConnection(state: SessionState, source: Source): Connection {
  switch (state.phase) {
    case 'connecting':
      return source.kind === 'trellis' || state.attempt > 1
        ? { phase: 'connecting', attempt: state.attempt }
        : { phase: 'starting', note: source.kind === 'sample' ? 'Preparing the sample data…' : 'Opening your data…' };
    case 'ready':
      return state.transport === 'sse' ? { phase: 'ready', overHttp: true } : { phase: 'ready' };
    case 'waiting':
      return { phase: 'waiting', attempt: state.attempt, retryAt: state.retryAt, reason: state.reason.message };
    case 'failed':
      return { phase: 'failed', reason: state.reason.message, action: failureAction(state.reason, source) };
    case 'idle':
    case 'closed':
      return { phase: 'idle' };
  }
}

function failureAction(error: SessionError, source: Source): FailureAction {
  if (source.kind === 'trellis') return error.kind === 'unauthorized' ? 'signIn' : 'retry';
  return error.kind === 'request' && source.kind === 'data' ? 'openData' : 'retry';
}
