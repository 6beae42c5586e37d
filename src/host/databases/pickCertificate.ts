// A file with certificates, chosen in VS Code's own dialog and read here; the page cannot read files.
// Not here: whether the certificates are any good (the server tries them).
import * as vscode from 'vscode';

/** Of a file with more there is surely something else in it. */
const maxBytes = 200_000;

/** Undefined when the person changed their mind. Throws why it cannot be taken. */
export async function pickCertificate(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Certificates to trust',
    openLabel: 'Use',
    filters: { Certificates: ['pem', 'crt', 'cer', 'ca-bundle'], 'All files': ['*'] },
  });
  const [file] = picked ?? [];
  if (!file) return undefined;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > maxBytes) throw new Error('This file is too large for certificates: at most 200 KB.');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  // A private key has no business in a form.
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (!certificates) throw new Error('There is no certificate in this file: it must be in PEM form.');
  return `${certificates.join('\n')}\n`;
}
