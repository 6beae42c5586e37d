// Who is to answer, chosen in VS Code's own list, which typing narrows; its last entry sets up another model.
// Not here: what the entries are (modelItems.ts), the keys of models.
import * as vscode from 'vscode';
import { DisposableBag } from '../base/disposable.ts';
import type { ToWebview } from '../bridge/messages.ts';
import { canSetUpModels } from '../chat/capabilities.ts';
import type { ChatStore } from './chatStore.ts';
import { commandIds } from './ids.ts';
import type { Memory } from './memory.ts';
import { modelItems } from './modelItems.ts';
import { plainText } from './plainText.ts';
import type { Sources } from './sources.ts';

export interface ModelPickerParts {
  store: ChatStore;
  sources: Pick<Sources, 'conversation'>;
  memory: Pick<Memory, 'ui' | 'setUi'>;
  post: (message: ToWebview) => void;
  /** Whether there is a page that hears what is posted. */
  isListening: () => boolean;
}

type Item = vscode.QuickPickItem & { model?: string };

/** What is chosen is what the next questions of the open chat are asked with. */
export function createModelPicker(parts: ModelPickerParts): (current: string | null) => Promise<void> {
  const { store, memory, post, isListening } = parts;
  return async (current) => {
    const model = await pickModel(parts, current);
    if (model === undefined) return;
    const open = store.state.openChatId;
    const ui = memory.ui(open);
    if (isListening()) post({ kind: 'modelChosen', model });
    else memory.setUi(open, { ...ui, choice: { ...ui.choice, model } });
  };
}

/** The `model_id` that was chosen; undefined when the person changed their mind or went to set up another. */
async function pickModel({ store, sources }: ModelPickerParts, current: string | null): Promise<string | undefined> {
  const bag = new DisposableBag();
  const pick = bag.register(vscode.window.createQuickPick<Item>());
  pick.title = 'Model';
  pick.placeholder = plainText('Choose who answers the next questions of this chat');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const setUp: Item = { label: '$(add) Set Up a Language Model…', alwaysShow: true };
  const show = () => {
    // Whoever has moved on in it stays there.
    const active = pick.activeItems[0]?.model ?? current;
    const { models, unlisted } = store.state;
    const items = modelItems(models, current, unlisted).map(toItem);
    const isSaid = Object.keys(unlisted ?? {}).length > 0;
    const end: Item[] = [...(isSaid ? [] : [{ kind: vscode.QuickPickItemKind.Separator, label: '' }]), setUp];
    pick.items = canSetUpModels(store.state) ? [...items, ...end] : items;
    pick.activeItems = pick.items.filter(({ model }) => model !== undefined && model === active);
  };
  show();
  bag.register(
    store.onChange(({ before, after }) => {
      if (before.models !== after.models) show();
    }),
  );
  // Models come and go while nothing is asked: those of the editor with the extensions that bring them.
  pick.busy = true;
  void (sources.conversation?.refreshModels() ?? Promise.resolve()).then(() => {
    pick.busy = false;
  });
  const picked = await new Promise<Item | undefined>((resolve) => {
    bag.register(pick.onDidAccept(() => resolve(pick.selectedItems[0])));
    bag.register(pick.onDidHide(() => resolve(undefined)));
    pick.show();
  });
  bag.dispose();
  if (picked === setUp) void vscode.commands.executeCommand(commandIds.setUpModel);
  return picked?.model;
}

function toItem(item: ReturnType<typeof modelItems>[number]): Item {
  if (item.kind === 'separator') return { kind: vscode.QuickPickItemKind.Separator, label: item.label };
  const { label, description, detail, model } = item;
  return { label, description, model, ...(detail === '' ? {} : { detail }) };
}
