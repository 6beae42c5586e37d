// The life of the line as one union; whoever shows it switches over it.
// Not here: how one state follows another (trellisSession.ts).
import type { SessionError } from './errors.ts';

export type SessionState =
  | { phase: 'idle' }
  | { phase: 'connecting'; attempt: number }
  /** `sse`: sockets cannot be had just now; questions go over HTTP, each answer on a line of its own. */
  | { phase: 'ready'; transport: 'socket' | 'sse' }
  | { phase: 'waiting'; attempt: number; retryAt: number; reason: SessionError }
  | { phase: 'failed'; reason: SessionError }
  | { phase: 'closed' };
