// The form for a database in an editor tab: what is typed is tried and saved with the server, and comes back after a reload.
// Not here: drawing it (webview/databaseForm), the address it makes (bridge/databaseForm.ts). The password is used for one request
// and forgotten: no field, no log and no memory of the host holds it.
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { addressOf, type DatabaseForm, fieldOf, problemsOf } from '../../bridge/databaseForm.ts';
import {
  decodeFromDatabaseForm,
  type FromDatabaseForm,
  type KeptForm,
  keptFormSchema,
  type ToDatabaseForm,
} from '../../bridge/databaseFormMessages.ts';
import { decodeWith } from '../../protocol/decoded.ts';
import type { CheckedIntegration, Integration } from '../../protocol/trellis/integrations.ts';
import { asSessionError, SessionError } from '../../session/errors.ts';
import type { HostLog } from '../log.ts';
import { plainText } from '../plainText.ts';
import { formHtml } from './formHtml.ts';
import { pickCertificate } from './pickCertificate.ts';

export const formViewType = 'trellis.databaseForm';

export interface DatabaseFormsParts {
  extensionUri: vscode.Uri;
  log: Pick<HostLog, 'warn' | 'error'>;
  check(given: { url: string; ca: string | null }, signal: AbortSignal): Promise<CheckedIntegration>;
  add(
    given: { url: string; ca: string | null; name: string; connect: boolean },
    signal: AbortSignal,
  ): Promise<Integration>;
  /** It is saved, and the tab closed. */
  saved(integration: Integration, form: DatabaseForm, isNew: boolean): void;
}

export interface DatabaseForms extends Disposable {
  /** The tab for this database, or for a new one; one that is open already comes to the front as it is. */
  open(begin: KeptForm): void;
}

export function createDatabaseForms(parts: DatabaseFormsParts): DatabaseForms {
  const { extensionUri } = parts;
  const bag = new DisposableBag();
  const open = new Map<string | null, vscode.WebviewPanel>();

  function take(panel: vscode.WebviewPanel, begin: KeptForm) {
    const { id } = begin;
    open.set(id, panel);
    panel.title = id === null ? 'Add Database' : plainText(`Edit ${begin.form.name}`);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
    };
    const life = serve(panel, begin, parts);
    const closed = panel.onDidDispose(() => {
      life.dispose();
      closed.dispose();
      if (open.get(id) === panel) open.delete(id);
    });
    panel.webview.html = formHtml(panel.webview, extensionUri);
  }

  bag.register(
    vscode.window.registerWebviewPanelSerializer(formViewType, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const kept = decodeWith(keptFormSchema, state);
        if (kept.kind === 'valid' && !open.has(kept.value.id)) take(panel, kept.value);
        else panel.dispose();
      },
    }),
  );

  return {
    open(begin) {
      const there = open.get(begin.id);
      if (there) {
        there.reveal();
        return;
      }
      take(vscode.window.createWebviewPanel(formViewType, '', vscode.ViewColumn.Active), begin);
    },
    dispose() {
      for (const panel of [...open.values()]) panel.dispose();
      bag.dispose();
    },
  };
}

/** Answers one page until its tab is closed. */
function serve(panel: vscode.WebviewPanel, begin: KeptForm, parts: DatabaseFormsParts): Disposable {
  const bag = new DisposableBag();
  const { log } = parts;
  let running: AbortController | undefined;
  const post = (message: ToDatabaseForm) => void panel.webview.postMessage(message);

  /** One at a time; what was stopped says so and nothing else. */
  async function trying(form: DatabaseForm, work: (signal: AbortSignal) => Promise<void>) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const problems = problemsOf(form, { named: false });
      if (Object.keys(problems).length > 0) throw new SessionError('request', 'Something is missing in the form.');
      await work(mine.signal);
    } catch (cause) {
      if (running !== mine) return;
      if (mine.signal.aborted) post({ kind: 'stopped' });
      else post(failureOf(cause));
    } finally {
      if (running === mine) running = undefined;
    }
  }

  function given(form: DatabaseForm, password: string) {
    return { url: addressOf(form, password), ca: form.ca.trim() === '' ? null : form.ca };
  }

  async function hear(message: FromDatabaseForm) {
    switch (message.kind) {
      case 'ready':
        return post({ kind: 'opened', ...begin });
      case 'test':
        return trying(message.form, async (signal) => {
          const checked = await parts.check(given(message.form, message.password), signal);
          if (!signal.aborted) post({ kind: 'tested', text: sentenceOf(checked), warnings: checked.warnings ?? [] });
        });
      case 'save':
        return trying(message.form, async (signal) => {
          const name = message.form.name.trim();
          const added = { ...given(message.form, message.password), name, connect: !message.untried };
          const integration = await parts.add(added, signal);
          panel.dispose();
          parts.saved(integration, message.form, begin.id === null);
        });
      case 'stop':
        return running?.abort();
      case 'pickCertificate': {
        const text = await pickCertificate();
        if (text !== undefined) post({ kind: 'certificate', text });
        return;
      }
      case 'close':
        return panel.dispose();
      case 'report':
        return log.error(`database form ${message.level}: ${message.text}`);
      default:
        assertNever(message);
    }
  }

  bag.register(
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const decoded = decodeFromDatabaseForm(message);
      // Why it was dropped is not logged: what does not fit might be what must not be written.
      if (decoded.kind !== 'valid') return log.warn('A message of the database form was dropped.');
      void hear(decoded.value).catch((cause: unknown) => post(failureOf(cause)));
    }),
  );
  return {
    dispose() {
      running?.abort();
      running = undefined;
      bag.dispose();
    },
  };
}

/** As people write them. */
const products: Readonly<Record<string, string>> = {
  ...{ postgresql: 'PostgreSQL', mysql: 'MySQL', mariadb: 'MariaDB', clickhouse: 'ClickHouse', trino: 'Trino' },
};

function sentenceOf({ engine, version, tables }: CheckedIntegration): string {
  const product = [products[engine ?? ''] ?? engine, version].filter(Boolean).join(' ') || 'The database';
  if (typeof tables !== 'number') return `${product} answers.`;
  const found = tables === 0 ? 'It shows no tables to this user' : tables === 1 ? 'It has one table' : undefined;
  return `${product} answers. ${found ?? `It has ${tables.toLocaleString('en')} tables and views`}.`;
}

function failureOf(cause: unknown): ToDatabaseForm {
  const { message, code, kind } = asSessionError(cause);
  const isUnreachable = code === 'DATABASE_UNREACHABLE';
  const field = isUnreachable || kind === 'request' ? fieldOf(message) : null;
  // What answered and said no will say it again.
  const canKeep = isUnreachable && (field === null || field === 'host' || field === 'port');
  return { kind: 'failed', text: message, field, canKeep };
}
