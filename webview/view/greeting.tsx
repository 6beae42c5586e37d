// An empty chat: what data it will ask, and questions to begin with.
// Not here: the first view, for when nothing is connected.
import type { VNode } from 'preact';
import type { AppState, Source } from '../../src/chat/state.ts';
import type { Integration } from '../../src/protocol/trellis/integrations.ts';
import { plainLine } from '../ui/plainLine.ts';
import { usePage } from './page.ts';
import type { Choice } from './useChoice.ts';

const sampleQuestions = [
  'Show me orders by region as a bar chart',
  'How many orders were placed last month?',
  'Show me top 10 customers by revenue',
];

interface Props {
  app: AppState;
  choice: Choice;
}

export function Greeting({ app, choice }: Props): VNode {
  const page = usePage();
  const { source, integrations, openChatId: chatId } = app;
  // The line above says what is wrong and what to do about it.
  if (app.connection.phase === 'failed') return <div class="greeting" />;
  const asked = integrations.find(({ id }) => id === choice.integrationId);
  const isFirst = asked === undefined || asked === integrations[0];
  const questions = source.kind === 'sample' && isFirst ? sampleQuestions : app.starters;
  const ask = (question: string): void =>
    page.post({ kind: 'ask', chatId, question, context: [], typed: false, ...choice });
  return (
    <div class="greeting">
      <h2>What would you like to know?</h2>
      <p class="muted">
        {isFirst ? dataName(source, integrations.slice(0, 1)) : `Asks ${plainLine(asked.display_name)}.`}
      </p>
      {questions.length > 0 && (
        <ul class="examples">
          {questions.map((question) => (
            <li key={question}>
              <button type="button" class="suggestion" data-testid="example-question" onClick={() => ask(question)}>
                {plainLine(question)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function dataName(source: Source, integrations: Integration[]): string {
  const names = integrations.map((integration) => plainLine(integration.display_name)).join(', ');
  switch (source.kind) {
    case 'none':
      return '';
    case 'sample':
      return `Connected to ${names || 'the sample data'} on this machine.`;
    case 'data':
      return `Connected to ${names || plainLine(source.path)}.`;
    case 'assistant':
      return `Connected to ${source.url}${source.user === null ? '' : ` as ${plainLine(source.user)}`}.`;
    case 'trellis':
      return `Signed in to ${source.url} as ${source.email}.${names ? ` Data: ${names}.` : ''}`;
  }
}
