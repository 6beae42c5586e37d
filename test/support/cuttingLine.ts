// A TCP proxy on loopback that breaks what runs through it, where and how a test decides for each exchange: in the request, before
// the answer, in its head, in a character, before its end; by reset, by an orderly end, or by saying nothing more.
// Not here: which exchange is broken where (test/soak/cutsPlan.ts), telling exchanges apart (cuttingLineExchange.ts).
import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import {
  answerLength,
  answerPart,
  endsAnswer,
  headEnd,
  isQuestion,
  isWhole,
  lastChunk,
  maskedFrames,
  type Way,
  wayOf,
  withHost,
} from './cuttingLineExchange.ts';

export type Moment =
  | 'inRequest'
  | 'afterRequest'
  | 'inHead'
  | 'afterMetadata'
  | 'inAnswer'
  | 'inCharacter'
  | 'beforeEnd';
export type Manner = 'reset' | 'end' | 'stall';

export interface Cut {
  moment: Moment;
  manner: Manner;
  /** Where in that part, from 0 up to 1. */
  share: number;
  /** Of a stall: milliseconds until the line breaks for good. */
  stallMs: number;
}

export interface CuttingLineOptions {
  /** The server's address. */
  url: string;
  /** Asked once for each exchange: a request, an upgrade, a question on a socket. Undefined: it passes. */
  plan: (way: Way) => Cut | undefined;
  /** An exchange was broken that had begun and was not whole. */
  onCut: (way: Way, cut: Cut) => void;
}

export interface CuttingLine {
  readonly url: string;
  /** Nobody listens at the address, and what is open breaks. Returns the number of exchanges that were under way. */
  away(): Promise<number>;
  back(): Promise<void>;
  /** Upgrades are answered with this status; null lets them through. */
  bar(status: 403 | 503 | null): void;
  /** What says nothing any more breaks now. */
  breakStalled(): void;
  close(): Promise<void>;
}

interface Flow {
  way: Way;
  /** The request has gone up whole, and the answer has not come down whole. */
  cut: Cut | undefined;
  live: boolean;
  request: Buffer;
  /** Bytes of the answer so far; of a socket: since the question. */
  seen: number;
  /** Of the answer's body, where it was told. */
  length: number | undefined;
  head: boolean;
  metadata: boolean;
}

