// Values that mean something to this server, and values that are at the edge of what any server can take.
// Not here: which field takes which (request.ts), breaking a body (broken.ts).
import type { Chance } from './chance.ts';

/** About the small data of the tests: sales of a region with an amount. Some are understood, some refused, some odd. */
export const questions: readonly string[] = [
  'total amount by region',
  'how many sales',
  'show amount by region as a pie chart',
  'bar chart of sales by region',
  'list all sales',
  'average amount of East',
  'who is the king of France',
  'list all places',
  'average price by place',
  'run this\n\nContext: sql, a.sql\n```sql\nSELECT 42 AS answer\n```',
  'run this\n\nContext: sql, b.sql\n```sql\nSELECT region, sum(amount) AS total FROM sales GROUP BY region\n```',
  'run this\n\nContext: sql, c.sql\n```sql\nDROP TABLE sales\n```',
  "run this\n\nContext: sql, d.sql\n```sql\nSELECT * FROM read_csv('/etc/passwd')\n```",
  'run this\n\nContext: sql, e.sql\n```sql\nSELECT nothing FROM nowhere\n```',
  'run this\n\nContext: sql, f.sql, lines 3-1\n```sql\nSELECT 1; SELECT 2\n```',
  'run this\n\nContext: sql, g.sql\n```sql\nSELECT range AS n FROM range(1000)\n```',
  "run this\n\nContext: sql, h.sql\n````sql\nSELECT 1e400, NULL, [1, 2], {x: 1}, DATE '2024-02-30'\n````",
  'wie viele Verkäufe? 多少销售额 🎉',
];

/** A PNG of one pixel. */
export const smallPicture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const savedSql: readonly string[] = [
  'SELECT 1 AS one',
  'SELECT region, amount FROM sales WHERE amount > {{least}}',
  'SELECT {{a}} AS a, {{b}} AS b, {{a}} AS again',
  "SELECT '{{not_one}}' AS text, count(*) FROM sales",
  'DELETE FROM sales',
  'SELECT FROM WHERE',
  '   ',
];

/** Texts that programs stumble over; each is short, and none is white space alone. */
export const oddTexts: readonly string[] = [
  '0',
  'null',
  '\u0000x',
  '\u202egnihton',
  '\ufeffx',
  '\ud800',
  '🎉👩‍👩‍👧‍👦',
  "'; DROP TABLE chats; --",
  '<script>alert(1)</script>',
  '{{x}} $x %s %00',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'a\r\nb: c',
  '\\u0000',
  'ﷺ',
  '-1',
  '9'.repeat(40),
];

export const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 63),
  1e308,
  5e-324,
  '',
  ' \t\n',
  [],
  {},
  [null],
  [[]],
  { '': '' },
];

/** Arrays or objects within each other, `depth` levels down. */
export function deepJson(depth: number, kind: 'array' | 'object'): string {
  const [open, shut] = kind === 'array' ? ['[', ']'] : ['{"a":', '}'];
  return `${open.repeat(depth)}1${shut.repeat(depth)}`;
}

export function oddText(chance: Chance): string {
  return chance.pick(oddTexts);
}

/** A CSV file of a few rows, as people have them. */
export function smallCsv(chance: Chance): string {
  const rows = Array.from({ length: 1 + chance.below(20) }, (_, index) => {
    return `${index + 1},${chance.pick(['North', 'South', '"a, b"', ''])},${chance.below(1000) / 10}`;
  });
  return ['id,place,price', ...rows].join(chance.pick(['\n', '\r\n']));
}

/** Files that are no CSV, or a strange one. */
export function oddFile(chance: Chance): Buffer {
  return chance.pick([
    () => Buffer.from(''),
    () => Buffer.from('%PDF-1.7\n%âãÏÓ'),
    () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    () => Buffer.from([0xff, 0xfe, 0x61, 0x00]),
    () => Buffer.alloc(2000),
    () => Buffer.from('a,b\n"never closed\n1,2\n'),
    () => Buffer.from('a,a,a,,\n1,2,3,4,5\n'),
    () => Buffer.from('<!doctype html><p>x'),
    () => Buffer.from(`${'c,'.repeat(3000)}c\n`),
    () => Buffer.from(oddText(chance)),
    () => Buffer.from('a;b;c\n1;2;3\n\n\n;;\n'),
    () => Buffer.from([0x61, 0x2c, 0xe9, 0x0a, 0x31, 0x2c, 0x32]),
  ])();
}
