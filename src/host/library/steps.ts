// Questions asked one after the other in VS Code's input boxes: step n of m, a way back, nothing done when one is cancelled.
// Not here: what is asked (queryDialogs.ts, parameterForm.ts).
import * as vscode from 'vscode';
import { DisposableBag } from '../../base/disposable.ts';
import { errorMessage } from '../../session/errors.ts';
import { plainText } from '../plainText.ts';

export interface Place {
  title: string;
  /** 1-based. */
  step: number;
  total: number;
}

export type StepAnswer<T> = { kind: 'given'; value: T } | { kind: 'back' } | { kind: 'cancelled' };

/** `before` is what was answered when the person comes back to it. */
export type Step<T> = (place: Place, before: T | undefined) => Promise<StepAnswer<T>>;

/** The answers in the order of the steps, `before` the answers proposed; undefined when the person changed their mind. */
export async function askSteps<T>(
  title: string,
  steps: readonly Step<T>[],
  before: readonly T[] = [],
): Promise<T[] | undefined> {
  const answers = [...before];
  for (let at = 0; at < steps.length; ) {
    const answer = await steps[at]?.({ title, step: at + 1, total: steps.length }, answers[at]);
    if (!answer || answer.kind === 'cancelled') return undefined;
    if (answer.kind === 'given') answers[at] = answer.value;
    at += answer.kind === 'given' ? 1 : -1;
  }
  return answers;
}

/**
 * Asks for the texts and acts with them; when that fails asks again, with what was typed and the failure in place of the first
 * prompt, until it works or the person changes their mind (undefined).
 */
export async function askTextsUntilDone<R>(
  title: string,
  questions: readonly TextQuestion[],
  act: (texts: string[]) => Promise<R>,
): Promise<R | undefined> {
  let given: string[] = [];
  for (let failure: string | undefined; ; ) {
    const steps = questions.map((question, at) =>
      textStep(failure !== undefined && at === 0 ? { ...question, prompt: failure } : question),
    );
    const texts = await askSteps(title, steps, given);
    if (!texts) return undefined;
    try {
      return await act(texts);
    } catch (cause) {
      given = texts;
      failure = errorMessage(cause);
    }
  }
}

export interface TextQuestion {
  prompt: string;
  value: string;
  /** A sentence about what is wrong with it. */
  problem(value: string): string | null;
}

export function textStep({ prompt, value, problem }: TextQuestion): Step<string> {
  return (place, before) =>
    new Promise((resolve) => {
      const bag = new DisposableBag();
      const input = bag.register(vscode.window.createInputBox());
      const answered = (answer: StepAnswer<string>) => {
        resolve(answer);
        bag.dispose();
      };
      putAt(input, place);
      input.prompt = plainText(prompt);
      input.value = before ?? value;
      const judge = (text: string) => {
        input.validationMessage = plainText(problem(text) ?? '');
        return input.validationMessage === '';
      };
      bag.register(input.onDidChangeValue(judge));
      bag.register(input.onDidTriggerButton(() => answered({ kind: 'back' })));
      bag.register(
        input.onDidAccept(() => {
          if (judge(input.value)) answered({ kind: 'given', value: input.value.trim() });
        }),
      );
      bag.register(input.onDidHide(() => answered({ kind: 'cancelled' })));
      input.show();
    });
}

export function putAt(input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>, place: Place): void {
  input.title = plainText(place.title);
  input.ignoreFocusOut = true;
  if (place.total > 1) [input.step, input.totalSteps] = [place.step, place.total];
  if (place.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
}

/** For text that must say something, of at most so many characters. */
export function filled(max: number): (value: string) => string | null {
  return (value) => (value.trim() === '' ? 'Write something.' : atMost(max)(value));
}

export function atMost(max: number): (value: string) => string | null {
  return (value) => (value.length > max ? `At most ${max.toLocaleString('en')} characters.` : null);
}
