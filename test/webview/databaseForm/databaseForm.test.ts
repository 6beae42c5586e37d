// The form for a database in a real browser, narrow and in every theme: its fields, what is said of them, where a password is and is not.
// Not here: addresses (test/host/databases/databaseForm.test.ts), a real database (test/vscode/databases.test.ts).
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { artifacts, root } from '../../../scripts/paths.ts';
import { emptyForm } from '../../../src/bridge/databaseForm.ts';
import type { FromDatabaseForm, ToDatabaseForm } from '../../../src/bridge/databaseFormMessages.ts';
import { paste } from '../../support/vscodeDatabases.ts';
import { accessibilityProblems } from '../preview/axe.ts';
import { launch, openPage } from '../preview/browser.ts';
import { missing } from '../preview/panel.ts';
import { type ThemeName, themes } from '../preview/themes.ts';

const secret = 'correct-horse-battery';
const address = `postgres://ana:${secret}@db.example.org:5433/shop?sslmode=require&schema=sales`;
const names = ['dark', 'light', 'highContrast', 'highContrastLight'] as const satisfies readonly ThemeName[];

/** The host's side: what the page keeps outlives it. */
const host = (theme: ThemeName) => `
  for (const [name, value] of Object.entries(${JSON.stringify(themes[theme].variables)}))
    document.documentElement.style.setProperty('--vscode-' + name, value);
  document.documentElement.style.background = ${JSON.stringify(themes[theme].variables['editor-background'] ?? '')};
  document.body.className = ${JSON.stringify(themes[theme].bodyClass)};
  window.posted = [];
  window.acquireVsCodeApi = () => ({
    getState: () => JSON.parse(sessionStorage.getItem('kept') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('kept', JSON.stringify(state)),
    postMessage: (message) => {
      window.posted.push(message);
      const { form, id } = window.begin ?? ${JSON.stringify({ form: emptyForm, id: null })};
      if (message.kind === 'ready') window.postMessage({ kind: 'opened', form, id }, '*');
    },
  });`;

