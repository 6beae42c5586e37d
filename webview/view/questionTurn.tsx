// What the person asked, with its context; and, if it never arrived, what can be done about that.
// Not here: the answer.
import type { VNode } from 'preact';
import type { Capabilities } from '../../src/chat/capabilities.ts';
import { remedyOf } from '../../src/chat/failures.ts';
import type { TurnError, UserMessage } from '../../src/chat/state.ts';
import { parseMessage } from '../../src/protocol/trellis/sqlContext.ts';
import { ErrorBlock } from '../parts/error.tsx';
import { Icon } from '../ui/icon.tsx';
import { Button } from '../ui/toolkit.ts';
import { FileChips } from './attach.tsx';
import { ContextChip } from './contextChip.tsx';
import { EditQuestion } from './editQuestion.tsx';
import { usePage } from './page.ts';
import { RemedySteps } from './remedySteps.tsx';
import { withWordsOf } from './takeBack.ts';

interface Props {
  chatId: string;
  message: UserMessage;
  /** Why it did not arrive. */
  unsentError: TurnError | null;
  /** An answer runs in this chat: nothing of it can go now. */
  busy: boolean;
  /** What it is being rewritten to; null when it is not. */
  edit: string | null;
  /** Nothing but its answer follows. */
  isLast: boolean;
  can: Capabilities;
}

export function QuestionTurn({ chatId, message, unsentError, busy, edit, isLast, can }: Props): VNode {
  const page = usePage();
  const { question, context } = parseMessage(message.content);
  return (
    <section class="turn turn-user" data-testid="turn-user" data-delivery={message.delivery} aria-label="Your question">
      {edit === null ? (
        question !== '' && <div class="bubble">{question}</div>
      ) : (
        <EditQuestion
          chatId={chatId}
          messageId={message.id}
          draft={edit}
          context={context}
          busy={busy}
          isLast={isLast}
        />
      )}
      {context.length > 0 && (
        <div class="chips">
          {context.map((item, index) => (
            <ContextChip key={index} item={item} />
          ))}
        </div>
      )}
      <FileChips files={message.files ?? []} label="Files of this question" />
      {message.delivery === 'sent' && edit === null && (
        <div class="question-actions">
          <Button
            kind="icon"
            label="Edit this question"
            testId="edit-message"
            disabled={busy}
            onClick={() =>
              page.setUi(() => ({ edit: { messageId: message.id, draft: question, original: message.content } }))
            }
          >
            <Icon name="edit" />
          </Button>
          {can.deleteMessages && (
            <Button
              kind="icon"
              label="Delete this question and what follows"
              testId="delete-message"
              disabled={busy}
              onClick={() => page.post({ kind: 'deleteMessage', chatId, messageId: message.id })}
            >
              <Icon name="trash" />
            </Button>
          )}
        </div>
      )}
      {message.delivery === 'unsent' && <Unsent chatId={chatId} message={message} error={unsentError} can={can} />}
    </section>
  );
}

const unknownReason: TurnError = {
  code: null,
  message: 'The question did not reach the server. It is kept here.',
  retryable: true,
  debugId: null,
  suggestions: [],
};

interface UnsentProps {
  chatId: string;
  message: UserMessage;
  error: TurnError | null;
  can: Capabilities;
}

function Unsent({ chatId, message, error, can }: UnsentProps): VNode {
  const page = usePage();
  const shown = error ?? unknownReason;
  const takeBack = (): void => {
    page.post({ kind: 'removeQuestion', chatId, messageId: message.id });
    page.setUi((ui) => withWordsOf(ui, message.content));
  };
  return (
    <ErrorBlock error={shown} title="Not sent">
      <div class="actions">
        <Button testId="ask-again" onClick={() => page.post({ kind: 'askAgain', chatId, messageId: message.id })}>
          Send again
        </Button>
        <Button testId="remove-question" onClick={takeBack}>
          Take back
        </Button>
        <RemedySteps wanted={remedyOf(shown.code).steps} can={can} />
      </div>
    </ErrorBlock>
  );
}
