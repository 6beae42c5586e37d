// The full form of what is shown of the wire: spoiled frames and streams by the million, recorded ones in pieces of every size.
// Not here: any of them (frames.ts, assistantFrames.ts, test/session/streamsProof.ts), their short forms (*.test.ts).
import { proveStreams } from '../session/streamsProof.ts';
import { proveAssistantFrames } from './assistantFrames.ts';
import { type FramesOptions, proveFrames } from './frames.ts';
import type { Report } from './proof.ts';

/** A stream is as much work as so many frames. */
const framesOfStream = 10;
/** Longer streams are cut in the sizes from 1 to 64, in primes and by chance. */
const allUpTo = 1_000;

export async function proveFramesFull(options: FramesOptions): Promise<Report> {
  const frames = await proveFrames(options);
  options.log?.('recorded streams in pieces of every size');
  const streams = await proveStreams({ seed: options.seed, allUpTo, isFull: true });
  options.log?.('spoiled streams of the assistant API');
  const count = Math.ceil(options.frames / framesOfStream);
  const assistant = await proveAssistantFrames({ ...options, streams: count });
  const reports = [frames, streams, assistant];
  return {
    name: frames.name,
    figures: reports.flatMap(({ figures }) => figures),
    checks: reports.flatMap(({ checks }) => checks),
  };
}
