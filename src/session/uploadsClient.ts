// The files of a chat (section 5.3 of the Trellis API): sent as they are read, and listed.
// Not here: the form they are sent in (multipartBody.ts), which files, and whether they are there already (host/attachmentUploads.ts).
import * as v from 'valibot';
import { parseJson } from '../protocol/decoded.ts';
import { listOf } from '../protocol/lenient.ts';
import { type Upload, uploadSchema } from '../protocol/trellis/rest.ts';
import type { Clock } from './clock.ts';
import { SessionError } from './errors.ts';
import { call, judged, noAnswer, refusalOf, textOf } from './httpCall.ts';
import { type FileOnDisk, multipartBody } from './multipartBody.ts';
import type { TokenSource } from './tokenSource.ts';

/** Nothing moved for that long: the line is dead. Longer than other calls have, for a server may judge a file before it answers. */
const stalledMs = 60_000;

export interface UploadOptions {
  signal: AbortSignal;
  /** The share that was sent, from 0 to 1; never less than before, 1 only when the server has all of it. */
  onProgress: (share: number) => void;
}

export interface UploadsClient {
  /**
   * All of the files or none, at most 5. The answer has them in their order, and the chat: an older server makes one when `chatId`
   * is null. Throws a SessionError, for an abort too.
   */
  upload(
    chatId: string | null,
    files: readonly FileOnDisk[],
    options: UploadOptions,
  ): Promise<{ chatId: string; uploads: Upload[] }>;
  /** With links that are good for an hour. Throws a SessionError. */
  list(chatId: string): Promise<Upload[]>;
  /**
   * A fresh address of one file's content, which needs no token; null when there is none that may be opened: only https, or the
   * server's own. Throws a SessionError.
   */
  link(chatId: string, uploadId: string): Promise<string | null>;
}

const uploadsSchema = v.object({
  chat_id: v.optional(v.nullable(v.string())),
  uploads: listOf(uploadSchema),
});

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createUploadsClient(baseUrl: () => Promise<string>, tokens: TokenSource, clock: Clock): UploadsClient {
  async function withToken<T>(attempt: (baseUrl: string, token: string) => Promise<T>): Promise<T> {
    const token = await tokens.token();
    try {
      return await attempt(await baseUrl(), token);
    } catch (error) {
      if (!(error instanceof SessionError) || error.kind !== 'unauthorized') throw error;
      // Once: a token that ran out is replaced; a key that is dead stays dead.
      const renewed = await tokens.renewed(token);
      return attempt(await baseUrl(), renewed);
    }
  }

  async function list(chatId: string): Promise<Upload[]> {
    const path = `/chats/${encodeURIComponent(chatId)}/uploads`;
    const { uploads } = await withToken(async (server, token) => {
      const headers = { Authorization: `Bearer ${token}` };
      return judged(uploadsSchema, await call(server, { method: 'GET', path, headers }));
    });
    return uploads;
  }

  return {
    async upload(chatId, files, { signal, onProgress }) {
      let furthest = 0;
      const advance = (share: number) => {
        if (share <= furthest) return;
        furthest = share;
        onProgress(share);
      };
      onProgress(0);
      const answer = await withToken(async (server, token) => {
        if (signal.aborted) throw stopped(signal.reason);
        const form = multipartBody(chatId === null ? {} : { chat_id: chatId }, files);
        const watch = watchLine(clock, signal);
        try {
          const response = await fetch(`${server}/v1/chats/uploads`, {
            method: 'POST',
            headers: {
              Accept: 'application/json',
              Authorization: `Bearer ${token}`,
              'Content-Type': form.contentType,
              // Known, so that no server has to take a body of unknown length.
              'Content-Length': String(form.length),
            },
            body: ReadableStream.from(counted(form.pieces(), form.length, watch.moved, advance)),
            duplex: 'half',
            // A redirect could carry the token to another host.
            redirect: 'manual',
            signal: watch.signal,
          });
          if (!response.ok) throw inClearWords(await refusalOf(server, response));
          return judged(uploadsSchema, parseJson(await whole(response)));
        } catch (cause) {
          if (signal.aborted) throw stopped(cause);
          throw ours(cause) ?? noAnswer(server, cause);
        } finally {
          watch.end();
        }
      });
      const place = answer.chat_id ?? chatId;
      if (place === null || answer.uploads.length !== files.length)
        throw new SessionError('protocol', 'The server did not say what became of the files. Send the question again.');
      advance(1);
      return { chatId: place, uploads: answer.uploads };
    },

    list,
    async link(chatId, uploadId) {
      const uploads = await list(chatId);
      const address = uploads.find(({ id }) => id === uploadId)?.presigned_url ?? '';
      if (!URL.canParse(address)) return null;
      const url = new URL(address);
      const isOpenable = url.protocol === 'https:' || url.origin === new URL(await baseUrl()).origin;
      return isOpenable && url.username === '' && url.password === '' ? address : null;
    },
  };
}

/** A piece counts when the line asks for the next one. */
async function* counted(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  length: number,
  moved: () => void,
  advance: (share: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let sent = 0;
  for await (const piece of pieces) {
    moved();
    yield piece;
    sent += piece.length;
    // The rest of it is the server's word.
    advance(Math.min(0.99, sent / length));
  }
}

function watchLine(clock: Clock, signal: AbortSignal) {
  const stalled = new AbortController();
  const wait = () => clock.setTimeout(() => stalled.abort(new Error('Nothing moved for a minute.')), stalledMs);
  let timer = wait();
  let ended = false;
  return {
    signal: AbortSignal.any([signal, stalled.signal]),
    moved() {
      if (ended) return;
      clock.clearTimeout(timer);
      timer = wait();
    },
    end() {
      ended = true;
      clock.clearTimeout(timer);
    },
  };
}

async function whole(response: Response): Promise<string> {
  const parts: string[] = [];
  for await (const part of textOf(response)) parts.push(part);
  return parts.join('');
}

/** A file that could not be read fails the request, which then carries the reason within. */
function ours(cause: unknown): SessionError | undefined {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    if (at instanceof SessionError) return at;
  return undefined;
}

function stopped(cause: unknown): SessionError {
  return new SessionError('offline', 'The upload was stopped.', { cause });
}

/** Proxies refuse with these statuses too, and without words. */
function inClearWords(refusal: SessionError): SessionError {
  const { kind, status, code, retryAfterSeconds } = refusal;
  const wait = retryAfterSeconds === null ? 'in a minute' : `in ${retryAfterSeconds} s`;
  const sentences: Record<number, string> = {
    429: `Too many uploads: send the question again ${wait}.`,
    413: 'The files are too large for this server. Attach smaller ones, or fewer in one question.',
    415: 'This server does not take files of this kind.',
  };
  const sentence = sentences[status ?? 0];
  if (sentence === undefined || !/status \d+\.$/.test(refusal.message)) return refusal;
  return new SessionError(kind, sentence, { status, code, retryAfterSeconds });
}
