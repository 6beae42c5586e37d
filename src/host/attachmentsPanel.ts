// What the panel wants of files: to attach them by a dialog, by addresses or by their bytes, and to see and open those of a chat.
// Not here: where they are kept (attachments.ts), sending them (attachmentUploads.ts).
import * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { FromWebview, ToWebview, UploadItem } from '../bridge/messages.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import type { AttachedFile } from '../chat/state.ts';
import type { Upload } from '../protocol/trellis/rest.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { maxFilesOfQuestion, pathsOfUriList } from './attachmentLimits.ts';
import type { Attached, Attachments } from './attachments.ts';
import type { ChatStore } from './chatStore.ts';
import type { HostLog } from './log.ts';
import type { Memory } from './memory.ts';
import { openExternal } from './openExternal.ts';
import { isLocal } from './openTurns.ts';
import { pictureFilters, readPicture } from './pictures.ts';
import type { Sources } from './sources.ts';

const kinds = ['attachFiles', 'attachUris', 'fileBegin', 'fileBytes', 'fileEnd', 'listUploads', 'openUpload'] as const;
type FileIntent = Extract<FromWebview, { kind: (typeof kinds)[number] }>;

export interface AttachmentsPanel extends Disposable {
  take(intent: FileIntent): void;
  /** Into the composer of that chat, when it is seen again; null is a new one. */
  give(chatId: string | null, files: readonly AttachedFile[]): void;
  /** The page is new. */
  restart(): void;
}

/** The chat that was open when they were given; a new one gets its id meanwhile. */
interface Place {
  chatId: string | null;
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
  const bag = new DisposableBag();
  let cleaned = false;
  /** Chats that files are on their way to. */
  const places = new Set<Place>();
  /** Of files whose bytes come from the page, by their id there. */
  const incoming = new Map<string, Place>();

  bag.register(
    store.onChange(({ before, after, action }) => {
      const [was, is] = [before.openChatId, after.openChatId];
      for (const place of places) {
        if (action.type === 'chatCreated' && place.chatId === action.localId) place.chatId = action.chatId;
        else if (place.chatId === null && was === null && is !== null && isLocal(is)) place.chatId = is;
      }
    }),
  );

  /** This server takes one picture with a question, and nothing else. */
  const onlyPicture = () => capabilitiesOf(store.state.source).attach === 'image';

  function placeOf(chatId: string | null): Place {
    const place = { chatId };
    places.add(place);
    return place;
  }

  /** The page may be about to show another chat, or to be made anew: what is remembered has them in any case. */
  function give(chatId: string | null, files: readonly AttachedFile[]) {
    if (files.length === 0) return;
    const ui = memory.ui(chatId);
    const others = (ui.files ?? []).filter((known) => files.every(({ id }) => id !== known.id));
    const [replaced] = others;
    if (onlyPicture() && replaced) warn(`One picture goes with a question: it takes the place of ${replaced.name}.`);
    memory.setUi(chatId, { ...ui, files: onlyPicture() ? files.slice(-1) : [...others, ...files] });
    const open = store.state.openChatId;
    if (isListening() && composerOf(chatId) === composerOf(open))
      post({ kind: 'attached', chatId: open, settled: [], files: onlyPicture() ? files.slice(-1) : [...files] });
  }

  /** The page makes it fit and gives it back like a pasted one. */
  async function givePicture(place: Place, paths: readonly string[], problems: string[]) {
    const [path] = paths;
    if (paths.length > 1) problems.push('One picture goes with a question: the first was taken.');
    const read = path === undefined ? undefined : await readPicture(path);
    if (typeof read === 'string') problems.push(read);
    else if (read && !isListening()) problems.push(`${read.name} was not attached: the panel was closed. Try again.`);
    else if (read) post({ kind: 'pickedImage', chatId: place.chatId, ...read });
    settle(place, { files: [], problems });
  }

  function warn(text: string) {
    store.dispatch({ type: 'noticeShown', notice: { kind: 'warning', text, action: 'none' } });
  }

  function settle(place: Place, { files, problems }: Attached) {
    places.delete(place);
    give(place.chatId, files);
    if (problems.length > 0) warn(problems.join(' '));
  }

  async function pickByDialog(place: Place) {
    const pictures = onlyPicture();
    const picked = await vscode.window.showOpenDialog({
      canSelectMany: !pictures,
      openLabel: 'Attach',
      title: pictures ? 'A picture for this question' : 'Files for this question',
      filters: pictures
        ? pictureFilters
        : {
            'CSV, Excel, PDF': ['csv', 'tsv', 'txt', 'xlsx', 'xlsm', 'pdf'],
            'All files': ['*'],
          },
    });
    const [first] = vscode.workspace.workspaceFolders ?? [];
    const local = (picked ?? []).filter(({ scheme }) => scheme === 'file');
    if (picked && local.length < picked.length)
      warn(`Only files of this machine can be attached${first ? `, like those of ${first.name}` : ''}.`);
    const paths = local.map(({ fsPath }) => fsPath);
    if (pictures) await givePicture(place, paths, []);
    else settle(place, await attachments.pick(paths));
  }

  async function pickByAddress(place: Place, list: string) {
    const { paths, others } = pathsOfUriList(list, vscode.env.remoteName !== undefined);
    const picture = onlyPicture();
    const attached: Attached = picture
      ? { files: [], problems: [] }
      : await attachments.pick(paths.slice(0, 2 * maxFilesOfQuestion));
    const problems = [...attached.problems];
    if (!picture && paths.length > 2 * maxFilesOfQuestion)
      problems.push(`At most ${maxFilesOfQuestion} files go with a question.`);
    if (others.length > 0) problems.push('What was dropped is no file of this machine: only files can be attached.');
    if (picture) await givePicture(place, paths, problems);
    else settle(place, { files: attached.files, problems });
  }

  async function end({ id, whole }: Extract<FileIntent, { kind: 'fileEnd' }>) {
    const place = incoming.get(id) ?? placeOf(store.state.openChatId);
    incoming.delete(id);
    const attached = await attachments.end(id, whole);
    post({ kind: 'attached', chatId: place.chatId, settled: [id], files: [] });
    settle(place, attached);
  }

  async function list(chatId: string) {
    try {
      const uploads = (await sources.connection?.uploads?.list(chatId)) ?? [];
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
      const link = await sources.connection?.uploads?.link(chatId, uploadId);
      if (link) await openExternal(link);
      else warn('The server gives no address at which this file could be opened.');
    } catch (cause) {
      warn(`The file could not be opened: ${errorMessage(cause)}`);
    }
  }

  return {
    give,
    restart() {
      attachments.restart();
      for (const place of incoming.values()) places.delete(place);
      incoming.clear();
      if (!cleaned) void attachments.clean();
      cleaned = true;
    },
    take(intent) {
      switch (intent.kind) {
        case 'attachFiles':
          return void pickByDialog(placeOf(intent.chatId));
        case 'attachUris':
          return void pickByAddress(placeOf(intent.chatId), intent.uris);
        case 'fileBegin':
          incoming.set(intent.id, placeOf(intent.chatId));
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
    dispose: () => bag.dispose(),
  };
}

/** Chats that are not created yet share one, as in what is remembered. */
function composerOf(chatId: string | null): string | null {
  return chatId === null || isLocal(chatId) ? null : chatId;
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
