// The state of the line, shown only while it is not as it should be.
// Not here: reconnecting.
import type { VNode } from 'preact';
import type { Connection } from '../../src/chat/state.ts';
import { Button, ProgressRing } from '../ui/toolkit.ts';
import { Countdown } from './countdown.tsx';
import { FailureButton } from './failureButton.tsx';
import { usePage } from './page.ts';

export function ConnectionLine({ connection }: { connection: Connection }): VNode {
  const quiet = connection.phase === 'ready' || connection.phase === 'idle';
  return (
    <div class="connection" role="status" data-testid="connection" data-phase={connection.phase} hidden={quiet}>
      <Phase connection={connection} />
    </div>
  );
}

function Phase({ connection }: { connection: Connection }): VNode | null {
  const page = usePage();
  switch (connection.phase) {
    case 'idle':
    case 'ready':
      return null;
    case 'starting':
      return <Busy text={connection.note || 'Starting…'} />;
    case 'connecting':
      return <Busy text={connection.attempt > 1 ? `Connecting, attempt ${connection.attempt}…` : 'Connecting…'} />;
    case 'waiting':
      return (
        <>
          <span>
            {connection.reason}{' '}
            <Countdown
              until={connection.retryAt}
              text={(seconds) => `Trying again in ${seconds} s.`}
              over="Trying again…"
            />
          </span>
          <Button onClick={() => page.post({ kind: 'retryConnection' })}>Retry now</Button>
        </>
      );
    case 'failed':
      return (
        <>
          <span>{connection.reason}</span>
          <FailureButton action={connection.action} />
          <Button kind="icon" class="text-button" onClick={() => page.post({ kind: 'showLog' })}>
            Show log
          </Button>
        </>
      );
  }
}

function Busy({ text }: { text: string }): VNode {
  return (
    <>
      <ProgressRing />
      <span>{text}</span>
    </>
  );
}
