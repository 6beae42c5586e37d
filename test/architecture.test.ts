// The rules of who may import whom, read from the imports themselves. A rule that is broken fails with the path printed.
// Not here: style; the linter has that.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const files = [...globSync('src/**/*.ts'), ...globSync('webview/**/*.{ts,tsx}')].map((file) =>
  file.replaceAll('\\', '/'),
);

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

/** The room a file is in: `protocol`, `server`, ..., `webview`, or `extension`. */
function roomOf(file: string): string {
  if (file.startsWith('webview/')) return 'webview';
  return file === 'src/extension.ts' ? 'extension' : (file.split('/')[1] ?? '');
}

const mayImport: Record<string, readonly string[]> = {
  base: [],
  protocol: ['base'],
  session: ['base', 'protocol'],
  chat: ['base', 'protocol'],
  bridge: ['base', 'protocol', 'chat'],
  host: ['base', 'protocol', 'session', 'chat', 'bridge'],
  server: ['base', 'protocol'],
  webview: ['base', 'protocol', 'chat', 'bridge'],
  extension: ['base', 'host'],
};

test('there is something to check', () => assert.ok(files.length > 50));

test('rooms import only the rooms they may', () => {
  for (const file of files) {
    const room = roomOf(file);
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = path.posix.join(path.posix.dirname(file), specifier);
      const other = roomOf(target);
      assert.ok(other === room || mayImport[room]?.includes(other), `${file} imports ${target}`);
    }
  }
});

test('vscode, Node and the DOM stay where they belong', () => {
  for (const file of files) {
    const room = roomOf(file);
    for (const specifier of importsOf(file)) {
      if (specifier === 'vscode') assert.ok(room === 'host' || room === 'extension', `${file} imports vscode`);
      if (specifier.startsWith('node:'))
        assert.ok(['session', 'host', 'server', 'extension'].includes(room), `${file} imports ${specifier}`);
      if (specifier === '@vscode/webview-ui-toolkit') assert.equal(file, 'webview/ui/toolkit.ts');
      if (/^vega/.test(specifier)) assert.ok(file.startsWith('webview/chart/'), `${file} imports ${specifier}`);
      if (/^@duckdb/.test(specifier)) assert.ok(file.startsWith('src/server/engine/'), `${file} imports ${specifier}`);
    }
  }
});

test('no import goes round in a circle', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => path.posix.join(path.posix.dirname(file), name)),
    ]),
  );
  const done = new Set<string>();
  function visit(file: string, trail: string[]) {
    const at = trail.indexOf(file);
    assert.equal(at, -1, `a circle: ${[...trail.slice(at), file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  }
  for (const file of files) visit(file, []);
});

test('a subscription to VS Code is handed to something that ends it', () => {
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n');
    for (const [at, line] of lines.entries()) {
      const isArgument = /[(,]$/.test(lines[at - 1] ?? '');
      if (!isArgument)
        assert.doesNotMatch(line, /^\s*[\w.]+\.onDid\w+\(/, `${file} drops a subscription: ${line.trim()}`);
    }
  }
});

test('every file says what it is in its first lines', () => {
  for (const file of files) assert.match(readFileSync(file, 'utf8'), /^\/\/ .+\n\/\/ /, file);
});

test('a file that the head of another names is there', () => {
  const named = [...files, ...globSync('{test,scripts}/**/*.{ts,mjs}').map((file) => file.replaceAll('\\', '/'))];
  for (const file of files) {
    const [head = ''] = /^(\/\/.*\n)+/.exec(readFileSync(file, 'utf8')) ?? [];
    for (const [name] of head.matchAll(/(?<![\w*./-])[\w./-]+\.(ts|tsx|mjs)\b/g)) {
      const isThere = named.some((each) => each.endsWith(`/${name.replace(/^(\.\.?\/)+/, '')}`) || each === name);
      assert.ok(isThere, `${file} names ${name}, which is not there`);
    }
  }
});

test('files stay small, or say at the top why not', () => {
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n');
    if (lines.length > 300) assert.match(lines.slice(0, 4).join(' '), /lines/, `${file} has ${lines.length} lines`);
  }
});

test('bundles hold what they may, by the bundler’s own account', () => {
  const inputs = (bundle: string) => Object.keys(JSON.parse(readFileSync(`dist/meta/${bundle}.json`, 'utf8')).inputs);
  for (const input of inputs('extension'))
    assert.doesNotMatch(input, /src\/server\/|webview\/|vega|duckdb|preact|@ai-sdk|node_modules\/(ai|zod)\//, input);
  for (const input of inputs('panel'))
    assert.doesNotMatch(input, /vega|src\/(server|session|host)\/|node_modules\/ws\//, input);
  for (const input of inputs('server'))
    assert.doesNotMatch(
      input,
      /webview\/|src\/(host|session)\/|vega|models\/sdk\/|@ai-sdk|node_modules\/(ai|zod)\//,
      input,
    );
});
