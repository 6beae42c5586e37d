// What the panel wants of files: to attach them by a dialog, by addresses or by their bytes, and to see and open those of a chat.
// Not here: where they are kept (attachments.ts), sending them (attachmentUploads.ts).
import * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import type { FromWebview, ToWebview, UploadItem } from '../bridge/messages.ts';
import type { AttachedFile } from '../chat/state.ts';
import type { Upload } from '../protocol/trellis/rest.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { maxFilesOfQuestion, pathsOfUriList } from './attachmentLimits.ts';
import type { Attached, Attachments } from './attachments.ts';
import type { ChatStore } from './chatStore.ts';
import type { HostLog } from './log.ts';
import type { Memory } from './memory.ts';
import { isLocal } from './openTurns.ts';
import type { Sources } from './sources.ts';

const kinds = ['attachFiles', 'attachUris', 'fileBegin', 'fileBytes', 'fileEnd', 'listUploads', 'openUpload'] as const;
type FileIntent = Extract<FromWebview, { kind: (typeof kinds)[number] }>;

export interface AttachmentsPanel {
  take(intent: FileIntent): void;
  /** Into the composer of that chat, when it is seen again; null is a new one. */
  give(chatId: string | null, files: readonly AttachedFile[]): void;
  /** The page is new. */
  restart(): void;
}

export interface AttachmentsPanelOptions {
  attachments: Attachments;
  store: ChatStore;
  sources: Pick<Sources, 'connection'>;
  memory: Memory;
  log: HostLog;
  post: (message: ToWebview) => void;
  isListening: () => boolean;
}

export function createAttachmentsPanel(options: AttachmentsPanelOptions): AttachmentsPanel {
  const { attachments, store, sources, memory, log, post, isListening } = options;
  let cleaned = false;

  /** A new chat may have become a real one meanwhile, which is then the open one. */
  function isShown(chatId: string | null): boolean {
    return isListening() && (chatId === null || isLocal(chatId) || chatId === store.state.openChatId);
  }

  function give(chatId: string | null, files: readonly AttachedFile[]) {
    if (files.length === 0) return;
    if (isShown(chatId)) {
      post({ kind: 'attached', settled: [], files: [...files] });
      return;
    }
    const ui = memory.ui(chatId);
    const others = (ui.files ?? []).filter((known) => files.every(({ id }) => id !== known.id));
    memory.setUi(chatId, { ...ui, files: [...others, ...files] });
  }

  function warn(text: string) {
    store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
  }

  function settle(chatId: string | null, { files, problems }: Attached) {
    give(chatId, files);
    if (problems.length > 0) warn(problems.join(' '));
  }

  async function pickByDialog(chatId: string | null) {
    const picked = await vscode.window.showOpenDialog({
      canSelectMany: true,
      openLabel: 'Attach',
      title: 'Files for this question',
      filters: { 'CSV files': ['csv', 'tsv', 'txt'], 'All files': ['*'] },
    });
    const [first] = vscode.workspace.workspaceFolders ?? [];
    const local = (picked ?? []).filter(({ scheme }) => scheme === 'file');
    if (picked && local.length < picked.length)
      warn(`Only files of this machine can be attached${first ? `, like those of ${first.name}` : ''}.`);
    settle(chatId, await attachments.pick(local.map(({ fsPath }) => fsPath)));
  }

  async function pickByAddress(chatId: string | null, list: string) {
    const { paths, others } = pathsOfUriList(list, vscode.env.remoteName !== undefined);
    const attached = await attachments.pick(paths.slice(0, 2 * maxFilesOfQuestion));
    const problems = [...attached.problems];
    if (paths.length > 2 * maxFilesOfQuestion) problems.push(`At most ${maxFilesOfQuestion} files go with a question.`);
    if (others.length > 0) problems.push('What was dropped is no file of this machine: only files can be attached.');
    settle(chatId, { files: attached.files, problems });
  }

  async function end({ id, chatId, whole }: Extract<FileIntent, { kind: 'fileEnd' }>) {
    const attached = await attachments.end(id, whole);
    post({ kind: 'attached', settled: [id], files: [] });
    settle(chatId, attached);
  }

  async function list(chatId: string) {
    try {
      const uploads = (await sources.connection?.uploads.list(chatId)) ?? [];
      post({ kind: 'uploads', chatId, items: uploads.map(itemOf) });
    } catch (cause) {
      // A server without such a list, or a chat that is gone, has nothing to show.
      if (!(cause instanceof SessionError) || cause.kind !== 'notFound')
        log.info(`The files of a chat could not be listed: ${errorMessage(cause)}`);
      post({ kind: 'uploads', chatId, items: [] });
    }
  }

  async function open(chatId: string, uploadId: string) {
    try {
      const link = await sources.connection?.uploads.link(chatId, uploadId);
      if (link) await vscode.env.openExternal(vscode.Uri.parse(link, true));
      else warn('The server gives no address at which this file could be opened.');
    } catch (cause) {
      warn(`The file could not be opened: ${errorMessage(cause)}`);
    }
  }

  return {
    give,
    restart() {
      attachments.restart();
      if (!cleaned) void attachments.clean();
      cleaned = true;
    },
    take(intent) {
      switch (intent.kind) {
        case 'attachFiles':
          return void pickByDialog(intent.chatId);
        case 'attachUris':
          return void pickByAddress(intent.chatId, intent.uris);
        case 'fileBegin':
          return attachments.begin(intent);
        case 'fileBytes':
          return attachments.take(intent.id, intent.bytes);
        case 'fileEnd':
          return void end(intent);
        case 'listUploads':
          return void list(intent.chatId);
        case 'openUpload':
          return void open(intent.chatId, intent.uploadId);
        default:
          assertNever(intent);
      }
    },
  };
}

function itemOf({ id, filename, file_size, created_at, mime_type, upload_type, presigned_url }: Upload): UploadItem {
  const at = Date.parse(created_at ?? '');
  return {
    id,
    name: filename,
    size: file_size ?? null,
    at: Number.isNaN(at) ? null : at,
    kind: mime_type ?? upload_type ?? '',
    canOpen: typeof presigned_url === 'string' && presigned_url !== '',
  };
}
