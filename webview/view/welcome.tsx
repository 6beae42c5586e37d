// The first view: nothing is connected, and the ways on.
// Not here: what each of them does.
import type { VNode } from 'preact';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';

const ways = [
  {
    testId: 'start-sample',
    kind: 'primary',
    label: 'Start with sample data',
    help: 'A small shop with orders, customers and products, on this machine. No account needed.',
    intent: 'startSample',
  },
  {
    testId: 'open-data',
    kind: 'secondary',
    label: 'Open data…',
    help: 'Your own CSV, Excel, Parquet, JSON or DuckDB files. They are only read, and stay where they are.',
    intent: 'openData',
  },
  {
    testId: 'sign-in',
    kind: 'secondary',
    label: 'Sign in to Trellis',
    help: 'Ask the databases your team has connected, with your API key.',
    intent: 'signIn',
  },
  {
    testId: 'connect-assistant',
    kind: 'secondary',
    label: 'Connect to an assistant server',
    help: 'A server of your own that answers by several AI providers, at its address.',
    intent: 'connectAssistant',
  },
] as const;

export function Welcome(): VNode {
  const page = usePage();
  return (
    <div class="welcome">
      <h1>Talk with your data</h1>
      <p>Ask in plain language; answers come with text, tables, charts and the SQL behind them.</p>
      <ul class="ways">
        {ways.map((way) => (
          <li key={way.intent}>
            <Button kind={way.kind} testId={way.testId} onClick={() => page.post({ kind: way.intent })}>
              {way.label}
            </Button>
            <p class="muted">{way.help}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
