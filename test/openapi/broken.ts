// A good body made a bad one: one thing in it changed, at any depth; or bytes that are no such body at all.
// Not here: making the good one (request.ts), judging whether the change matters (the schema says).
import type { Chance } from './chance.ts';
import { deepJson, oddText, oddValues } from './values.ts';

type Json = Record<string, unknown>;

/** Takes the inner value and puts another in its place. */
interface Place {
  value: unknown;
  set(value: unknown): void;
  remove(): void;
}

function placesOf(holder: unknown): Place[] {
  if (typeof holder !== 'object' || holder === null) return [];
  const object = holder as Json;
  return Object.keys(object).flatMap((key) => [
    {
      value: object[key],
      set: (value: unknown) => {
        object[key] = value;
      },
      remove: () => {
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete object[key];
      },
    },
    ...placesOf(object[key]),
  ]);
}

/** Longer than any text may be, or exactly as long as one may be. */
const lengths = [64, 65, 100, 101, 200, 201, 2000, 2001, 4000, 4001, 32_000, 32_001, 100_000, 100_001];

/** Changes one thing in a copy. What comes out may still fit the schema. */
export function changed(chance: Chance, body: unknown): unknown {
  const copy = { body: structuredClone(body) };
  const place = chance.pick(placesOf(copy));
  const { value } = place;
  const ways: (() => void)[] = [
    () => place.set(chance.pick(oddValues)),
    () => place.set(oddText(chance)),
    () => place.set([value]),
    () => place.set({ value }),
    () => place.set(JSON.parse(deepJson(1 + chance.below(200), chance.pick(['array', 'object'])))),
    () => place.remove(),
    () => place.set('x'.repeat(chance.often(0.3) ? chance.pick(lengths) : chance.pick(lengths.slice(0, 6)))),
    () => place.set(`${String(value)}${oddText(chance)}`),
    () => place.set(Array.from({ length: chance.pick([20, 21, 51, 2000]) }, () => value)),
  ];
  if (typeof value === 'object' && value !== null) {
    const object = value as Json;
    ways.push(() => {
      object[chance.pick(['extra', '__proto__', 'constructor', 'toString', '', oddText(chance)])] =
        chance.pick(oddValues);
    });
  }
  chance.pick(ways)();
  return copy.body ?? null;
}

/** Bytes that are no JSON, not all of it, more than it, or not in UTF-8. */
export function brokenBytes(chance: Chance, good: string): Buffer {
  return chance.pick([
    () => Buffer.alloc(0),
    () => Buffer.from(good.slice(0, Math.max(1, chance.below(good.length)))),
    () => Buffer.from(`${good}}`),
    () => Buffer.from(good.replaceAll('"', "'")),
    () => Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]),
    () => Buffer.from(good, 'utf16le'),
    () => Buffer.from(deepJson(20_000, chance.pick(['array', 'object']))),
    () => Buffer.from('NaN'),
    () => Buffer.from(oddText(chance)),
    () => Buffer.from(`{"a":"${'x'.repeat(1024 * 1024)}"}`),
  ])();
}
