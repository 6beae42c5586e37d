// The form for the parameters of a saved query: one box for each, earlier values proposed, nothing given only when chosen.
// Not here: what typed text is sent as (parameters.ts).
import * as vscode from 'vscode';
import { DisposableBag } from '../../base/disposable.ts';
import type { ParameterValue } from '../../session/turns.ts';
import { plainText } from '../plainText.ts';
import { type ParameterValues, problemOf, shownValue, typedValue, type ValueMemory } from './parameters.ts';
import { askSteps, putAt, type Step, type StepAnswer } from './steps.ts';

interface ValueItem extends vscode.QuickPickItem {
  /** Undefined: a line to read. */
  choice?: { value: ParameterValue };
}

/** A value for each name, in their order; undefined when the person changed their mind. */
export async function askParameters(
  title: string,
  names: readonly string[],
  memory: ValueMemory,
): Promise<ParameterValues | undefined> {
  const answers = await askSteps(
    title,
    names.map((name) => valueStep(name, memory.of(name))),
  );
  if (!answers) return undefined;
  const values = Object.fromEntries(names.map((name, at) => [name, answers[at] ?? null]));
  memory.add(values);
  return values;
}

function valueStep(name: string, earlier: readonly ParameterValue[]): Step<ParameterValue> {
  return (place, before) =>
    new Promise((resolve) => {
      const bag = new DisposableBag();
      const pick = bag.register(vscode.window.createQuickPick<ValueItem>());
      const answered = (answer: StepAnswer<ParameterValue>) => {
        resolve(answer);
        bag.dispose();
      };
      putAt(pick, place);
      pick.placeholder = plainText(`Value of ${name}: a number, a date like 2025-03-31, or text`);
      if (typeof before === 'string' || typeof before === 'number') pick.value = String(before);
      const show = () => {
        pick.items = itemsFor(name, pick.value, earlier);
      };
      show();
      bag.register(pick.onDidChangeValue(show));
      bag.register(pick.onDidTriggerButton(() => answered({ kind: 'back' })));
      bag.register(
        pick.onDidAccept(() => {
          const choice = pick.selectedItems[0]?.choice;
          if (choice) answered({ kind: 'given', value: choice.value });
        }),
      );
      bag.register(pick.onDidHide(() => answered({ kind: 'cancelled' })));
      pick.show();
    });
}

/** The first is what Enter takes, so it is never "no value". */
function itemsFor(name: string, typed: string, earlier: readonly ParameterValue[]): ValueItem[] {
  const proposed = earlier.filter((value) => value !== null && value !== '').map(earlierItem);
  const first = typed === '' ? (proposed.length === 0 ? [hint(name)] : []) : [typedItem(typed)];
  return [
    ...first,
    ...proposed.filter(({ label }) => label !== typed && label.includes(typed)),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    always({ label: 'No value', description: 'NULL', choice: { value: null } }),
    always({ label: 'Empty text', description: "''", choice: { value: '' } }),
  ];
}

function typedItem(typed: string): ValueItem {
  const value = typedValue(typed);
  const problem = problemOf(value);
  if (problem) return always({ label: typed.slice(0, 100), description: problem });
  return always({ label: typed, description: typeof value === 'number' ? 'number' : '', choice: { value } });
}

function earlierItem(value: ParameterValue): ValueItem {
  return { label: shownValue(value), description: 'given before', choice: { value } };
}

function hint(name: string): ValueItem {
  return always({ label: `Type a value for ${name}` });
}

function always(item: ValueItem): ValueItem {
  return { ...item, alwaysShow: true };
}
