// The full form of what is shown of the wire: spoiled frames by the million, and recorded streams in pieces of every size.
// Not here: either of them (frames.ts, test/session/streamsProof.ts), their short forms (frames.test.ts, streams.test.ts).
import { proveStreams } from '../session/streamsProof.ts';
import { type FramesOptions, proveFrames } from './frames.ts';
import type { Report } from './proof.ts';

/** Longer streams are cut in the sizes from 1 to 64, in primes and by chance. */
const allUpTo = 1_000;

export async function proveFramesFull(options: FramesOptions): Promise<Report> {
  const frames = await proveFrames(options);
  options.log?.('recorded streams in pieces of every size');
  const streams = await proveStreams({ seed: options.seed, allUpTo, isFull: true });
  return {
    name: frames.name,
    figures: [...frames.figures, ...streams.figures],
    checks: [...frames.checks, ...streams.checks],
  };
}
