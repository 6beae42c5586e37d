// What the routes share: the parts of the server, and reading a body of a bounded size.
// Not here: any endpoint; judging what was read (judged.ts).
import type { Context, Env } from 'hono';
import { ApiError } from '../apiError.ts';
import type { Auth } from '../auth.ts';
import type { Changes } from '../chats/changes.ts';
import type { Turns } from '../chats/turns.ts';
import type { AddedDatabases } from '../databases/added.ts';
import type { Integrations } from '../integrations.ts';
import type { Limiter } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Catalog } from '../models/catalog.ts';
import type { Results } from '../results/results.ts';
import type { Revision } from '../revisions.ts';
import type { Store } from '../store/store.ts';
import type { ChatEngines } from '../uploads/chatEngines.ts';
import type { DocumentReader } from '../uploads/documentReader.ts';
import type { UploadFiles } from '../uploads/uploadFiles.ts';

export interface Services {
  /** Of this process, made at its start. */
  serverId: string;
  revision: Revision;
  store: Store;
  auth: Auth;
  models: Catalog;
  turns: Turns;
  changes: Changes;
  integrations: Integrations;
  databases: AddedDatabases;
  uploads: UploadFiles;
  documents: DocumentReader;
  engines: ChatEngines;
  results: Results;
  /** An IANA name: what "today" means. */
  timezone: string;
  /** The month (1 to 12) a fiscal year begins with, when that is known. */
  fiscalStart?: number | undefined;
  limiter: Limiter;
  log: Log;
}

export type RouteEnv = Env;

const mebibyte = 1024 * 1024;

/** Stops reading as soon as it is too much, whatever length was announced. Throws REQUEST_TOO_LARGE, or what `refusal` makes of the rest. */
export async function sizedText(
  context: Context,
  refusal: (sentence: string, cause: unknown) => ApiError,
  maxBytes = mebibyte,
): Promise<string> {
  const tooLarge = () =>
    new ApiError('REQUEST_TOO_LARGE', `The body is larger than ${Math.floor(maxBytes / mebibyte)} MiB.`);
  if (Number(context.req.header('content-length') ?? 0) > maxBytes) throw tooLarge();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = context.req.raw.body?.getReader();
  let size = 0;
  let text = '';
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      size += read.value.byteLength;
      // Not cancelled: that would cut the line before the answer is on it.
      if (size > maxBytes) throw tooLarge();
      text += decoder.decode(read.value, { stream: true });
    }
    return text + decoder.decode();
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw refusal('The body ended too early, or is no UTF-8 text.', cause);
  }
}
