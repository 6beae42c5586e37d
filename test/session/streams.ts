// Recorded streams of real conversations, and what must come of them however their bytes are cut: the same events.
// Not here: recording (streamsRecord.ts), streams written by hand (streams.test.ts).
import { readFileSync } from 'node:fs';
import { decodeEvent, decodeFrame, type ServerEvent } from '../../src/protocol/trellis/events.ts';
import { readAnswer } from '../../src/session/sseTransport.ts';
import { seededRandom } from '../soak/proof.ts';

export const recordedFolder = 'test/fixtures/wire/streams';
export const recordedFile = `${recordedFolder}/recorded.jsonl`;

interface Recorded {
  revision: 'current' | 'previous' | 'first';
  question: string;
}

export type RecordedStream =
  | (Recorded & { transport: 'sse'; text: string })
  | (Recorded & { transport: 'socket'; frames: string[] });

export function recordedStreams(): RecordedStream[] {
  const lines = readFileSync(recordedFile, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedStream);
}

/** All frames of all streams, those of SSE as the frames they would be. */
export function recordedFrames(): string[] {
  return recordedStreams().flatMap((stream) =>
    stream.transport === 'socket' ? stream.frames : plainRecords(stream.text).map((event) => JSON.stringify(event)),
  );
}

export interface Heard {
  ended: boolean;
  events: ServerEvent[];
  unknown: string[];
  dropped: number;
}

const encoder = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** The stream through the client's own reader, in chunks of that many bytes each, or of each in turn. */
export async function heardInChunks(bytes: Uint8Array, sizes: readonly number[]): Promise<Heard> {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
        controller.enqueue(Uint8Array.from(bytes.subarray(at, at + size)));
        at += size;
      }
      controller.close();
    },
  });
  const heard: Heard = { ended: false, events: [], unknown: [], dropped: 0 };
  heard.ended = await readAnswer(new Response(body), {
    onEvent: (event) => heard.events.push(event),
    onUnknown: (name) => heard.unknown.push(name),
    log: () => {
      heard.dropped += 1;
    },
  });
  return heard;
}

/** What a stream says, found without the client's parser: the server writes each record in one exact form. */
export function plainRecords(text: string): { event: string; data: unknown }[] {
  const records = text.split('\n\n').filter((record) => record !== '' && !record.startsWith(':'));
  return records.map((record) => {
    // Not a pattern with `.` or `$`: for these U+2028 ends a line, for an event stream it does not.
    const [first = '', second = '', ...more] = record.split('\n');
    if (!first.startsWith('event: ') || !second.startsWith('data: ') || more.length > 0)
      throw new Error(`Not a record: ${record}`);
    return { event: first.slice('event: '.length), data: JSON.parse(second.slice('data: '.length)) };
  });
}

export function plainEvents(text: string): ServerEvent[] {
  return plainRecords(text).map(({ event, data }) => {
    const decoded = decodeEvent(event, data);
    if (decoded.kind !== 'valid') throw new Error(`A recorded event is ${decoded.kind}: ${event}`);
    return decoded.value;
  });
}

export function frameEvents(frames: readonly string[]): ServerEvent[] {
  return frames.map((frame) => {
    const decoded = decodeFrame(frame);
    if (decoded.kind !== 'valid') throw new Error(`A recorded frame is ${decoded.kind}: ${frame}`);
    return decoded.value;
  });
}

const byLine = (text: string, write: (line: string) => string[]): Uint8Array =>
  bytesOf(text.split('\n').flatMap(write).join('\n'));

/** Ways to write the same stream. Each takes and gives one in the server's form, or its bytes. */
export const writings: Record<string, (text: string, random: () => number) => Uint8Array> = {
  'line feeds': (text) => bytesOf(text),
  'carriage returns and line feeds': (text) => bytesOf(text.replaceAll('\n', '\r\n')),
  'mixed line ends': (text, random) => {
    let last = '';
    return bytesOf(
      text.replaceAll('\n', (_, at: number) => {
        // A line feed right behind a lone carriage return would be the second half of it.
        const isBare = last === '\r' && text[at - 1] === '\n';
        const ends = isBare ? ['\r', '\r\n'] : ['\n', '\r\n', '\r'];
        last = ends[Math.floor(random() * ends.length)] ?? '\r\n';
        return last;
      }),
    );
  },
  'comments, ids and retries': (text, random) =>
    byLine(text, (line) => {
      const noise = [[': keep-alive'], [':'], ['id: 7'], ['retry: 100'], ['retry: soon'], ['x: y'], []];
      return line === '' ? [line] : [...(noise[Math.floor(random() * noise.length)] ?? []), line];
    }),
  'data in several lines': (text) =>
    byLine(text, (line) => {
      if (!line.startsWith('data: ')) return [line];
      const lines = JSON.stringify(JSON.parse(line.slice('data: '.length)), null, 1).split('\n');
      return lines.map((part) => `data: ${part}`);
    }),
  'a byte order mark, and no space after the colon': (text) =>
    byLine(`\uFEFF${text}`, (line) => [line.replace(/^(\uFEFF?(?:event|data)): /, '$1:')]),
  'no blank line at the end': (text) => bytesOf(text.trimEnd()),
  'comments that are no UTF-8': (text) => {
    const noise = [0x3a, 0xff, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x0a];
    const lines = text.split('\n').map((line) => [...noise, ...bytesOf(`${line}\n`)]);
    return Uint8Array.from(lines.slice(0, -1).flat());
  },
};

const primes = [67, 71, 97, 127, 131, 251, 257, 509, 521, 1021, 2039, 4093, 8191, 16_381, 65_521];

/** Every size for a stream of up to `allUpTo` bytes; else 1 to 64, primes and some by chance. Bytes of mixed sizes come too. */
export function chunkSizes(length: number, allUpTo: number, seed: number): number[][] {
  const random = seededRandom(seed);
  const chance = () => 1 + Math.floor(random() * length);
  const single =
    length <= allUpTo
      ? Array.from({ length }, (_, at) => at + 1)
      : [...Array.from({ length: 64 }, (_, at) => at + 1), ...primes.filter((size) => size < length), length];
  const mixed = Array.from({ length: 4 }, () => Array.from({ length: 7 }, () => 1 + Math.floor(random() * 40)));
  return [...single.map((size) => [size]), [chance()], [chance()], ...mixed];
}
