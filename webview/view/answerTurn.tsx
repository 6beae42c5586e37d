// An answer: its progress, its parts in order, how it ended, and what can be done with it.
// Not here: the parts themselves (webview/parts).
import type { VNode } from 'preact';
import type { Capabilities } from '../../src/chat/capabilities.ts';
import { remedyOf } from '../../src/chat/failures.ts';
import type { AssistantMessage, TurnError } from '../../src/chat/state.ts';
import type { ContextItem } from '../../src/protocol/trellis/sqlContext.ts';
import { answerText, sqlOf } from '../parts/answerText.ts';
import { CopyButton } from '../parts/copyButton.tsx';
import { ErrorBlock } from '../parts/error.tsx';
import { VisualizationPart } from '../parts/index.tsx';
import { Markdown } from '../parts/markdown.tsx';
import { Sql } from '../parts/sql.tsx';
import { Thinking } from '../parts/thinking.tsx';
import { Tools } from '../parts/tools.tsx';
import { saysItself, unverifiedNote } from '../parts/unverified.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';
import { Progress } from './progress.tsx';
import { Reading } from './reading.tsx';
import { RemedySteps } from './remedySteps.tsx';
import type { Choice } from './useChoice.ts';

interface Props {
  chatId: string;
  answer: AssistantMessage;
  /** The question that can be asked again; null when it is not known. */
  questionId: string | null;
  /** What the question came with, which its reading is about, too. */
  context: readonly ContextItem[];
  /** The server has the question. */
  arrived: boolean;
  /** Another question runs: nothing more can be sent now. */
  busy: boolean;
  /** What a suggestion is asked with. */
  choice: Choice;
  can: Capabilities;
  /** Who answered, where that is one of several services; null when it is not known. */
  answeredBy: string | null;
}

export function AnswerTurn(props: Props): VNode {
  const { chatId, answer, questionId, context, arrived, busy, choice, can, answeredBy } = props;
  const page = usePage();
  const { shared, ofVisualization } = sqlOf(answer);
  const over = answer.status !== 'running';
  const ask = (question: string): void =>
    page.post({ kind: 'ask', chatId, question, context: [], typed: false, ...choice });
  return (
    <section class="turn turn-assistant" data-testid="turn-assistant" data-status={answer.status} aria-label="Answer">
      {answer.thinking && <Thinking text={answer.thinking} content={answer.content} over={over} />}
      {answer.tools && <Tools tools={answer.tools} over={over} />}
      {answer.visualizations.map((visualization, index) => {
        const sql = ofVisualization[index];
        return (
          <div key={visualization.id}>
            <VisualizationPart visualization={visualization} />
            {sql && <Sql sql={sql} canSave={can.library} />}
          </div>
        );
      })}
      {answer.content && <Markdown text={answer.content} growing={!over} unverified={answer.unverified} />}
      {answer.unverified && answer.content && !saysItself(answer.content) && (
        <Unverified count={answer.unverified.length} />
      )}
      {answer.clarification.length > 0 && (
        <div class="suggestions">
          {answer.clarification.map((choice) => (
            <Suggestion
              key={choice.message}
              text={choice.label}
              asked={choice.message}
              testId="clarification"
              disabled={busy}
              onClick={() => ask(choice.message)}
            />
          ))}
        </div>
      )}
      {answer.reading && <Reading reading={answer.reading} onEdit={(text) => page.write(text, context)} />}
      {shared && <Sql sql={shared} canSave={can.library} />}
      {answer.status === 'running' && <Progress chatId={chatId} answer={answer} arrived={arrived} />}
      <Ending answer={answer} busy={busy} can={can} onAsk={ask}>
        {questionId !== null && (
          <Button
            testId="ask-again"
            disabled={busy}
            onClick={() => page.post({ kind: 'askAgain', chatId, messageId: questionId })}
          >
            Ask again
          </Button>
        )}
      </Ending>
      {over && (answer.content !== '' || answer.visualizations.length > 0) && (
        <div class="answer-footer">
          <CopyButton name="Copy answer" testId="copy-answer" text={() => answerText(answer)} />
          {answeredBy !== null && (
            <span class="answered-by muted small" data-testid="answered-by">
              <span class="sr-only">Answered by </span>
              {plainLine(answeredBy)}
            </span>
          )}
          {answer.status === 'done' && can.feedback && <Thumbs chatId={chatId} answer={answer} />}
        </div>
      )}
    </section>
  );
}

