// Spoils frames of a server in every way that comes to mind, by seeded chance.
// Not here: what they must not do (frames.ts).

type Random = () => number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Mutator {
  frame(): string;
}

const protoKeys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];
const loneSurrogates = ['\\ud800', '\\udc00', '\\udbff\\ud800', '\\ud83d'];
const notNumbers = ['NaN', 'Infinity', '-Infinity', 'undefined', '0x10', '1e999', '-0', '01', "'a'", '.5'];
/** Long ones are rare: a million of them would only measure the memory bus. */
const oneHugeIn = 500;

/** Frames made from those that were recorded; `chatId` is put in for the chat of most. */
export function createMutator(recorded: readonly string[], random: Random, chatId: () => string): Mutator {
  const below = (end: number) => Math.floor(random() * end);
  function pick<T>(list: readonly T[]): T {
    const item = list[below(list.length)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  }
  const original = () => pick(recorded).replaceAll(/chat_[0-9a-f]+/g, (id) => (random() < 0.9 ? chatId() : id));

  function strange(): Json {
    const size = random() * oneHugeIn < 1 ? 200_000 : below(30);
    return pick<() => Json>([
      () => null,
      () => random() < 0.5,
      () => pick([0, -1, 0.1, 1e308, -1e-308, 2 ** 53, Number.MIN_VALUE]),
      () => 'x'.repeat(size),
      () => '\u0000\u2028\uFEFF<script>',
      () => [],
      () => ({}),
      () => Array.from({ length: Math.min(size, 2_000) }, () => null),
      () => [[[[]]], { a: { b: [{}] } }],
      () => pick(protoKeys),
    ])();
  }

  /** Every place in a value that has a parent to be changed in. */
  function places(value: Json): (readonly [Json[] | { [key: string]: Json }, string])[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => [[value, key] as const, ...places(inner)]);
  }

  function changed(change: (parent: Json[] | { [key: string]: Json }, key: string) => void): string {
    const json = JSON.parse(original()) as Json;
    for (let times = 1 + below(3); times > 0; times--) {
      const all = places(json);
      if (all.length > 0) change(...pick(all));
    }
    return JSON.stringify(json);
  }
  const set = (parent: Json[] | { [key: string]: Json }, key: string, value: Json) => {
    if (Array.isArray(parent)) parent[Number(key)] = value;
    else parent[key] = value;
  };

  /** The text with something put in at a place by chance, in the place of as many characters. */
  function spliced(text: string, put: string, removed: number): string {
    const at = below(text.length);
    return text.slice(0, at) + put + text.slice(at + removed);
  }

  const kinds: readonly (() => string)[] = [
    original,
    () => {
      const bytes = Buffer.from(original());
      for (let times = 1 + below(4); times > 0; times--) {
        const at = below(bytes.length);
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << below(8)), at);
      }
      return bytes.toString();
    },
    () => {
      const text = original();
      return text.slice(0, below(text.length));
    },
    () => changed((parent, key) => set(parent, key, strange())),
    () => changed((parent, key) => (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key])),
    () => changed((parent) => set(parent, Array.isArray(parent) ? '0' : pick(protoKeys), strange())),
    // `__proto__` as a key of the text itself, which no assignment makes.
    () => original().replace('{', `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},`),
    () => original().replace('"data":{', `"data":{"${pick(protoKeys)}":${JSON.stringify(strange())},`),
    () => original().replace(/"event":"\w+"/, `"event":"${pick([...protoKeys, 'telepathy', `e${below(1e6)}`])}"`),
    () => original().replace(/"event":"\w+"/, /"event":"\w+"/.exec(original())?.[0] ?? ''),
    () => original().replace('"data":', `"data":${JSON.stringify(strange())},"data":`),
    () => original().replace(/}$/, `,"event":${JSON.stringify(strange())}}`),
    () => original().replace(/:("[^"]*"|[\d.]+|null)/, `:${pick(notNumbers)}`),
    () => original().replace(/:"/, `:"${pick(loneSurrogates)}`),
    () => spliced(original(), original().slice(below(50), below(200)), below(100)),
    () => spliced(original(), pick([...notNumbers, '{', '}', '[', ']', '"', ',', ':', '\\', '\u0000', '\n']), 1),
    () => {
      const depth = random() * oneHugeIn < 1 ? 100_000 : below(200);
      const [open, close] = pick([
        ['[', ']'],
        ['{"a":', '}'],
      ] as const);
      const nested = `${open.repeat(depth)}0${random() < 0.8 ? close.repeat(depth) : ''}`;
      return original().replace('"data":{', `"data":{"arguments":${nested},`);
    },
    () =>
      pick(['', ' ', 'null', '[]', '{}', '0', '"event"', '\u0000', '{"event":"message"}', '{"event":null}', 'true']),
  ];
  return { frame: () => pick(kinds)() };
}
