// The one button that follows from a failure.
// Not here: which failure calls for which action; the host decides that.
import type { VNode } from 'preact';
import type { FromWebview } from '../../src/bridge/messages.ts';
import type { FailureAction } from '../../src/chat/state.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';

const buttons: Record<Exclude<FailureAction, 'none'>, { label: string; intent: FromWebview }> = {
  retry: { label: 'Try again', intent: { kind: 'retryConnection' } },
  signIn: { label: 'Sign in', intent: { kind: 'signIn' } },
  deleteChats: { label: 'Delete chats…', intent: { kind: 'deleteChats' } },
  showLog: { label: 'Show log', intent: { kind: 'showLog' } },
  openData: { label: 'Open data…', intent: { kind: 'openData' } },
};

export function FailureButton({ action }: { action: FailureAction }): VNode | null {
  const page = usePage();
  if (action === 'none') return null;
  const { label, intent } = buttons[action];
  return <Button onClick={() => page.post(intent)}>{label}</Button>;
}
