// Errors of the page, told to the host, which logs them: nothing fails without a trace.
// Not here: errors of answers, which are part of the chat.
import type { FromWebview } from '../src/bridge/messages.ts';

const maxLength = 4000;
/** An error in a loop would flood the log; the first ones say it all. */
const maxReports = 50;

export function reportProblems(post: (intent: FromWebview) => void): void {
  let count = 0;
  const report = (level: 'error' | 'csp', text: string): void => {
    count += 1;
    if (count <= maxReports) post({ kind: 'report', level, text: text.slice(0, maxLength) });
  };
  window.addEventListener('error', (event) => {
    // The browser says this when an observer's work is continued in the next frame; nothing is lost.
    if (event.message.startsWith('ResizeObserver loop')) return;
    report('error', `${event.message}\n${stackOf(event.error)}`);
  });
  window.addEventListener('unhandledrejection', (event) => report('error', `Unhandled: ${stackOf(event.reason)}`));
  window.addEventListener('securitypolicyviolation', (event) =>
    report(
      'csp',
      `${event.violatedDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`,
    ),
  );
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
