// The pages of the extension: a strict policy, one style sheet, one script.
// Not here: anything that is drawn (webview/).
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { settings } from './settings.ts';

export interface PageParts {
  title: string;
  /** In `dist/webview`. */
  script: string;
  /** Besides the panel's. */
  styles?: readonly string[];
  /** Bundles that the script loads itself when it needs them: in the `data-` attributes of the root, by these names. */
  bundles?: Readonly<Record<string, string>>;
  /** Further `data-` attributes. */
  data?: Readonly<Record<string, string>>;
}

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  return pageHtml(webview, extensionUri, {
    title: 'Trellis',
    script: 'main.js',
    bundles: { 'chart-script': 'chart.js', 'grid-script': 'grid.js' },
    data: { 'charts-on-paper': String(settings.chartsOnPaper()) },
  });
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, parts: PageParts): string {
  const asset = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `img-src ${webview.cspSource} data:`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  const bundles = Object.entries(parts.bundles ?? {}).map(([name, file]) => [name, asset(file)] as const);
  const data = [...bundles, ...Object.entries(parts.data ?? {})].map(
    ([name, value]) => ` data-${name}="${escaped(value)}"`,
  );
  const styles = ['styles.css', ...(parts.styles ?? [])].map((name) => `<link rel="stylesheet" href="${asset(name)}">`);
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.join('\n')}
<title>${escaped(parts.title)}</title>
</head>
<body>
<div id="root"${data.join('')}></div>
<script type="module" src="${asset(parts.script)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
