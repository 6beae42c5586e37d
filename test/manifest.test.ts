// package.json against the code: ids, settings, what is promised and what is packaged.
// Not here: whether the commands work (test/vscode).
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commandIds, contextKeys, libraryCommandIds, viewIds } from '../src/host/ids.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { contributes } = manifest;

test('the commands of the manifest are the commands of the code', () => {
  assert.deepEqual(
    contributes.commands.map((item: { command: string }) => item.command).sort(),
    Object.values(commandIds).sort(),
  );
});

test('menus, keys and welcome views name commands that exist', () => {
  const known = new Set<string>(Object.values(commandIds));
  const named = [...JSON.stringify([contributes.menus, contributes.keybindings]).matchAll(/"command":"([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );
  const linked = [...JSON.stringify(contributes.viewsWelcome).matchAll(/command:([\w.]+)/g)].map(
    (match) => match[1] ?? '',
  );
  for (const id of [...named, ...linked]) assert.ok(known.has(id), id);
});

test('views and context keys are those of the code', () => {
  assert.deepEqual(
    contributes.views.trellis.map((view: { id: string }) => view.id).sort(),
    Object.values(viewIds).sort(),
  );
  const keys = new Set<string>(Object.values(contextKeys));
  for (const [, key] of JSON.stringify(contributes).matchAll(
    /(?<![\w=] )\b(trellis\.(?:connected|running|signedIn|canRename|canAddDatabases|withoutLibrary|withoutTransports|hasAccounts))\b/g,
  ))
    assert.ok(keys.has(key ?? ''));
});

test('the engine and its types are of one version', () => {
  const [major, minor] = manifest.engines.vscode.replace('^', '').split('.');
  assert.ok(manifest.devDependencies['@types/vscode'].startsWith(`${major}.${minor}.`));
});

test('a workspace cannot redirect a key, nor choose data without trust', () => {
  for (const name of ['trellis.serverUrl', 'trellis.assistantUrl', 'trellis.defaultModel'])
    assert.equal(contributes.configuration.properties[name].scope, 'application');
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('trellis.dataPath'));
});

test('no setting is a secret, and nothing starts with VS Code', () => {
  for (const name of Object.keys(contributes.configuration.properties))
    assert.doesNotMatch(name, /key|token|secret|password/i);
  // SQL of a saved query, and a result, that were open in an editor come back with their window.
  assert.deepEqual(manifest.activationEvents, [
    'onFileSystem:trellis-library',
    'onWebviewPanel:trellis.databaseForm',
    'onWebviewPanel:trellis.result',
    'onWebviewPanel:trellis.chartPreview',
  ]);
});

test('no webview is kept alive while hidden', () => {
  for (const file of ['src/extension.ts', 'src/host/chatView.ts'])
    assert.doesNotMatch(readFileSync(file, 'utf8'), /retainContextWhenHidden/);
});

test('the files the manifest names exist', () => {
  for (const file of [manifest.icon, contributes.viewsContainers.activitybar[0].icon])
    assert.ok(existsSync(file), file);
});

test('what a source may lack is asked of it wherever it is offered', () => {
  const { menus, keybindings, views } = contributes;
  const places: { command: string; when?: string }[] = [...Object.values(menus).flat(), ...keybindings];
  for (const { command, when } of places)
    if (command === commandIds.renameChat) assert.match(when ?? '', /trellis\.canRename/);
  const palette = new Map<string, string>(
    menus.commandPalette.map(({ command, when }: { command: string; when: string }) => [command, when]),
  );
  for (const id of Object.values(libraryCommandIds))
    assert.match(palette.get(id) ?? '', /!trellis\.withoutLibrary/, id);
  assert.match(palette.get(commandIds.chooseTransport) ?? '', /!trellis\.withoutTransports/);
  for (const view of views.trellis)
    assert.equal(view.when ?? '', /queries|notes/.test(view.id) ? '!trellis.withoutLibrary' : '', view.id);
});
