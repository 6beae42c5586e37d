// Says once, to those who listen to the page, that an answer has ended and how; and on its way, what it is made with.
// Not here: the words as they stream; nobody wants them read in pieces.
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AssistantMessage } from '../../src/chat/state.ts';

const saidLength = 300;

export function Announcer({ chatId, answer }: { chatId: string | null; answer: AssistantMessage | null }): VNode {
  const [text, setText] = useState('');
  /** Ids change when the server names a message; that something ran here is what counts. */
  const ran = useRef(false);
  const status = answer?.status ?? null;
  useEffect(() => {
    if (status === 'running') {
      ran.current = true;
      setText('');
    } else if (ran.current && answer) {
      ran.current = false;
      setText(announcementOf(answer));
    }
  }, [status, answer]);
  const doing = status === 'running' && answer ? doingOf(answer) : '';
  // Once each time it is something else, not for each thought and each tool.
  useEffect(() => {
    if (doing !== '') setText(doing);
  }, [doing]);
  useEffect(() => {
    if (chatId === null || !chatId.startsWith('local:')) return;
    ran.current = false;
  }, [chatId]);
  return (
    <div class="sr-only" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}

function doingOf({ content, thinking, tools = [] }: AssistantMessage): string {
  if (tools.length > 0) return 'Using tools.';
  return thinking && content === '' ? 'Thinking.' : '';
}

function announcementOf(answer: AssistantMessage): string {
  switch (answer.status) {
    case 'running':
      return '';
    case 'done':
      return `Answer: ${answer.content.slice(0, saidLength)}`;
    case 'interrupted':
      return answer.mayGoOn ? 'Stopped. The server may still finish this answer.' : 'Stopped.';
    case 'failed':
      return `The question failed: ${answer.error?.message ?? 'unknown reason'}`;
    case 'cut':
      return 'The connection was lost in the middle of the answer.';
  }
}
