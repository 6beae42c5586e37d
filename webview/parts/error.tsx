// A failure, with what to do about it: suggestions that can be sent, and the id a server's operator asks for.
// Not here: failures of the line, which the header shows.
import type { ComponentChildren, VNode } from 'preact';
import { remedyOf } from '../../src/chat/failures.ts';
import type { TurnError } from '../../src/chat/state.ts';
import { CopyButton } from './copyButton.tsx';

interface Props {
  error: TurnError;
  title?: string;
  /** Nothing is broken: said without alarm, and without the id that an operator would ask for. */
  calm?: boolean;
  children?: ComponentChildren;
}

export function ErrorBlock({ error, title, calm = false, children }: Props): VNode {
  const { debugId } = error;
  const { hint } = remedyOf(error.code);
  return (
    <div class={calm ? 'error calm' : 'error'} data-testid="error">
      {title && <strong>{title}</strong>}
      <p>{error.message}</p>
      {hint && !calm && <p class="muted">{hint}</p>}
      {children}
      {debugId && !calm && (
        <p class="muted debug">
          Debug id <code>{debugId}</code> <CopyButton name="Copy id" text={() => debugId} />
        </p>
      )}
    </div>
  );
}
