import { openEngine } from '/work/main/test/server/planner/testEngine.ts';
import { ask, now } from '/work/main/test/server/planner/ask.ts';
import * as schemas from '/work/main/test/server/planner/schemas.ts';
import { ensureSample } from '/work/main/src/server/engine/sample.ts';
const [name = '', ...qs] = process.argv.slice(2);
const engine = name === 'sample' ? await openEngine('', await ensureSample('/tmp/planner-sample', now)) : await openEngine((schemas as Record<string, string>)[name] ?? '');
let previous: unknown;
for (const q of qs) {
  const fresh = q.startsWith('! ');
  const a = await ask(engine, q.replace(/^! /, ''), fresh ? undefined : previous);
  console.log('Q', q, '\n  ', a.text, a.failed ? JSON.stringify(a.failed) : '');
  if (a.done) console.log('  R:', a.done.reading, a.done.clarification ? '| C: '+JSON.stringify(a.done.clarification):'');
  if (process.env.SQL && a.done?.sql) console.log(a.done.sql);
  for (const v of a.visualizations) console.log('  ', v.type, v.type==='chart'? v.chart_type+' '+JSON.stringify(v.data).slice(0,200): JSON.stringify(v.headers)+JSON.stringify(v.rows).slice(0,200));
  if (a.done?.memory) previous = a.done.memory;
}
engine.dispose();
