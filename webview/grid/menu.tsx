// A button that opens a menu.
// Not here: the menu (ui/menu.ts), what its items do (tools.ts).
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { type MenuItem, openMenu } from '../ui/menu.ts';

interface Props {
  name: string;
  /** Asked for on the click: what can be done changes with every key. */
  parts(): readonly (readonly MenuItem[])[];
  testId: string;
}

export function Menu({ name, parts, testId }: Props): VNode {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <button
      ref={button}
      type="button"
      class="grid-button"
      aria-haspopup="menu"
      aria-expanded={false}
      data-testid={testId}
      onClick={() => button.current && openMenu(button.current, name, parts())}
    >
      {name} <span aria-hidden="true">▾</span>
    </button>
  );
}
