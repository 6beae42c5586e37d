// Collects what the window's consoles say against the extension: errors of ours and reports of the content security policy.
// Not here: VS Code's own errors (missing favicon, missing native modules), which say nothing about the extension.
import type { ConsoleMessage, Page } from 'playwright-core';

/** A line that the extension wrote to its host's console itself, under its name. */
const hostLine = /\[Extension Host\]\s*(%c)?\s*\[?trellis\b/i;

/** A list that grows while the page lives; one line per error, with where it came from. */
export function collectErrors(page: Page, extensionId: string): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    const line = describe(message);
    if (isOurs(message, extensionId)) errors.push(line);
  });
  page.on('pageerror', (error) => {
    const text = error.stack ?? error.message;
    if (mentions(text, extensionId)) errors.push(`uncaught: ${text}`);
  });
  return errors;
}

function describe(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return `${message.type()}: ${message.text()} (${url}:${lineNumber})`;
}

function isOurs(message: ConsoleMessage, extensionId: string): boolean {
  const where = message.location().url;
  const text = message.text();
  const fromPanel = where.includes(`extensionId=${extensionId}`) || mentions(where, extensionId);
  if (/Content Security Policy/i.test(text))
    return fromPanel || where.includes('/webview/') || mentions(text, extensionId);
  // The extension host's and VS Code's own log lines arrive as one text with style marks; `ERR` stands for their error level.
  const isError = message.type() === 'error' || /^%c\s*ERR/.test(text);
  return isError && (fromPanel || mentions(text, extensionId) || hostLine.test(text));
}

/** An installed extension lies in a folder named after it; its files and its id both carry the id. */
function mentions(text: string, extensionId: string): boolean {
  return text.toLowerCase().includes(extensionId);
}
