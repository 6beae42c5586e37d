// An answer that is on its way: what is being done, what it waits for, and, when nothing was heard for long, the choice to stop.
// Not here: the answer so far (answerTurn.tsx).
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AssistantMessage } from '../../src/chat/state.ts';
import { plainLine } from '../ui/plainLine.ts';
import { Button, ProgressRing } from '../ui/toolkit.ts';
import { UploadProgress } from './attach.tsx';
import { Countdown } from './countdown.tsx';
import { usePage } from './page.ts';

const statusTexts: Record<string, string> = {
  starting: 'Starting…',
  thinking: 'Thinking…',
  analyzing: 'Analyzing…',
  processing: 'Processing…',
  stopping: 'Stopping…',
};

const reasons = {
  pacing: 'Not so many questions at once:',
  rateLimit: 'The server asks to wait:',
};

interface Props {
  chatId: string;
  answer: AssistantMessage;
  /** The server has the question. */
  arrived: boolean;
}

export function Progress({ chatId, answer, arrived }: Props): VNode {
  const aside = plainLine(answer.aside ?? '');
  return (
    <>
      <div class="progress" data-testid="progress">
        <ProgressRing />
        <Doing key={answer.id} answer={answer} arrived={arrived} />
      </div>
      {aside !== '' && (
        <p class="aside muted small" data-testid="aside">
          {aside}
        </p>
      )}
      {answer.quiet && <Quiet chatId={chatId} />}
    </>
  );
}

function Doing({ answer: { held, uploading, processing }, arrived }: Omit<Props, 'chatId'>): VNode {
  if (held) {
    return (
      <span data-testid="held">
        {reasons[held.why]} <Countdown until={held.until} text={(seconds) => `sent in ${seconds} s.`} over="sending…" />
      </span>
    );
  }
  if (uploading !== null) return <UploadProgress share={uploading} />;
  // Not every server says what it does.
  const doing = processing ?? (arrived ? 'working' : null);
  return doing === null ? <Sending /> : <span>{statusTexts[doing] ?? 'Working…'}</span>;
}

/** Milliseconds after which a question is taken to be with the server, which says nothing of it before the answer. */
const sendingFor = 4000;

function Sending(): VNode {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), sendingFor);
    return () => clearTimeout(timer);
  }, []);
  return <span>{isLong ? 'Waiting for the answer…' : 'Sending…'}</span>;
}

/** Whoever would rather wait is not asked again until something was heard. */
function Quiet({ chatId }: { chatId: string }): VNode | null {
  const page = usePage();
  const [waits, setWaits] = useState(false);
  useEffect(() => setWaits(false), [chatId]);
  if (waits) return null;
  return (
    <div class="ending" role="status" data-testid="quiet">
      <span>No news of this answer for half a minute. The server may still be working on it.</span>
      <Button testId="keep-waiting" onClick={() => setWaits(true)}>
        Keep waiting
      </Button>
      <Button testId="quiet-stop" onClick={() => page.post({ kind: 'stop', chatId })}>
        Stop
      </Button>
    </div>
  );
}
