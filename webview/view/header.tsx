// The row on top: which chat this is, and the way to a new one.
// Not here: the list of chats, which VS Code draws itself.
import type { ComponentChildren, VNode } from 'preact';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';

export function Header({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  const page = usePage();
  const shown = plainLine(title) || 'New chat';
  return (
    <header class="header">
      <h1 title={shown}>{shown}</h1>
      {children}
      <Button kind="icon" label="New chat" testId="new-chat" onClick={() => page.post({ kind: 'newChat' })}>
        <Icon name="add" />
      </Button>
    </header>
  );
}
