// Shows that the bytes of an answer may come in any pieces and be written in any way the standard allows: the events are the same.
// Not here: the streams (streams.ts), streams written by hand (streams.test.ts).

import { isDeepStrictEqual } from 'node:util';
import * as ws from 'ws';
import { createChecks, type Report, seededRandom } from '../soak/proof.ts';
import { socketFrame } from '../support/scriptedPeerBytes.ts';
import { bytesOf, chunkSizes, frameEvents, heardInChunks, plainEvents, recordedStreams, writings } from './streams.ts';

export interface StreamsOptions {
  seed: number;
  /** A stream of up to that many bytes is cut in every size there is. */
  allUpTo: number;
  /** Every stream in every writing with all sizes; else each in one of them, and a size by chance in the others. */
  isFull: boolean;
}

const names = ['an event stream', 'frames of a socket'] as const;

export async function proveStreams({ seed, allUpTo, isFull }: StreamsOptions): Promise<Report> {
  const checks = createChecks(names);
  const random = seededRandom(seed);
  const kinds = Object.entries(writings);
  const streams = recordedStreams();
  for (const [index, stream] of streams.entries()) {
    const about = `stream ${index + 1} (${stream.revision}, ${JSON.stringify(stream.question.slice(0, 40))})`;
    if (stream.transport === 'socket') {
      const expected = frameEvents(stream.frames);
      const bytes = Buffer.concat(stream.frames.map((frame) => socketFrame(1, bytesOf(frame))));
      for (const sizes of chunkSizes(bytes.length, isFull ? allUpTo : 0, seed + index)) {
        const same = isDeepStrictEqual(frameEvents(receivedTexts(bytes, sizes)), expected);
        checks.expect('frames of a socket', same, () => `${about} in pieces of ${sizes}`);
      }
      continue;
    }
    const expected = { ended: true, events: plainEvents(stream.text), unknown: [], dropped: 0 };
    for (const [at, [writing, write]] of kinds.entries()) {
      const bytes = write(stream.text, random);
      const isWhole = isFull || at === index % kinds.length;
      for (const sizes of isWhole
        ? chunkSizes(bytes.length, allUpTo, seed + index)
        : [[1 + Math.floor(random() * 12)]]) {
        const heard = await heardInChunks(bytes, sizes);
        const same = isDeepStrictEqual(heard, expected);
        checks.expect('an event stream', same, () => `${about} with ${writing} in pieces of ${sizes}`);
      }
    }
  }
  return {
    name: 'streams',
    figures: [
      { name: 'seed of the streams', value: `${seed}` },
      { name: 'recorded streams', value: `${streams.length}` },
    ],
    checks: checks.results(),
  };
}

interface Receiver {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  write(bytes: Buffer): void;
}

// What takes the bytes of a socket apart inside `ws`; its types leave it out.
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Receiver };

function receivedTexts(bytes: Uint8Array, sizes: readonly number[]): string[] {
  const texts: string[] = [];
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true });
  receiver.on('message', (data) => texts.push(data.toString()));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    receiver.write(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return texts;
}
