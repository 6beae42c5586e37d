// What the steps of one row share: saved values, the revision, and the count of checks; filling values into data.
// Not here: comparing (patterns.ts), doing the steps (steps.ts).
import assert from 'node:assert/strict';
import type { RevisionName } from '../../src/server/revisions.ts';
import type { Json } from './row.ts';

export interface Scene {
  revision: RevisionName;
  shapes: Readonly<Record<string, Json>>;
  values: Record<string, unknown>;
  /** Called for each comparison, before it is made. */
  check(): void;
}

/** The value at a path such as `body.chats.0.id`; undefined where there is none. */
export function valueAt(root: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), root);
}

/** Keeps parts of an answer under the names of `wanted`; what is not there is a failure. */
export function saveFrom(scene: Scene, answer: unknown, wanted: Readonly<Record<string, string>>): void {
  for (const [name, path] of Object.entries(wanted)) {
    const value = valueAt(answer, path);
    assert.notEqual(value, undefined, `There is no ${path} to save.`);
    scene.values[String(filledText(scene, name))] = value;
  }
}

export function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What this revision has of a value that differs between revisions; any other value as it is. */
export function chosen(scene: Scene, value: Json): Json {
  if (!isObject(value)) return value;
  const names = Object.keys(value);
  if (!names.some((name) => ['$current', '$old', '$previous', '$first'].includes(name))) return value;
  const found = [`$${scene.revision}`, ...(scene.revision === 'current' ? [] : ['$old'])].find((name) =>
    Object.hasOwn(value, name),
  );
  assert.ok(found, `Nothing is said for ${scene.revision}: ${names.join(', ')}`);
  return chosen(scene, value[found] ?? null);
}

/** Puts saved values in. A text that is nothing but `${name}` becomes the value itself. */
export function filledText(scene: Scene, given: string): unknown {
  // The counter first, so that it can be part of a name.
  const text = given.replaceAll(/\$\{n\}/g, () => String(scene.values.n));
  const whole = /^\$\{([^}]+)\}$/.exec(text)?.[1];
  if (whole !== undefined) return known(scene, whole);
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => String(known(scene, name)));
}

function known(scene: Scene, name: string): unknown {
  const value = valueAt(scene.values, name);
  assert.notEqual(value, undefined, `Nothing was saved as ${name}.`);
  return value;
}

/** A value to send, with everything put in. Keys that are `<absent>` in this revision go. */
export function filled(scene: Scene, given: Json): unknown {
  const value = chosen(scene, given);
  if (typeof value === 'string') return filledText(scene, value);
  if (Array.isArray(value)) return value.map((item) => filled(scene, item));
  if (!isObject(value)) return value;
  if (typeof value.$repeat === 'string') return value.$repeat.repeat(Number(value.times));
  if (Array.isArray(value.$join)) return value.$join.map((part) => String(filled(scene, part))).join('');
  const entries = Object.entries(value).map(([name, item]) => [name, filled(scene, item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== '<absent>'));
}
