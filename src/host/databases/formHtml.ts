// The page of the form for a database: the same strict policy as the panel's, its own script and style sheet.
// Not here: anything that is drawn (webview/databaseForm).
import * as vscode from 'vscode';

export function formHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const asset = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('databaseForm.css')}">
<title>Database</title>
</head>
<body>
<div id="root"></div>
<script type="module" src="${asset('databaseForm.js')}"></script>
</body>
</html>`;
}