/** Says once what the marks in the text mean. */
function Unverified({ count }: { count: number }): VNode {
  const { numbers, rest } = unverifiedNote(count);
  return (
    <p class="muted small" data-testid="unverified">
      <span class="unverified">{numbers}</span>
      {rest}
    </p>
  );
}

const thumbs = [
  { feedback: 'positive', icon: 'like', label: 'Good answer' },
  { feedback: 'negative', icon: 'dislike', label: 'Bad answer: say what is wrong' },
] as const;

function Thumbs({ chatId, answer }: { chatId: string; answer: AssistantMessage }): VNode {
  const page = usePage();
  return (
    <span class="thumbs">
      {thumbs.map(({ feedback, icon, label }) => (
        <Button
          key={feedback}
          kind="icon"
          label={label}
          pressed={answer.feedback === feedback}
          testId={`feedback-${feedback}`}
          onClick={() => page.post({ kind: 'giveFeedback', chatId, messageId: answer.id, feedback })}
        >
          <Icon name={icon} />
        </Button>
      ))}
    </span>
  );
}

const unknownError: TurnError = {
  code: null,
  message: 'The question failed, and the server did not say why. Ask it again.',
  retryable: true,
  debugId: null,
  suggestions: [],
};

interface EndingProps {
  answer: AssistantMessage;
  busy: boolean;
  can: Capabilities;
  onAsk(question: string): void;
  children: VNode | false;
}

/** How it ended, if it did not end well. */
function Ending({ answer, busy, can, onAsk, children }: EndingProps): VNode | null {
  switch (answer.status) {
    case 'running':
    case 'done':
      return null;
    case 'interrupted':
      return (
        <div class="ending">
          <span class="muted">
            {answer.mayGoOn ? 'Stopped. The server may still finish this answer; it then appears here.' : 'Stopped'}
          </span>
          {children}
        </div>
      );
    case 'cut':
      return (
        <div class="ending">
          <span>The connection was lost in the middle of this answer.</span>
          {answer.error && <span class="muted">{answer.error.message}</span>}
          {children}
        </div>
      );
    case 'failed': {
      const error = answer.error ?? unknownError;
      // The same words would fail the same way, and nothing is broken: what helps is another question.
      const isQuestion = error.code === 'NOT_UNDERSTOOD';
      const { steps } = remedyOf(error.code);
      return (
        <ErrorBlock error={error} calm={isQuestion}>
          {error.suggestions.length > 0 && (
            <div class="suggestions">
              {error.suggestions.map((text) => (
                <Suggestion key={text} text={text} testId="suggestion" disabled={busy} onClick={() => onAsk(text)} />
              ))}
            </div>
          )}
          {steps.length > 0 && (
            <div class="actions">
              {!isQuestion && steps.includes('askAgain') && children}
              <RemedySteps wanted={steps} can={can} />
            </div>
          )}
        </ErrorBlock>
      );
    }
  }
}

interface SuggestionProps {
  text: string;
  /** The question itself, where `text` only names it. */
  asked?: string;
  testId: string;
  disabled: boolean;
  onClick(): void;
}

function Suggestion({ text, asked = text, testId, disabled, onClick }: SuggestionProps): VNode {
  const [label, question] = [plainLine(text), plainLine(asked)];
  return (
    <button
      type="button"
      class="suggestion"
      data-testid={testId}
      title={question}
      disabled={disabled}
      onClick={onClick}
    >
      {label}
      {question !== label && <span class="asked muted small">{question}</span>}
    </button>
  );
}
