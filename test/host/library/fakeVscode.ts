// As much of the module `vscode` as dialogs and the panel's host side need, with a person who answers by a script.
// Not here: how VS Code shows any of it (test/vscode).
import { registerHooks } from 'node:module';
import { Emitter } from '../../../src/base/emitter.ts';

export interface Asked {
  title: string | undefined;
  prompt: string | undefined;
  value: string | undefined;
  /** The labels of a list. */
  labels?: string[];
}

/** `answers`: text for a box (undefined: as it is proposed), a label for a list or a button, null for Escape, also when none is left. */
export const person = {
  answers: [] as (string | undefined | null)[],
  asked: [] as Asked[],
  /** What notifications and dialogs said. */
  shown: [] as string[],
  /** Commands that were run. */
  ran: [] as string[],
  /** What was given to the browser. */
  opened: [] as unknown[],
  /** What the dialog for files gives. */
  picks: async (): Promise<{ scheme: string; fsPath: string }[]> => [],
};

/** Forgets what was before and takes these answers. */
export function script(...answers: (string | undefined | null)[]): void {
  Object.assign(person, { answers, asked: [], shown: [], ran: [], opened: [] });
}

/** From here on `import('vscode')` gives this file: what needs it is imported after that, and not at the top of a test. */
export function installFakeVscode(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
  });
}

function answerTo(asked: Asked): string | undefined {
  person.asked.push(asked);
  const answer = person.answers.length === 0 ? null : person.answers.shift();
  return answer === null ? undefined : (answer ?? asked.value);
}

async function say(text: string, options: unknown) {
  const detail = typeof options === 'object' && options !== null && 'detail' in options ? String(options.detail) : '';
  person.shown.push(`${text}${detail && `\n${detail}`}`);
  return person.answers.shift() ?? undefined;
}

type Titled = { title?: string; prompt?: string; placeHolder?: string; value?: string };

export const window = {
  showInformationMessage: say,
  showWarningMessage: say,
  showErrorMessage: say,
  showInputBox: async ({ title, prompt, value }: Titled) => answerTo({ title, prompt, value }),
  async showQuickPick(items: { label: string }[], { title, placeHolder }: Titled) {
    const labels = items.map(({ label }) => label);
    const answer = answerTo({ title, prompt: placeHolder, value: undefined, labels });
    return items.find(({ label }) => label === answer);
  },
  showOpenDialog: () => person.picks(),
  /** What is answered is the label of an item, `- ` and a label for its first button, or text that is typed for the last item. */
  createQuickPick() {
    const [accepted, hidden] = [new Emitter<void>(), new Emitter<void>()];
    const pressed = new Emitter<{ item: { label: string } }>();
    const unused = new Emitter<string>();
    const pick = {
      ...{
        title: '',
        placeholder: '',
        value: '',
        items: [] as { label: string }[],
        selectedItems: [] as unknown[],
        activeItems: [],
      },
      ...{ onDidAccept: accepted.event, onDidHide: hidden.event, onDidTriggerItemButton: pressed.event },
      ...{ onDidChangeValue: unused.event, onDidTriggerButton: unused.event },
      show() {
        const { title, placeholder, items } = pick;
        const labels = items.map(({ label }) => label);
        const answer = answerTo({ title, prompt: placeholder, value: undefined, labels });
        const button = items.find(({ label }) => answer === `- ${label}`);
        if (button) {
          pressed.fire({ item: button });
          pick.show();
          return;
        }
        const item = items.find(({ label }) => label === answer);
        pick.selectedItems = [item ?? items.at(-1)];
        if (!item) pick.value = answer ?? '';
        queueMicrotask(() => (answer === undefined ? hidden.fire() : accepted.fire()));
      },
      dispose: () => undefined,
    };
    return pick;
  },
  createInputBox() {
    const [accepted, hidden] = [new Emitter<void>(), new Emitter<void>()];
    const unused = new Emitter<string>();
    const input = {
      ...{ title: '', prompt: '', value: '', validationMessage: '' },
      ...{ onDidAccept: accepted.event, onDidHide: hidden.event },
      ...{ onDidChangeValue: unused.event, onDidTriggerButton: unused.event },
      show() {
        const { title, prompt, value } = input;
        const answer = answerTo({ title, prompt, value });
        input.value = answer ?? value;
        queueMicrotask(() => (answer === undefined ? hidden.fire() : accepted.fire()));
      },
      dispose: () => undefined,
    };
    return input;
  },
  withProgress: (_options: unknown, work: () => Promise<unknown>) => work(),
};

export const env = {
  language: 'en',
  remoteName: undefined,
  async openExternal(address: unknown) {
    person.opened.push(address);
    return true;
  },
};

/** Nothing is set. */
export const workspace = {
  isTrusted: true,
  workspaceFolders: undefined,
  getConfiguration: () => ({ get: () => undefined }),
};
export const commands = {
  async executeCommand(command: string) {
    person.ran.push(command);
  },
};
export const Uri = {
  joinPath: (_base: unknown, ...names: string[]) => names.join('/'),
  /** What a Uri gives back of a query is decoded. */
  parse: (text: string) => decodeURIComponent(text),
};
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const ProgressLocation = { Notification: 15 };
export const QuickInputButtons = { Back: {} };
export class ThemeIcon {}
