// What the panel of a driven VS Code shows of a chat, beside what the server has stored of it: the same questions and answers, once.
// Not here: asking (vscodePanel.ts).
import assert from 'node:assert/strict';
import type { Vscode } from './vscodeDriver.ts';
import { textOf } from './vscodePanel.ts';

export interface StoredMessage {
  role: string;
  content: string;
}

interface ShownTurn {
  role: 'user' | 'assistant';
  text: string;
}

/** The turns in their order; of an answer the text alone. */
export async function shownTurns(vscode: Vscode): Promise<ShownTurn[]> {
  const turns = await vscode.panel.locator('[data-testid="turn-user"], [data-testid="turn-assistant"]').all();
  return Promise.all(
    turns.map(async (turn) => {
      if ((await turn.getAttribute('data-testid')) === 'turn-user')
        return { role: 'user' as const, text: bare(await textOf(turn)) };
      const texts = await turn.getByTestId('answer-text').allTextContents();
      return { role: 'assistant' as const, text: bare(texts.join(' ')) };
    }),
  );
}

/** Fails with both sides when the panel shows anything else than what is stored. */
export async function showsWhatIsStored(vscode: Vscode, stored: readonly StoredMessage[]): Promise<void> {
  const shown = await shownTurns(vscode);
  const both = JSON.stringify({ shown, stored: stored.map(({ role, content }) => ({ role, content })) }, null, 1);
  assert.equal(shown.length, stored.length, both);
  for (const [at, { role, content }] of stored.entries()) {
    assert.equal(shown[at]?.role, role, both);
    // Beside the words of a question stand its chips; Markdown is shown without its signs.
    const [question = ''] = content.split('\n\nContext: ');
    if (role === 'user') assert.ok(shown[at].text.includes(bare(question)), both);
    else assert.equal(shown[at].text, bare(content), both);
  }
}

function bare(text: string): string {
  return text.replaceAll(/[*_`]|\s+/g, (found) => (found.trim() === '' ? ' ' : '')).trim();
}
