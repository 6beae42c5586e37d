// Serves the built panel in a page like the host's, with the same policy, over loopback. Run it to look at a scene:
// `node test/webview/preview/server.ts`. Not here: a browser (browser.ts).
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { builtPanel, bundles } from './build.ts';
import { scenes } from './scenes.ts';
import { type ThemeName, themes } from './themes.ts';

const nonce = 'cHJldmlldw';

export interface PreviewServer {
  url: string;
  close(): void;
}

function isTheme(name: string): name is ThemeName {
  return Object.hasOwn(themes, name);
}

function page(origin: string, query: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${origin}`,
    `style-src ${origin} 'nonce-${nonce}'`,
    `img-src ${origin} data:`,
    `font-src ${origin}`,
    "connect-src 'none'",
  ].join('; ');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trellis</title>
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1.0"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/webview/styles.css"></head>
<body><script src="/preview.js?${query}"></script><script src="/fakeHost.js"></script>
<div id="root" data-chart-script="${origin}/dist/webview/chart.js" data-grid-script="${origin}/dist/webview/grid.js"></div>
<script type="module" src="/dist/webview/main.js"></script></body></html>`;
}

/** Listens on a free port of the loopback interface. `/?scene=<name>&theme=<name>` shows a scene. */
export async function startPreview(): Promise<PreviewServer> {
  const folder = await builtPanel();
  const built = new Map(bundles.map((name) => [`/dist/webview/${name}`, readFileSync(path.join(folder, name))]));
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host ?? ''}`;
    const url = new URL(request.url ?? '/', origin);
    const reply = (type: string, body: string | Buffer, cache = 'no-store'): void => {
      response.writeHead(200, { 'content-type': type, 'cache-control': cache }).end(body);
    };
    if (url.pathname === '/') return reply('text/html', page(origin, url.search.slice(1)));
    if (url.pathname === '/fakeHost.js') {
      return reply('text/javascript', readFileSync(path.join(import.meta.dirname, 'fakeHost.js')));
    }
    if (url.pathname === '/preview.js') {
      const theme = url.searchParams.get('theme') ?? 'dark';
      const scene = scenes[url.searchParams.get('scene') ?? 'first'];
      const json = JSON.stringify({ scene, theme: themes[isTheme(theme) ? theme : 'dark'] });
      return reply('text/javascript', `window.preview = ${json};`);
    }
    const bundle = built.get(url.pathname);
    // They stay the same as long as this port is served, and a browser that keeps them has them compiled.
    if (bundle) return reply(url.pathname.endsWith('.css') ? 'text/css' : 'text/javascript', bundle, 'max-age=86400');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

if (import.meta.main) {
  const { url } = await startPreview();
  for (const name of Object.keys(scenes)) console.log(`${url}/?scene=${name}&theme=dark`);
}
