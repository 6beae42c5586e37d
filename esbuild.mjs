// Builds every bundle of the extension from one table and fails when one outgrows its budget.
// Not here: packaging (scripts/package/vsix.ts) and what the tests start.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import * as esbuild from 'esbuild';

const require = createRequire(import.meta.url);
const production = process.argv.includes('--production') || process.env.CI === 'true';
const watch = process.argv.includes('--watch');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);

const node = { platform: 'node', format: 'cjs', target: 'node22', external: ['vscode'] };
/** VS Code puts its proxy and its certificates under these modules only by their bare names. */
const patched = { 'node:http': 'http', 'node:https': 'https' };
const page = { platform: 'browser', format: 'esm', target: 'chrome130' };

/** Name, entry points, settings and budget in KB (minified). No budget: the size is printed and nothing more. */
const bundles = [
  {
    name: 'extension',
    out: 'extension.cjs',
    entry: 'src/extension.ts',
    budget: 350,
    options: { ...node, alias: patched },
  },
  { name: 'server', out: 'server.cjs', entry: 'src/server/main.ts', options: node },
  { name: 'models (lazy)', out: 'models.cjs', entry: 'src/server/models/sdk/converse.ts', options: node },
  {
    name: 'drivers (lazy)',
    out: 'drivers.cjs',
    entry: 'src/server/engine/network/drivers/index.ts',
    // Ways of pg to other drivers, which it does without.
    options: { ...node, external: [...node.external, 'pg-native'] },
  },
  { name: 'query process', out: 'queryProcess.cjs', entry: 'src/server/engine/queryProcess.ts', options: node },
  { name: 'documents', out: 'documents.cjs', entry: 'src/server/uploads/documentProcess.ts', options: node },
  { name: 'panel', out: 'webview/main.js', entry: 'webview/main.tsx', budget: 350, options: page },
  { name: 'chart preview', out: 'webview/chartPreview.js', entry: 'webview/chartPreview/main.ts', options: page },
  { name: 'database form', out: 'webview/databaseForm.js', entry: 'webview/databaseForm/main.tsx', options: page },
  {
    name: 'database form styles',
    out: 'webview/databaseForm.css',
    entry: 'webview/databaseForm/styles.css',
    options: {},
  },
  { name: 'charts (lazy)', out: 'webview/chart.js', entry: 'webview/chart/main.ts', options: page },
  { name: 'grid (lazy)', out: 'webview/grid.js', entry: 'webview/grid/main.tsx', options: page },
  { name: 'grid tab', out: 'webview/gridTab.js', entry: 'webview/grid/tab.ts', options: page },
  { name: 'grid styles', out: 'webview/grid.css', entry: 'webview/grid/grid.css', options: {} },
  {
    name: 'styles',
    out: 'webview/styles.css',
    entry: 'webview/styles.css',
    options: { loader: { '.svg': 'dataurl' } },
  },
];

/** The native database travels beside the server bundle, so an installed extension needs no node_modules. */
const nativeDuckdb = {
  name: 'native-duckdb',
  setup(build) {
    build.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: './duckdb/duckdb.node', external: true }));
  },
};

/** So are the libraries that speak to databases on the network, which most never need. */
const driversApart = {
  name: 'drivers-apart',
  setup(build) {
    build.onResolve({ filter: /\/drivers\/index\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './drivers.cjs', external: true },
    );
  },
};

/** PostgreSQL's parser looks for its program beside the bundle that it is in. */
function copyPostgresParser() {
  mkdirSync('dist', { recursive: true });
  cpSync(path.join(path.dirname(require.resolve('libpg-query')), 'libpg-query.wasm'), 'dist/libpg-query.wasm');
}

/** The library that speaks to language models is large, and loaded by the server when the first one is asked. */
const modelsApart = {
  name: 'models-apart',
  setup(build) {
    build.onResolve({ filter: /\/sdk\/converse\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './models.cjs', external: true },
    );
  },
};

function copyNativeDuckdb() {
  const bindings = require.resolve('@duckdb/node-bindings', {
    paths: [path.dirname(require.resolve('@duckdb/node-api'))],
  });
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime ? '-musl' : '';
  const platform = `@duckdb/node-bindings-${process.platform}-${process.arch}${musl}`;
  const from = path.dirname(require.resolve(`${platform}/duckdb.node`, { paths: [path.dirname(bindings)] }));
  mkdirSync('dist/duckdb', { recursive: true });
  for (const file of readdirSync(from)) {
    if (!/\.(node|so|dylib|dll)(\.\d+)*$/.test(file)) continue;
    const to = path.join('dist/duckdb', file);
    // Never written over: a server that runs has the file mapped.
    if (existsSync(to) && statSync(to).size === statSync(path.join(from, file)).size) continue;
    rmSync(to, { force: true });
    cpSync(path.join(from, file), to);
  }
}

function settings(bundle) {
  return {
    entryPoints: [bundle.entry],
    outfile: `dist/${bundle.out}`,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    metafile: true,
    logLevel: 'warning',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    plugins: [nativeDuckdb, modelsApart, driversApart],
    ...bundle.options,
  };
}

const chosen = bundles.filter((bundle) => !only || only.split(',').includes(bundle.name));
if (!only && production) rmSync('dist', { recursive: true, force: true });
if (!only || only.includes('query process')) copyNativeDuckdb();
if (!only || only.includes('drivers')) copyPostgresParser();

if (watch) {
  for (const bundle of chosen) await (await esbuild.context(settings(bundle))).watch();
  console.log('watching');
} else {
  const over = [];
  const results = await Promise.all(chosen.map((bundle) => esbuild.build(settings(bundle))));
  mkdirSync('dist/meta', { recursive: true });
  for (const [index, bundle] of chosen.entries()) {
    writeFileSync(`dist/meta/${bundle.name.replaceAll(/\W+/g, '-')}.json`, JSON.stringify(results[index].metafile));
    const kilobytes = statSync(`dist/${bundle.out}`).size / 1000;
    const budget = bundle.budget ? ` of ${bundle.budget} KB${production ? '' : ' (not minified: not judged)'}` : ' KB';
    if (!process.argv.includes('--quiet'))
      console.error(`${bundle.name.padEnd(14)} ${kilobytes.toFixed(1).padStart(8)}${budget}`);
    if (production && bundle.budget && kilobytes > bundle.budget) over.push(bundle.name);
  }
  if (over.length > 0) throw new Error(`Over budget: ${over.join(', ')}`);
}
