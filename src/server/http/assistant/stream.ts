// An answer as the event stream of the assistant API (section 3.3), and as one reply (section 3.2).
// Not here: the events themselves (assistant/telling.ts), starting the turn (chat.ts).
import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../../base/disposable.ts';
import { asApiError, errorEventData } from '../../apiError.ts';
import { errorText } from '../../assistant/reply.ts';
import { createTelling, type Place, type Told } from '../../assistant/telling.ts';
import { isEnding, type Turn } from '../../chats/turn.ts';
import type { Log } from '../../log.ts';
import { keepAlive } from '../eventStream.ts';

export const streamDescription = {
  type: 'text/event-stream',
  description:
    'Records of `event:` and one line of `data:` (JSON with the name as `type`). In order: meta, at once; any of reasoning, tool_start, tool_end, visualization, assistant; and exactly one of done, error.',
};

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache',
  'X-Accel-Buffering': 'no',
};

/** `meta` at once, the rest when the turn has begun; a comment every 15 s until the end. Who leaves stops nothing. */
export function answerStream(starting: Promise<Turn>, place: Place, questionId: string, log: Log): Response {
  const encoder = new TextEncoder();
  let subscription: Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isLeft = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = ({ event, data }: Told) => {
        if (!isLeft)
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`));
      };
      const close = () => {
        clearInterval(timer);
        subscription?.dispose();
        if (!isLeft) controller.close();
      };
      write({ event: 'meta', data: { ...place, message_id: questionId } });
      timer = setInterval(() => controller.enqueue(encoder.encode(keepAlive.text)), keepAlive.everyMs);
      starting.then(
        (turn) => {
          if (isLeft) return;
          const told = createTelling(turn, place);
          subscription = turn.subscribe((event) => {
            for (const each of told(event)) write(each);
            if (isEnding(event)) close();
          });
        },
        (cause: unknown) => {
          write(unbegun(cause, place, log));
          close();
        },
      );
    },
    cancel() {
      isLeft = true;
      clearInterval(timer);
      subscription?.dispose();
    },
  });
  return new Response(body, { headers });
}

/** The whole reply, when it has ended; a failure is one, too. */
export function wholeReply(turn: Turn, place: Place): Promise<Place & { reply: string }> {
  return new Promise((resolve) => {
    const told = createTelling(turn, place);
    turn.subscribe((event) => {
      for (const { event: name, data } of told(event)) {
        const { conversation_id } = place;
        const provider = String(data.provider);
        if (name === 'done') resolve({ reply: String(data.reply), conversation_id, provider });
        if (name === 'error') resolve({ reply: String(data.error), conversation_id, provider });
      }
    });
  });
}

/** A question that waited and then could not be asked. */
function unbegun(cause: unknown, place: Place, log: Log): Told {
  const error = asApiError(cause);
  const { code, retryable, debug_id } = errorEventData(error, randomUUID());
  if (code === 'INTERNAL') log('error', 'assistant.failed', { debug_id, cause });
  return { event: 'error', data: { error: errorText(error.message), ...place, code, retryable, debug_id } };
}
