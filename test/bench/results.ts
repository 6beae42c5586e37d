// `npm run -s bench:results`: pages of a result of a million rows after a sort and a filter, and the memory of its export.
// Not here: measuring (resultsBench.ts).
import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchResults } from './resultsBench.ts';

const pageBar = 100;
const memoryBar = 100;

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(values.rows);
const say = (text: string) => process.stdout.write(`${text}\n`);

const { snapshot, pages, exports } = await benchResults(rows, ['csv', 'json', 'parquet']);
const plain = pages[0]?.median ?? 1;
say(
  `${rows.toLocaleString('en')} rows; snapshot ${Math.round(snapshot)} ms; pages of 200 over HTTP, at 11 places each:`,
);
say('                            first    median   slowest   to unsorted');
for (const { name, first, median, slowest } of pages)
  say(`  ${name.padEnd(22)} ${ms(first)} ${ms(median)} ${ms(slowest)} ${(median / plain).toFixed(1).padStart(8)} x`);
for (const { format, ms: took, bytes, growthMb } of exports)
  say(
    `export ${format.padEnd(8)} ${Math.round(took)} ms, ${(bytes / 1e6).toFixed(1)} MB; memory +${growthMb.toFixed(0)} MB`,
  );

const short = [
  ...pages.filter(({ median }) => median >= pageBar).map(({ name, median }) => `${name}: ${median.toFixed(0)} ms`),
  ...exports
    .filter(({ format, growthMb }) => format === 'csv' && growthMb >= memoryBar)
    .map(({ format, growthMb }) => `export ${format}: +${growthMb.toFixed(0)} MB`),
];
say(
  short.length > 0 ? `Over the bar: ${short.join('; ')}` : `All pages under ${pageBar} ms, CSV under ${memoryBar} MB.`,
);
process.exitCode = short.length > 0 ? 1 : 0;

function ms(value: number): string {
  return `${value.toFixed(1).padStart(8)}`;
}
