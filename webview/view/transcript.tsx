// The questions and answers of the open chat, in a box that follows the end until the person scrolls away from it.
// Not here: the turns (questionTurn.tsx, answerTurn.tsx).
import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ChatUi } from '../../src/bridge/messages.ts';
import type { Capabilities } from '../../src/chat/capabilities.ts';
import { runningAnswerOf } from '../../src/chat/selectors.ts';
import type { AppState, Chat, Message } from '../../src/chat/state.ts';
import { parseMessage } from '../../src/protocol/trellis/sqlContext.ts';
import { Icon } from '../ui/icon.tsx';
import { scrollable } from '../ui/scrollable.ts';
import { Button, ProgressRing } from '../ui/toolkit.ts';
import { AnswerTurn } from './answerTurn.tsx';
import { usePage } from './page.ts';
import { QuestionTurn } from './questionTurn.tsx';
import type { Choice } from './useChoice.ts';
import { useFollowEnd } from './useFollowEnd.ts';

interface Props {
  chat: Chat;
  edit: ChatUi['edit'];
  choice: Choice;
  can: Capabilities;
  models: AppState['models'];
  scrollTop: number | null;
  live: boolean;
}

export function Transcript({ chat, edit, choice, can, models, scrollTop, live }: Props): VNode {
  const settled = useSettled(chat.messages.length > 0);
  const running = runningAnswerOf(chat);
  const busy = running !== null;
  const messageCount = chat.messages.length;
  const growing = (running?.content ?? '') !== '';
  const { box, content, jump, away } = useFollowEnd({ scrollTop, live, messageCount, settled, growing });
  return (
    <div class="transcript-frame">
      <div
        ref={box}
        class={`transcript ${settled ? 'settled' : ''}`}
        {...scrollable}
        role="log"
        aria-live="off"
        aria-label="Chat"
      >
        <div ref={content}>
          {chat.messages.length === 0 && <Absent load={chat.load} />}
          {chat.messages.map((message, index) => (
            // A message's id changes when the server names it; its place does not.
            <Turn
              key={index}
              chatId={chat.id}
              message={message}
              neighbour={neighbourOf(chat.messages, index)}
              edit={edit?.messageId === message.id ? edit.draft : null}
              isLast={index >= chat.messages.length - 2}
              busy={busy}
              choice={choice}
              can={can}
              answeredBy={answererOf(message, can, models)}
            />
          ))}
        </div>
      </div>
      {scrollTop !== null && away && (
        <div class="jump">
          <Button testId="jump-latest" onClick={jump}>
            <Icon name="down" /> Jump to latest
          </Button>
        </div>
      )}
    </div>
  );
}

/** Where the planner may have been asked as well, it goes without saying. */
function answererOf(message: Message, can: Capabilities, models: AppState['models']): string | null {
  if (message.role === 'user' || message.model === null) return null;
  if (can.answeredBy === 'model' && message.model === 'planner') return null;
  return models.find(({ model_id }) => model_id === message.model)?.display_name ?? message.model;
}

/** The message a turn needs besides its own: a question's answer, an answer's question. */
function neighbourOf(messages: readonly Message[], index: number): Message | null {
  return messages[messages[index]?.role === 'user' ? index + 1 : index - 1] ?? null;
}

interface TurnProps {
  chatId: string;
  message: Message;
  neighbour: Message | null;
  edit: string | null;
  isLast: boolean;
  busy: boolean;
  choice: Choice;
  can: Capabilities;
  answeredBy: string | null;
}

/** Drawn anew only when its own message changes, however long the chat is. */
function Turn(props: TurnProps): VNode | null {
  const { chatId, message, neighbour, edit, isLast, busy, choice, can, answeredBy } = props;
  const unsent = neighbour?.role === 'user' && neighbour.delivery === 'unsent';
  const unsentError =
    message.role === 'user' && message.delivery === 'unsent' && neighbour?.role === 'assistant'
      ? neighbour.error
      : null;
  const questionId = neighbour?.role === 'user' ? neighbour.id : null;
  const question = neighbour?.role === 'user' ? neighbour.content : '';
  const arrived = neighbour?.role !== 'user' || neighbour.delivery === 'sent';
  const { integrationId, model, options } = choice;
  return useMemo(() => {
    if (message.role === 'user') {
      const shown = { chatId, message, unsentError, busy, edit, isLast, can };
      return <QuestionTurn {...shown} />;
    }
    // What stands in place of the answer to an unsent question is the question's own "Not sent".
    if (unsent) return null;
    return (
      <AnswerTurn
        chatId={chatId}
        answer={message}
        questionId={questionId}
        context={parseMessage(question).context}
        arrived={arrived}
        busy={busy}
        choice={choice}
        can={can}
        answeredBy={answeredBy}
      />
    );
  }, [
    chatId,
    message,
    unsent,
    unsentError,
    questionId,
    question,
    arrived,
    edit,
    isLast,
    busy,
    integrationId,
    model,
    options,
    can,
    answeredBy,
  ]);
}

function Absent({ load }: { load: Chat['load'] }): VNode {
  const page = usePage();
  if (load !== 'failed') {
    return (
      <div class="progress">
        <ProgressRing />
        <span>Loading the chat…</span>
      </div>
    );
  }
  return (
    <div class="error">
      <p>This chat could not be loaded.</p>
      <Button onClick={() => page.post({ kind: 'retryConnection' })}>Try again</Button>
    </div>
  );
}

/**
 * True after the first turns were laid out once. Only then may the browser skip what is out of sight (content-visibility):
 * it remembers the heights it has seen, so that a position in pixels means the same as before.
 */
function useSettled(hasTurns: boolean): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!hasTurns) {
      setSettled(false);
      return undefined;
    }
    let frames = 0;
    let request = 0;
    const step = (): void => {
      frames += 1;
      if (frames >= 3) setSettled(true);
      else request = requestAnimationFrame(step);
    };
    request = requestAnimationFrame(step);
    return () => cancelAnimationFrame(request);
  }, [hasTurns]);
  return settled;
}
