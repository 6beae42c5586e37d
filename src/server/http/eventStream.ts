// A turn as Server-Sent Events (section 6 of the Trellis API): `event:`, one-line `data:`, a blank line; a comment every 15 s.
// Not here: the events themselves (chats/turn.ts).

import type { Disposable } from '../../base/disposable.ts';
import { isEnding, type Turn } from '../chats/turn.ts';
import type { Revision } from '../revisions.ts';

/** A comment is no event: it is ours, and every reader of the format skips it. */
export const keepAlive = { text: ': keep-alive\n\n', everyMs: 15_000 };

export const streamDescription = {
  type: 'text/event-stream',
  description:
    'Records of `event:` and one line of `data:` (JSON). In order: chat_metadata, processing (one or more), visualization (any number), text_delta (any number), and exactly one of message, error, interrupted.',
};

export function eventStream(
  turn: Turn,
  revision: Revision,
  { interruptOnDisconnect }: { interruptOnDisconnect: boolean },
): Response {
  const encoder = new TextEncoder();
  let subscription: Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;

  function close() {
    clearInterval(timer);
    subscription?.dispose();
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      if (revision.isCurrent) timer = setInterval(() => write(keepAlive.text), keepAlive.everyMs);
      subscription = turn.subscribe((event) => {
        const said = revision.event(event, turn);
        if (said) write(`event: ${said.event}\ndata: ${JSON.stringify(said.data)}\n\n`);
        if (!isEnding(event)) return;
        close();
        controller.close();
      });
    },
    cancel() {
      close();
      if (interruptOnDisconnect) turn.interrupt();
    },
  });
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
  });
}