describe('the form for a database', { skip: missing }, () => {
  let server: Server;
  let browser: Browser;
  let url: string;

  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [
        path.join(root, 'webview/databaseForm/main.tsx'),
        path.join(root, 'webview/databaseForm/styles.css'),
      ],
      outdir: '/',
      bundle: true,
      write: false,
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    });
    const files = new Map(outputFiles.map((file) => [path.basename(file.path), file.text]));
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const name = pathname.slice(1);
      const file = name === 'host.js' ? host((searchParams.get('theme') ?? 'dark') as ThemeName) : files.get(name);
      if (file !== undefined) {
        response.writeHead(200, { 'Content-Type': name.endsWith('.css') ? 'text/css' : 'text/javascript' }).end(file);
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><html lang="en"><head>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src data:">
        <title>Database</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/styles.css"></head><body>
        <div id="root"></div><script src="/host.js?${searchParams}"></script><script type="module" src="/main.js"></script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launch('/usr/bin/chromium');
    mkdirSync(path.join(artifacts, 'screenshots'), { recursive: true });
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  async function see(look: (page: Page) => Promise<void>, theme: ThemeName = 'dark'): Promise<void> {
    const { page, complaints } = await openPage(browser, url);
    await page.setViewportSize({ width: 300, height: 900 });
    await page.goto(`${url}/?theme=${theme}`);
    await page.getByTestId('host').waitFor();
    await look(page);
    assert.deepEqual(complaints, []);
    await page.close();
  }
  const posted = (page: Page): Promise<FromDatabaseForm[]> => page.evaluate('window.posted');
  const hear = (page: Page, message: ToDatabaseForm): Promise<void> =>
    page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);

  for (const theme of names)
    test(`is readable and accessible in ${theme} at 300 pixels, also with what is wrong`, () =>
      see(async (page) => {
        assert.deepEqual(await accessibilityProblems(page), []);
        await paste(page.getByTestId('address'), address);
        await page.getByTestId('test').click();
        const text = 'The database at db.example.org:5433 does not take this password for "ana". Check both.';
        await hear(page, { kind: 'failed', text, field: 'password', canKeep: false });
        await page.getByTestId('password-problem').waitFor();
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing is cut off');
        const file = path.join(artifacts, 'screenshots', `database-form-${theme}-300.png`);
        await page.screenshot({ path: file, fullPage: true });
      }, theme));

  test('a password that was pasted with its address is in its field alone, goes to the host once a try, and is not kept', () =>
    see(async (page) => {
      await paste(page.getByTestId('address'), address);
      assert.equal(await page.getByTestId('password').inputValue(), secret);
      assert.equal(await page.getByTestId('password').getAttribute('type'), 'password');
      await page.getByTestId('test').click();
      const [, sent] = await posted(page);
      assert.ok(sent?.kind === 'test');
      assert.equal(sent.password, secret);
      assert.deepEqual(sent.form, {
        ...{ kind: 'postgres', name: 'shop', host: 'db.example.org', port: '5433', database: 'shop', schema: 'sales' },
        ...{ user: 'ana', encryption: 'require', ca: '' },
      });
      assert.ok(!JSON.stringify(sent.form).includes(secret));
      const kept: string = await page.evaluate("sessionStorage.getItem('kept')");
      assert.ok(kept.includes('db.example.org') && !kept.includes(secret));
      assert.ok(!(await page.content()).includes(secret), 'in no attribute either');
      await page.reload();
      await page.getByTestId('host').waitFor();
      assert.equal(await page.getByTestId('host').inputValue(), 'db.example.org');
      assert.equal(await page.getByTestId('password').inputValue(), '');
    }));

  test('what is missing has the keyboard, and what is said of a field goes when it is changed', () =>
    see(async (page) => {
      await page.getByTestId('host').fill('');
      await page.getByTestId('save').click();
      await page.getByTestId('database-problem').waitFor();
      assert.equal(await page.evaluate('document.activeElement.id'), 'host');
      await page.getByTestId('host').fill('db');
      await page.getByTestId('host-problem').waitFor({ state: 'detached' });
      assert.equal(await page.getByTestId('database-problem').count(), 1);
      assert.deepEqual(
        (await posted(page)).map(({ kind }) => kind),
        ['ready'],
      );
    }));

  test('each kind asks for what it has: catalogs, schemas, ports', () =>
    see(async (page) => {
      const port = () => page.getByTestId('port').getAttribute('placeholder');
      assert.equal(await port(), '5432');
      await page.getByTestId('kind').selectOption('trino');
      await page.getByText('Catalog', { exact: true }).waitFor();
      await page.getByTestId('host').fill('trino.example.org');
      assert.equal(await port(), '8443');
      await page.getByTestId('kind').selectOption('mysql');
      await page.getByTestId('schema').waitFor({ state: 'detached' });
      await page.getByTestId('encryption').selectOption('prefer');
      await page.getByTestId('kind').selectOption('clickhouse');
      assert.equal(await page.getByTestId('encryption').inputValue(), 'auto');
    }));

  test('while it is tried it can be stopped and not be sent again; what cannot be reached can be kept', () =>
    see(async (page) => {
      await paste(page.getByTestId('address'), address);
      await page.getByTestId('save').click();
      await page.getByTestId('stop').click();
      assert.ok(await page.getByTestId('test').isDisabled());
      await hear(page, { kind: 'stopped' });
      await page.getByText('Nothing was saved.').waitFor();
      await page.getByTestId('save').click();
      const text = 'Nothing answers at db.example.org:5433. Check host and port, and that the database runs.';
      await hear(page, { kind: 'failed', text, field: 'host', canKeep: true });
      await page.getByTestId('save-untried').click();
      const sent = (await posted(page)).slice(1).map((each) => ('untried' in each ? each.untried : each.kind));
      assert.deepEqual(sent, [false, 'stop', false, true]);
    }));

  test('an address that is none says so, and a host alone stays a host', () =>
    see(async (page) => {
      await page.getByTestId('address').fill('sqlite:///a.db');
      await page.getByTestId('address').press('Enter');
      await page.getByText('This is no address of a database.').waitFor();
      await page.getByTestId('host').fill('');
      await paste(page.getByTestId('host'), 'db.example.org');
      assert.equal(await page.getByTestId('user').inputValue(), '');
    }));
});
