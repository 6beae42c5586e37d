// VS Code's proxy and certificate settings hold for everything the extension sends: REST, answers over HTTP, the WebSocket.
// The server's name can be resolved by the proxy alone. Not here: which way a question takes (badLine.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, describe, test } from 'node:test';
import { makeCertificates } from '../support/certificate.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connectProxy.ts';
import { type RecordingDoor, startRecordingDoor } from '../support/recordingDoor.ts';
import { testServer } from '../support/testServer.ts';
import { fillSignIn, signIn, signInRefusal, untilLine } from '../support/vscodeAccount.ts';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask } from '../support/vscodePanel.ts';
import { writeUserSettings } from '../support/vscodeUserSettings.ts';

const name = 'trellis.example.test';

describe('the proxy and the certificates of VS Code', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-proxy-'));
  const authority = path.join(folder, 'authority.pem');
  const certificate = makeCertificates(name);
  writeFileSync(authority, certificate.ca);
  after(() => rmSync(folder, { recursive: true, force: true }));

  interface Scene {
    vscode: Vscode;
    proxy: ConnectProxy;
    door: RecordingDoor;
    apiKey: string;
  }

  /** A window whose environment and settings are as given, and behind the proxy a Trellis server over https. */
  async function scene(
    t: Parameters<typeof testServer>[0],
    environment: Record<string, string>,
    settings: Record<string, unknown> = {},
    credentials?: string,
  ): Promise<Scene> {
    const server = await testServer(t);
    const door = await startRecordingDoor({ target: server.url, certificate });
    t.after(() => door.close());
    const proxy = await startConnectProxy({
      hosts: { [`${name}:443`]: door.port },
      ...(credentials === undefined ? {} : { credentials }),
    });
    t.after(() => proxy.close());
    Object.assign(process.env, environment);
    const vscode = await launchVscode();
    t.after(() => vscode.close());
    for (const key of Object.keys(environment)) delete process.env[key];
    const userInfo = credentials === undefined ? '//' : `//${credentials}@`;
    await writeUserSettings(vscode, { 'http.proxy': proxy.url.replace('//', userInfo), ...settings });
    return { vscode, proxy, door, apiKey: server.apiKey };
  }

  async function everythingGoesThrough({ vscode, proxy, door, apiKey }: Scene): Promise<void> {
    await signIn(vscode, { url: `https://${name}`, email: 'you@localhost', apiKey });
    await ask(vscode, 'How many sales are there?');
    await untilLine(vscode, 'by WebSocket');
    assert.ok(door.requests.some(({ url, upgrade }) => upgrade && url.startsWith('/v1/chats/ws')));
    door.upgrades = 'refuse';
    door.cutAll();
    await untilLine(vscode, 'over HTTP');
    await ask(vscode, 'How many regions are there?');
    assert.ok(door.requests.some(({ method, url, upgrade }) => method === 'POST' && url === '/v1/chats' && !upgrade));
    assert.deepEqual([...new Set(proxy.tunnels.map(({ authority }) => authority))], [`${name}:443`]);
  }

  test('a certificate of the system: REST, the socket and answers over HTTP go through the proxy', async (t) => {
    const all = await scene(t, { SSL_CERT_FILE: authority });
    await everythingGoesThrough(all);
    await all.vscode.screenshot('proxy');
  });

  test('a certificate given to Node, a proxy with a password, and proxy support "on": the same', async (t) => {
    // With the system's certificates VS Code's fetch trusts those alone.
    const settings = { 'http.proxySupport': 'on', 'http.systemCertificates': false };
    const all = await scene(t, { NODE_EXTRA_CA_CERTS: authority }, settings, 'anna:sesame');
    await everythingGoesThrough(all);
  });

  test('a certificate that nobody vouches for is refused, and the person is told where to look', async (t) => {
    const { vscode, door, apiKey } = await scene(t, {});
    await vscode.openView();
    await fillSignIn(vscode, { url: `https://${name}`, email: 'you@localhost', apiKey });
    const said = await signInRefusal(vscode, 'unknown-certificate');
    assert.match(said, /certificate of .* is not trusted here/);
    assert.deepEqual(door.requests, []);
  });
});
