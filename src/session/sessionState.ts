// The life of the line as one union; whoever shows it switches over it.
// Not here: how one state follows another (trellisSession.ts).
import type { SessionError } from './errors.ts';

export type SessionState =
  | { phase: 'idle' }
  | { phase: 'connecting'; attempt: number }
  | { phase: 'ready' }
  | { phase: 'waiting'; attempt: number; retryAt: number; reason: SessionError }
  | { phase: 'failed'; reason: SessionError }
  | { phase: 'closed' };
