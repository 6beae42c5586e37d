// Which data is asked, chosen in VS Code's own list; its last entry adds a database.
// Not here: what the choice means (chosenData.ts).
import * as vscode from 'vscode';
import { DisposableBag } from '../../base/disposable.ts';
import { openChat } from '../../chat/selectors.ts';
import type { AppState } from '../../chat/state.ts';
import type { Integration } from '../../protocol/trellis/integrations.ts';
import { plainText } from '../plainText.ts';

export type Picked = { id: string } | 'add';

type Item = vscode.QuickPickItem & { choice?: Picked };

export interface PickDataOptions {
  state: AppState;
  current: string | null;
  canAdd: boolean;
}

/** Undefined when the person changed their mind. */
export async function pickOfData({ state, current, canAdd }: PickDataOptions): Promise<Picked | undefined> {
  const items: Item[] = state.integrations.map((each) => itemOf(each, current));
  const hasBegun = (openChat(state)?.messages.length ?? 0) > 0;
  const end: Item[] = canAdd
    ? [
        { kind: vscode.QuickPickItemKind.Separator, label: '' },
        { label: '$(add) Add Database…', alwaysShow: true, choice: 'add' },
      ]
    : [];
  const bag = new DisposableBag();
  const pick = bag.register(vscode.window.createQuickPick<Item>());
  pick.title = 'Data';
  const keeps = 'This chat keeps its data: choosing other data begins a new chat';
  pick.placeholder = plainText(hasBegun ? keeps : 'Choose the data that new chats ask');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = [...items, ...end];
  pick.activeItems = items.filter(({ choice }) => typeof choice === 'object' && choice.id === current);
  const done = await new Promise<Item | undefined>((resolve) => {
    bag.register(pick.onDidAccept(() => resolve(pick.selectedItems[0])));
    bag.register(pick.onDidHide(() => resolve(undefined)));
    pick.show();
  });
  bag.dispose();
  return done?.choice;
}

function itemOf({ id, display_name, engine, address, needs_credentials }: Integration, current: string | null): Item {
  const notes = [engine ?? '', id === current ? 'asked now' : '', needs_credentials ? 'needs its password again' : ''];
  return {
    // Words of others: an icon's name in them stays text.
    label: `$(${needs_credentials ? 'lock' : 'database'}) ${plainText(display_name).replaceAll('$(', '$\u200B(')}`,
    description: plainText(notes.filter(Boolean).join(' · ')),
    ...(address ? { detail: plainText(address) } : {}),
    choice: { id },
  };
}
