// A line that only who is still signed in may use: it looks at the account before each frame, and closes as the server would
// (4001) when the account is gone. And what makes the session go on when somebody signed in again.
// Not here: what the session does about 4001 (it asks for a token, and hears why there is none).
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { closeCodes } from '../protocol/trellis/closeCodes.ts';
import { errorMessage } from '../session/errors.ts';
import type { SessionState } from '../session/sessionState.ts';
import type { Connect, Transport } from '../session/transport.ts';
import type { ChatSession } from '../session/trellisSession.ts';

export interface AccountLookout {
  /** Names the signing in; throws when the account is signed out. */
  look: () => Promise<string>;
  /** It may be signed out now. */
  onMayBeGone: (listener: () => void) => Disposable;
}

/** The same way to open lines, for an account. */
export function signedInLines(connect: Connect, lookout: AccountLookout): Connect {
  return async (url, token) => guarded(await connect(url, token), lookout);
}

function guarded(line: Transport, { look, onMayBeGone }: AccountLookout): Transport {
  const bag = new DisposableBag();
  let onClose: ((code: number, reason: string) => void) | undefined;
  let ended: { code: number; reason: string } | undefined;
  /** Frames leave in the order they were given, each after its look. */
  let last: Promise<void> = Promise.resolve();

  function end(code: number, reason: string) {
    if (ended) return;
    ended = { code, reason };
    bag.dispose();
    onClose?.(code, reason);
  }

  async function whenSignedIn(work: () => void) {
    try {
      await look();
    } catch (cause) {
      if (ended) return;
      line.close(closeCodes.normal);
      end(closeCodes.unauthorized, errorMessage(cause));
      return;
    }
    if (!ended) work();
  }

  line.onClose(end);
  bag.register(onMayBeGone(() => void whenSignedIn(() => undefined)));
  return {
    ...line,
    send(text) {
      last = last.then(() => whenSignedIn(() => line.send(text)));
    },
    onClose(listener) {
      onClose = listener;
      if (ended) listener(ended.code, ended.reason);
    },
  };
}

/** A session that failed for the account's sake goes on when a person has signed in anew, in whichever window. */
export function resumeWhenSignedIn(
  session: Pick<ChatSession, 'state' | 'onState' | 'retryNow'>,
  { look, onMayBeGone }: AccountLookout,
): Disposable {
  const bag = new DisposableBag();
  /** The signing in that failed; null when there was none. */
  let failed: Promise<string | null> | undefined;
  const current = () => look().catch(() => null);

  function notice(state: SessionState) {
    failed = state.phase === 'failed' && state.reason.kind === 'unauthorized' ? current() : undefined;
  }

  async function mayResume() {
    const before = failed;
    if (!before) return;
    const [old, now] = await Promise.all([before, current()]);
    if (now !== null && now !== old && failed === before) session.retryNow();
  }

  bag.register(session.onState(notice));
  bag.register(onMayBeGone(() => void mayResume()));
  return bag;
}
