// Buttons for what can be done about a failure.
// Not here: which failure calls for which (src/chat/failures.ts).
import type { VNode } from 'preact';
import type { Capabilities } from '../../src/chat/capabilities.ts';
import type { FailureStep } from '../../src/chat/failures.ts';
import { Button } from '../ui/toolkit.ts';
import { type PageTools, usePage } from './page.ts';

interface Step {
  label: string;
  run(page: PageTools): void;
}

const steps: Record<Exclude<FailureStep, 'askAgain'>, Step> = {
  newChat: { label: 'New chat', run: (page) => page.post({ kind: 'newChat' }) },
  signIn: { label: 'Sign in', run: (page) => page.post({ kind: 'signIn' }) },
  chooseData: {
    label: 'Choose data',
    run: (page) => focusOn('integration-select') || page.post({ kind: 'openData' }),
  },
  chooseModel: { label: 'Choose a model', run: () => openList('model-select') },
  deleteChats: { label: 'Delete chats…', run: (page) => page.post({ kind: 'deleteChats' }) },
  showLog: { label: 'Show log', run: (page) => page.post({ kind: 'showLog' }) },
};

/** `askAgain` is drawn by whoever knows the question. */
export function RemedySteps({ wanted, can }: { wanted: readonly FailureStep[]; can: Capabilities }): VNode {
  const page = usePage();
  return (
    <>
      {wanted.map((name) => {
        if (name === 'askAgain') return null;
        const { label: text, run } = steps[name];
        const label = name === 'chooseModel' ? `Choose a ${can.answeredBy}` : text;
        return (
          <Button key={name} testId={`step-${name}`} onClick={() => run(page)}>
            {label}
          </Button>
        );
      })}
    </>
  );
}

/** False when there is nothing to choose from. */
function focusOn(testId: string): boolean {
  const control = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
  control?.focus();
  return control !== null;
}

/** Choosing is what is wanted: a button that leads to a list is pressed. */
function openList(testId: string): void {
  if (focusOn(testId) && document.activeElement instanceof HTMLButtonElement) document.activeElement.click();
}
