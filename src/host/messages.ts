// Notifications, questions with buttons, input boxes and lists of VS Code: the one way to them, by which every text is made plain.
// Not here: what plain is (plainText.ts), what is asked (dialogs.ts, library/queryDialogs.ts), boxes of several steps (library/steps.ts).
import * as vscode from 'vscode';
import { plainText } from './plainText.ts';

/** The button that was pressed; undefined when the notification went without. */
export async function showInfo(text: string, ...buttons: string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(plainText(text), ...buttons);
}

export async function showError(text: string, ...buttons: string[]): Promise<string | undefined> {
  return vscode.window.showErrorMessage(plainText(text), ...buttons);
}

/** Asks in a dialog that must be answered. True when the button was pressed that says `yes`. */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  const options = { modal: true, detail: plainText(detail) };
  return (await vscode.window.showWarningMessage(plainText(question), options, yes)) === yes;
}

/** Asks in a dialog that must be answered; undefined when the person changed their mind. */
export async function decide<T extends string>(question: string, detail: string, ...ways: T[]): Promise<T | undefined> {
  const options = { modal: true, detail: plainText(detail) };
  return vscode.window.showWarningMessage<T>(plainText(question), options, ...ways);
}

/** Undefined when the person changed their mind. `validateInput` gives a sentence about what is wrong. */
export async function askText(
  options: Omit<vscode.InputBoxOptions, 'validateInput'> & {
    validateInput?: (value: string) => string | undefined;
  },
): Promise<string | undefined> {
  const { validateInput } = options;
  return vscode.window.showInputBox({
    ...withPlain(options),
    ...(validateInput ? { validateInput: (value: string) => plainOrNone(validateInput(value)) } : {}),
  });
}

type PickOptions = Omit<vscode.QuickPickOptions, 'canPickMany'>;

/** Undefined when the person changed their mind. */
export async function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<T | undefined> {
  return vscode.window.showQuickPick(items, withPlain(options));
}

/** Undefined when the person changed their mind. */
export async function pickSome<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<T[] | undefined> {
  return vscode.window.showQuickPick(items, { ...withPlain(options), canPickMany: true });
}

function withPlain<T extends { title?: string; prompt?: string; placeHolder?: string }>(options: T): T {
  const { title, prompt, placeHolder } = options;
  return {
    ...options,
    ...(title === undefined ? {} : { title: plainText(title) }),
    ...(prompt === undefined ? {} : { prompt: plainText(prompt) }),
    ...(placeHolder === undefined ? {} : { placeHolder: plainText(placeHolder) }),
  };
}

function plainOrNone(text: string | undefined): string | undefined {
  return text === undefined ? undefined : plainText(text);
}
