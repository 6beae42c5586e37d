// The questions that wait for the answer before them: what they are, and the way back out.
// Not here: asking them (the host does, one after the other).
import type { VNode } from 'preact';
import type { QueuedQuestion } from '../../src/chat/state.ts';
import { parseMessage } from '../../src/protocol/trellis/sqlContext.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';
import { withWordsOf } from './takeBack.ts';

interface Props {
  chatId: string;
  queue: readonly QueuedQuestion[];
  /** An answer runs, after which the first is asked by itself. */
  running: boolean;
}

export function QueueList({ chatId, queue, running }: Props): VNode | null {
  const page = usePage();
  if (queue.length === 0) return null;
  const takeBack = ({ id, content }: QueuedQuestion): void => {
    page.post({ kind: 'unqueue', chatId, id });
    page.setUi((ui) => withWordsOf(ui, content));
  };
  return (
    <section class="queue" aria-label="Questions that wait" data-testid="queue">
      <p class="muted small">{running ? 'Asked when this answer has ended' : 'These questions wait for you'}</p>
      <ul>
        {queue.map((each, index) => {
          const question = plainLine(parseMessage(each.content).question);
          return (
            <li key={each.id} data-testid="queued">
              <span title={question}>{question}</span>
              {!running && index === 0 && (
                <Button testId="send-queued" onClick={() => page.post({ kind: 'sendQueued', chatId, id: each.id })}>
                  Ask now
                </Button>
              )}
              <Button kind="icon" label={`Take out: ${question}`} testId="unqueue" onClick={() => takeBack(each)}>
                <Icon name="close" />
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
