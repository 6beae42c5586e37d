// The questions of a session from asking to the end of their answers: sent when they may, on the way there is, stopped on the one they took.
// Not here: which way there is (trellisSession.ts), when they may (outbox.ts), whose event it is (turns.ts).
import type { ServerEvent } from '../protocol/trellis/events.ts';
import { SessionError } from './errors.ts';
import { createOutbox } from './outbox.ts';
import { questionFrame } from './question.ts';
import type { SessionOptions } from './session.ts';
import type { SocketLine } from './socketLine.ts';
import { createSseAnswers, type SseAnswersOptions } from './sseAnswers.ts';
import { type AskRequest, createTurns, type OpenTurn, type TurnUpdate } from './turns.ts';
import { createWatchdog } from './watchdog.ts';

export interface QuestionsOptions extends Omit<SseAnswersOptions, 'turns'>, Pick<SessionOptions, 'paced'> {
  fire: (update: TurnUpdate & { key: string }) => void;
  /** How questions go now; null: not at all. */
  way: () => 'socket' | 'sse' | null;
  /** The socket that is there, if only for what was asked on it. */
  socket: () => SocketLine | undefined;
}

export type Questions = ReturnType<typeof createQuestions>;

export function createQuestions(options: QuestionsOptions) {
  const { clock, fire, way, socket } = options;
  const watchdog = createWatchdog<OpenTurn>(clock, ({ request: { key } }, quiet) =>
    fire({ kind: 'quiet', quiet, key }),
  );
  const turns = createTurns(fire, { watchdog, takesBack: (turn, event) => outbox.takesBack(turn, event) });
  const sse = createSseAnswers({ ...options, turns });
  const outbox = createOutbox({
    clock,
    turns,
    paced: options.paced ?? true,
    fire,
    onDue: flush,
    deliver: (turn, via) => (via === 'sse' ? sse.ask(turn) : socket()?.write(questionFrame(turn.request))),
  });

  /** Sends what may go now. */
  function flush() {
    const via = way();
    if (via) outbox.flush(via);
  }

  function giveUp(turn: OpenTurn) {
    if (turn.via === 'sse') sse.cut(turn);
    else turns.lose(turn, new SessionError('stopped', 'The server did not say that it stopped.'));
    flush();
  }

  return {
    flush,
    newSocket: outbox.newSocket,
    /** Whether an answer is awaited on a socket. */
    isBusy: turns.isBusy,
    loseSocket: turns.loseSocket,
    loseQueued: turns.loseQueued,
    add(request: AskRequest) {
      turns.add(request);
      flush();
    },
    /** An event from the socket. */
    take(event: ServerEvent) {
      turns.take(event);
    },
    interrupt(chatId: string | null, key: string | null) {
      const turn = turns.find(chatId, key);
      const place = turn?.chatId ?? chatId;
      if (turn?.phase === 'queued') {
        turns.lose(turn, new SessionError('stopped', 'Stopped before it was sent.'));
        // What was held behind it may go sooner now.
        flush();
        return;
      }
      const wantedAlready = turn?.stopWanted ?? false;
      if (turn) turn.stopWanted = true;
      const line = socket();
      if (turn?.via === 'sse') sse.interrupt(turn);
      else if (line && (turn || place !== null) && turns.stopsOnSocket(turn))
        line.write({ action: 'interrupt', ...(place === null ? {} : { chat_id: place }) });
      else if (place !== null && way() !== null) void sse.interruptChat(place);
      // Asked for twice: the person is kept waiting no longer, and the chat says what became of it.
      if (turn && wantedAlready) giveUp(turn);
    },
    dispose(reason: SessionError) {
      outbox.dispose();
      sse.dispose();
      turns.loseAll(reason);
    },
  };
}
