// A sentence above the chat, until it is closed.
// Not here: failures of one answer.
import type { VNode } from 'preact';
import type { Notice } from '../../src/chat/state.ts';
import { Icon } from '../ui/icon.tsx';
import { Button } from '../ui/toolkit.ts';
import { FailureButton } from './failureButton.tsx';
import { usePage } from './page.ts';

export function NoticeBar({ notice }: { notice: Notice }): VNode {
  const page = usePage();
  return (
    <div class={`notice ${notice.kind}`} role={notice.kind === 'error' ? 'alert' : 'status'} data-testid="notice">
      <span>{notice.text}</span>
      <FailureButton action={notice.action} />
      <Button kind="icon" label="Close" onClick={() => page.post({ kind: 'dismissNotice' })}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
