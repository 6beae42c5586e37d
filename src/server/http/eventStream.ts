// A turn as Server-Sent Events (section 6 of the Trellis API): `event:`, one-line `data:`, a blank line; a comment every 15 s.
// Not here: the events themselves (chats/turns.ts).

import type { Disposable } from '../../base/disposable.ts';
import { isEnding, type Turn } from '../chats/turns.ts';

const keepAliveMs = 15_000;

export function eventStream(turn: Turn, { interruptOnDisconnect }: { interruptOnDisconnect: boolean }): Response {
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
      timer = setInterval(() => write(': keep-alive\n\n'), keepAliveMs);
      subscription = turn.subscribe((event) => {
        write(`event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`);
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
