// What passes a cutting line, looked at as bytes: which kind of exchange it is, whether a request is whole, where an answer's parts are.
// Not here: breaking it (cuttingLine.ts), what it means (src/protocol).

/** A socket's opening, a question on it, an answer over SSE, any other request. */
export type Way = 'upgrade' | 'socket' | 'sse' | 'rest';

export function wayOf(head: Buffer): Way {
  const text = head.toString('latin1');
  if (/^upgrade: websocket/im.test(text)) return 'upgrade';
  return /^accept: text\/event-stream/im.test(text) ? 'sse' : 'rest';
}

export function withHost(request: Buffer, host: string): Buffer {
  return Buffer.from(request.toString('latin1').replace(/^host: .*$/im, `host: ${host}`), 'latin1');
}

/** The bytes of an HTTP head; undefined while it is not whole. */
export function headEnd(bytes: Buffer): number | undefined {
  const at = bytes.indexOf('\r\n\r\n');
  return at < 0 ? undefined : at + 4;
}

/** Clients here send a length with each body. */
export function isWhole(request: Buffer): boolean {
  const head = headEnd(request);
  if (head === undefined) return false;
  const length = /^content-length: (\d+)/im.exec(request.subarray(0, head).toString('latin1'))?.[1];
  return request.length >= head + Number(length ?? 0);
}

/** Bytes of the body as its head tells them. */
export function answerLength(head: Buffer): number | undefined {
  const length = /^content-length: (\d+)/im.exec(head.toString('latin1'))?.[1];
  return length === undefined ? undefined : Number(length);
}

export const lastChunk = Buffer.from('0\r\n\r\n');

export interface AnswerPart {
  /** Behind the event that acknowledges a question. */
  metadata: number | undefined;
  /** Of a character of several bytes, the first. */
  character: number | undefined;
  /** Of the event that ends the answer. */
  end: number | undefined;
}

const metadataNames = ['"event":"chat_metadata"', 'event: chat_metadata'];
const endNames = ['message', 'interrupted', 'error'].flatMap((name) => [`"event":"${name}"`, `event: ${name}\n`]);

export function answerPart(bytes: Buffer): AnswerPart {
  const first = (names: string[]) => {
    const found = names.map((name) => bytes.indexOf(name)).filter((at) => at >= 0);
    return found.length > 0 ? Math.min(...found) : undefined;
  };
  const metadata = first(metadataNames);
  const character = bytes.findIndex((byte, at) => byte >= 0xc3 && ((bytes[at + 1] ?? 0) & 0xc0) === 0x80);
  return {
    metadata: metadata === undefined ? undefined : metadata + 10,
    character: character < 0 ? undefined : character,
    end: first(endNames),
  };
}

/** Whether nothing is under way any more behind these bytes; of a plain request only the next one tells. */
export function endsAnswer(way: Way, { end }: AnswerPart): boolean {
  return (way === 'socket' || way === 'sse') && end !== undefined;
}

export function isQuestion(frame: string): boolean {
  return frame.includes('"action":"send_message"') || frame.includes('"action":"edit_message"');
}

/** The whole frames of a client at the beginning of the bytes (RFC 6455, section 5.2), and what is left. */
export function maskedFrames(bytes: Buffer): { frames: { bytes: Buffer; text: string }[]; rest: Buffer } {
  const frames: { bytes: Buffer; text: string }[] = [];
  let from = 0;
  for (;;) {
    const short = (bytes[from + 1] ?? 0) & 0x7f;
    const head = short === 127 ? 14 : short === 126 ? 8 : 6;
    if (bytes.length < from + head) break;
    const length =
      short === 127 ? Number(bytes.readBigUInt64BE(from + 2)) : short === 126 ? bytes.readUInt16BE(from + 2) : short;
    const to = from + head + length;
    if (bytes.length < to) break;
    const mask = bytes.subarray(from + head - 4, from + head);
    const body = Buffer.from(bytes.subarray(from + head, to)).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    frames.push({ bytes: bytes.subarray(from, to), text: Buffer.from(body).toString('utf8') });
    from = to;
  }
  return { frames, rest: bytes.subarray(from) };
}