export async function cuttingLine(options: CuttingLineOptions): Promise<CuttingLine> {
  const { hostname, port } = new URL(options.url);
  const breakers = new Set<{ now: () => void; stalled: () => boolean; live: () => boolean }>();
  let barred: 403 | 503 | null = null;
  let server: Server = createServer(pass);
  await listen(server, 0);
  const own = server.address();
  if (own === null || typeof own === 'string') throw new Error('No port.');
  const { port: ownPort } = own;

  function pass(client: Socket) {
    const upstream = tcpConnect(Number(port), hostname);
    let stalled: NodeJS.Timeout | undefined;
    let over = false;
    let flow: Flow | undefined;
    /** Bytes of a socket that are not yet a frame. */
    let rest: Buffer = Buffer.alloc(0);
    const line = { now: () => finish('reset'), stalled: () => stalled !== undefined, live: () => flow?.live ?? false };
    breakers.add(line);
    client.setNoDelay(true);
    upstream.setNoDelay(true);

    function finish(manner: 'reset' | 'end') {
      if (over) return;
      over = true;
      clearTimeout(stalled);
      breakers.delete(line);
      if (manner === 'end') {
        client.end();
        upstream.end();
        // Whoever keeps its half open is not waited for.
        setImmediate(() => upstream.destroy());
        client.resume();
        return;
      }
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }

    function breakNow({ way, cut }: Flow) {
      if (!cut || over) return;
      options.onCut(way, cut);
      if (cut.manner !== 'stall') finish(cut.manner);
      else stalled = setTimeout(() => finish('reset'), cut.stallMs);
    }

    function begin(way: Way, request: Buffer): Flow {
      return {
        way,
        cut: options.plan(way),
        live: true,
        request,
        seen: 0,
        length: undefined,
        head: false,
        metadata: false,
      };
    }

    function up(given: Buffer) {
      if (stalled || over) return;
      let bytes = given;
      if (flow && (flow.way === 'upgrade' || flow.way === 'socket') && flow.head) {
        const { frames, rest: left } = maskedFrames(Buffer.concat([rest, bytes]));
        rest = left;
        for (const { bytes: frame, text } of frames) {
          if (isQuestion(text) && !(flow.live && flow.cut)) flow = begin('socket', frame);
          flow.head = true;
          if (stalled || over) return;
          if (!send(flow, frame)) return;
        }
        return;
      }
      if (!flow || isWhole(flow.request)) {
        const way = wayOf(bytes);
        if (way === 'upgrade' && barred !== null) {
          client.end(`HTTP/1.1 ${barred} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
          upstream.destroy();
          return;
        }
        // A server that watches who is meant by a request is to take it for its own.
        bytes = withHost(bytes, `${hostname}:${port}`);
        flow = begin(way, bytes);
      } else flow.request = Buffer.concat([flow.request, bytes]);
      send(flow, bytes);
    }

    /** False when the line broke on the way. */
    function send(of: Flow, bytes: Buffer): boolean {
      if (of.cut?.moment === 'inRequest' && of.live && (of.way !== 'socket' || bytes === of.request)) {
        upstream.write(bytes.subarray(0, Math.floor(of.cut.share * bytes.length)));
        // What was written must reach the server before the line breaks.
        setImmediate(() => breakNow(of));
        if (of.cut.manner !== 'stall') client.pause();
        return false;
      }
      upstream.write(bytes);
      return true;
    }

    function down(bytes: Buffer) {
      if (over || stalled) return;
      if (!flow) return;
      const at = cutAt(flow, bytes);
      if (at === undefined) {
        client.write(bytes);
        return;
      }
      if (at > 0) client.write(bytes.subarray(0, at));
      const broken = flow;
      if (at === 0) breakNow(broken);
      else setImmediate(() => breakNow(broken));
      upstream.pause();
    }

    upstream.on('data', down);
    client.on('data', up);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        // A line that says nothing says nothing of an end either, until it breaks.
        if (stalled && one === upstream) return;
        clearTimeout(stalled);
        breakers.delete(line);
        over = true;
        other.end();
        other.resume();
      });
    }
  }

  return {
    url: `http://127.0.0.1:${ownPort}`,
    async away() {
      const closing = new Promise((resolve) => server.close(resolve));
      const lines = [...breakers];
      const live = lines.filter((each) => each.live()).length;
      for (const each of lines) each.now();
      await closing;
      return live;
    },
    async back() {
      if (server.listening) return;
      server = createServer(pass);
      await listen(server, ownPort);
    },
    bar(status) {
      barred = status;
    },
    breakStalled() {
      for (const each of [...breakers]) if (each.stalled()) each.now();
    },
    async close() {
      const closing = server.listening ? new Promise((resolve) => server.close(resolve)) : undefined;
      for (const each of [...breakers]) each.now();
      await closing;
    },
  };
}

/** How many of these bytes of the answer still pass; undefined: all, and the line stays. */
function cutAt(flow: Flow, bytes: Buffer): number | undefined {
  const { cut } = flow;
  const before = flow.seen;
  flow.seen += bytes.length;
  const part = answerPart(bytes);
  const wasInHead = !flow.head;
  const bodyAt = wasInHead ? headEnd(bytes) : 0;
  if (wasInHead && bodyAt !== undefined) {
    flow.head = true;
    flow.length = answerLength(bytes.subarray(0, bodyAt));
    flow.seen = bytes.length - bodyAt;
  }
  const metadataNow = !flow.metadata && part.metadata !== undefined;
  const knew = flow.metadata;
  if (metadataNow) flow.metadata = true;
  const ends = endsAnswer(flow.way, part) || (flow.head && flow.way !== 'socket' && endsBody(flow, bytes));
  const live = flow.live;
  if (ends) flow.live = false;
  if (!cut || !live) return undefined;
  const inside = (from: number, to: number) => from + Math.floor(cut.share * Math.max(1, to - from));
  switch (cut.moment) {
    case 'inRequest':
      return undefined;
    case 'afterRequest':
      // On a socket other things may be said first; what counts is that nothing of this question's answer comes.
      return flow.way === 'socket' ? (metadataNow || ends ? 0 : undefined) : before === 0 ? 0 : undefined;
    case 'inHead':
      return wasInHead ? inside(1, bodyAt ?? bytes.length) : undefined;
    case 'afterMetadata':
      return part.metadata !== undefined && metadataNow ? inside(part.metadata, part.metadata + 200) : undefined;
    case 'inAnswer':
      if (flow.way === 'upgrade') return undefined;
      if (flow.way === 'rest')
        return !wasInHead || bytes.length > (bodyAt ?? bytes.length) ? inside(bodyAt ?? 1, bytes.length) : undefined;
      return knew && !ends ? inside(1, bytes.length) : undefined;
    case 'inCharacter':
      return part.character !== undefined && (knew || metadataNow || flow.way === 'rest')
        ? part.character + 1
        : undefined;
    case 'beforeEnd':
      return part.end === undefined ? undefined : Math.max(0, part.end - Math.floor(cut.share * 20));
  }
}

function endsBody({ way, seen, length }: Flow, bytes: Buffer): boolean {
  return way === 'upgrade' || (length === undefined ? bytes.subarray(-5).equals(lastChunk) : seen >= length);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
