// Compares what a server said with a pattern, key by key, and counts every comparison.
// Not here: events in their order (events.ts).
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from './row.ts';
import { chosen, filledText, isObject, type Scene } from './scene.ts';

const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: (value) => value !== undefined,
  string: (value) => typeof value === 'string',
  'text or null': (value) => value === null || (typeof value === 'string' && /\S/.test(value)),
  text: (value) => typeof value === 'string' && /\S/.test(value),
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  uuid: textLike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  uuid4: textLike(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  timestamp: (value) =>
    textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)(value) &&
    !Number.isNaN(Date.parse(String(value))),
  url: (value) => typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  jwt: textLike(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  'visualization id': textLike(/^[0-9A-Za-z]{10}$/),
};

function textLike(form: RegExp) {
  return (value: unknown) => typeof value === 'string' && form.test(value);
}

/** Fails unless `actual` fits; `at` says where it stands. */
export function match(scene: Scene, actual: unknown, given: Json, at: string): void {
  const pattern = chosen(scene, given);
  if (typeof pattern === 'string') matchText(scene, actual, pattern, at);
  else if (Array.isArray(pattern)) matchList(scene, actual, pattern, at);
  else if (isObject(pattern)) matchObject(scene, actual, pattern, at);
  else is(scene, actual, pattern, at);
}

function is(scene: Scene, actual: unknown, expected: unknown, at: string): void {
  scene.check();
  assert.deepEqual(actual, expected, `${at}: ${shown(actual)} is not ${shown(expected)}`);
}

function holds(scene: Scene, condition: boolean, actual: unknown, what: string, at: string): void {
  scene.check();
  assert.ok(condition, `${at}: ${shown(actual)} is not ${what}`);
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 600 ? `${text.slice(0, 600)}...` : text;
}

function matchText(scene: Scene, actual: unknown, pattern: string, at: string): void {
  const name = /^<([^<]+)>$/s.exec(pattern)?.[1];
  if (name === undefined) {
    is(scene, actual, filledText(scene, pattern), at);
    return;
  }
  const shape = scene.shapes[name];
  const form = forms[name];
  if (shape !== undefined) match(scene, actual, shape, at);
  else if (form) holds(scene, form(actual), actual, pattern, at);
  else if (name === 'absent' || name === 'empty') holds(scene, actual === undefined, actual, pattern, at);
  else matchWithWords(scene, actual, name, at);
}

function matchWithWords(scene: Scene, actual: unknown, name: string, at: string): void {
  const [, kind, words = ''] = /^(error|refusal|one of|matches|contains|not) (.+)$/s.exec(name) ?? [];
  if (kind === 'error') {
    match(scene, actual, { detail: '<text>', ...(scene.revision === 'current' ? { code: words } : {}) }, at);
  } else if (kind === 'refusal') {
    match(scene, actual, scene.revision === 'current' ? refusal(words) : { error: '<text>' }, at);
  } else if (kind === 'one of') {
    holds(scene, words.split(', ').includes(String(actual)), actual, name, at);
  } else if (kind === 'matches') {
    holds(scene, textLike(new RegExp(words, 'su'))(actual), actual, `<${name}>`, at);
  } else if (kind === 'contains') {
    const part = String(filledText(scene, words));
    holds(scene, typeof actual === 'string' && actual.includes(part), actual, `<contains ${part}>`, at);
  } else if (kind === 'not') {
    holds(scene, actual !== undefined && actual !== filledText(scene, words), actual, `<${name}>`, at);
  } else {
    throw new Error(`There is no pattern <${name}>.`);
  }
}

/** The data of an `error` event that refuses a frame; it repeats what the frame was about. */
function refusal(words: string): Json {
  const [code = '', place] = words.split(' with ');
  const named = (place?.split(', ') ?? []).map((key) => [key, '<text>'] as const);
  const action: JsonObject = code === 'WS_CONNECTION_CAP' ? {} : { refused: '<text>' };
  const fixed = { error: '<text>', retryable: '<boolean>', debug_id: '<uuid>', error_type: '<text>', ...action };
  const wait: JsonObject = code === 'RATE_LIMIT' ? { retry_after_seconds: '<integer>' } : {};
  return { code, ...fixed, ...wait, ...Object.fromEntries(named) };
}

function matchList(scene: Scene, actual: unknown, pattern: Json[], at: string): void {
  const isOpen = pattern.at(-1) === '...';
  const items = isOpen ? pattern.slice(0, -1) : pattern;
  if (!Array.isArray(actual)) {
    holds(scene, false, actual, 'a list', at);
    return;
  }
  const fits = isOpen ? actual.length >= items.length : actual.length === items.length;
  holds(scene, fits, actual, `a list of ${isOpen ? 'at least ' : ''}${items.length}`, at);
  for (const [index, item] of items.entries()) match(scene, actual[index], item, `${at}[${index}]`);
}

function matchObject(scene: Scene, actual: unknown, pattern: Record<string, Json>, at: string): void {
  if (pattern.$each !== undefined) {
    matchEach(scene, actual, pattern.$each, Number(pattern.$least ?? 0), at);
  } else if (Array.isArray(pattern.$includes)) {
    for (const item of pattern.$includes) matchIncluded(scene, actual, item, at);
  } else if (Array.isArray(pattern.$all)) {
    for (const item of pattern.$all) match(scene, actual, item, at);
  } else {
    matchKeys(scene, actual, pattern, at);
  }
}

function matchEach(scene: Scene, actual: unknown, item: Json, least: number, at: string): void {
  if (!Array.isArray(actual) || actual.length < least) {
    holds(scene, false, actual, `a list of at least ${least}`, at);
    return;
  }
  scene.check();
  for (const [index, one] of actual.entries()) match(scene, one, item, `${at}[${index}]`);
}

function matchIncluded(scene: Scene, actual: unknown, item: Json, at: string): void {
  // What is tried and does not fit is no check of its own.
  const trying: Scene = { ...scene, check: () => undefined };
  const fits = (one: unknown) => {
    try {
      match(trying, one, item, at);
      return true;
    } catch (cause) {
      if (cause instanceof assert.AssertionError) return false;
      throw cause;
    }
  };
  holds(scene, Array.isArray(actual) && actual.some(fits), actual, `a list with ${shown(item)}`, at);
}

function matchKeys(scene: Scene, actual: unknown, pattern: Record<string, Json>, at: string): void {
  if (!isObject(actual)) {
    holds(scene, false, actual, `an object like ${shown(pattern)}`, at);
    return;
  }
  const { '...': more, ...keys } = pattern;
  const wanted = Object.keys(keys).filter((key) => !isDeepStrictEqual(chosen(scene, keys[key] ?? null), '<absent>'));
  if (more === undefined) {
    const [has, should] = [Object.keys(actual).sort(), wanted.sort()];
    scene.check();
    assert.deepEqual(has, should, `${at}: has the keys ${has.join(', ')}; should have ${should.join(', ')}`);
  }
  for (const key of Object.keys(keys)) {
    const value = keys[key];
    if (value !== undefined && (more !== undefined || wanted.includes(key)))
      match(scene, actual[key], value, `${at}.${key}`);
  }
}
