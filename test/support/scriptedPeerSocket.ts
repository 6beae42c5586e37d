// The WebSocket side of a scripted peer: signing in as each revision has it, then the actions of the client.
// Not here: the upgrade itself (scriptedPeer.ts), what an answer says (scriptedPeerTurns.ts).
import type { WebSocket } from 'ws';
import { type ByteGate, socketFrame } from './scriptedPeerBytes.ts';
import type { FaultScript } from './scriptedPeerFaults.ts';
import { type Dialect, refusalData } from './scriptedPeerShapes.ts';
import type { Json, PeerStore } from './scriptedPeerStore.ts';
import type { createPeerTurns, Sink } from './scriptedPeerTurns.ts';

export interface SocketPeerOptions {
  dialect: Dialect;
  store: PeerStore;
  faults: FaultScript;
  turns: ReturnType<typeof createPeerTurns>;
  socket: WebSocket;
  gate: ByteGate;
  /** The token of the upgrade: its header, and its URL's for revisions that take one there. */
  token: string | null;
  onFrame: (frame: Json) => void;
}

export function servePeerSocket(options: SocketPeerOptions): void {
  const { dialect, store, faults, turns, socket, gate } = options;
  let authenticated = false;
  const say = (event: string, data: Json = {}) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ event, data }));
  };
  const sink: Sink = {
    event: ({ event, data }) => say(event, data),
    raw: (bytes, kind) => gate.write(socketFrame(kind === 'text' ? 1 : 2, bytes)),
    close: (code) => socket.close(code),
    cut: () => gate.cut(),
    stall: () => gate.stall(),
    done: () => undefined,
  };
  function signIn(token: unknown) {
    if (typeof token !== 'string' || !store.tokens.has(token)) socket.close(4001, 'Unauthorized');
    else {
      authenticated = true;
      say('authenticated', { status: 'ok' });
    }
  }

  function ask(frame: Json) {
    // A frame that is answered by hand is not carried out.
    const deeds = faults.take(String(frame.action));
    for (const deed of deeds) if (deed.kind === 'raw') sink.raw(Buffer.from(deed.text), 'text');
    if (deeds.length > 0) return;
    const asked = turns.ask(frame);
    if (!('refusal' in asked)) return asked.begin(sink);
    const { action, chat_id, client_message_id } = frame;
    const ours = dialect.extras ? { refused: action, chat_id, client_message_id } : {};
    say('error', { ...refusalData(dialect, asked.refusal), ...ours });
  }

  function act(frame: Json) {
    switch (frame.action) {
      case 'authenticate':
        return signIn(frame.token);
      case 'send_message':
      case 'edit_message':
        return ask(frame);
      case 'delete_message': {
        const found = store.findMessage(String(frame.message_id));
        found?.chat.messages.splice(found.at);
        return found
          ? say('deleted', { message_id: frame.message_id })
          : refuse('MESSAGE_NOT_FOUND', 'No such message.');
      }
      case 'interrupt': {
        const turn = turns.running(dialect.extras ? frame.chat_id : undefined);
        return turn ? turn.stop() : refuse('NOTHING_TO_INTERRUPT', 'Nothing is running.');
      }
      case 'ping':
        return say('pong');
      default:
        return refuse('INVALID_REQUEST', 'This action is not known.');
    }
  }
  const refuse = (code: string, text: string) => say('error', refusalData(dialect, { status: 409, code, text }));

  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    let frame: Json;
    try {
      frame = JSON.parse(data.toString()) as Json;
    } catch {
      socket.close(4002, 'Not JSON');
      return;
    }
    options.onFrame(frame);
    if (authenticated || frame.action === 'authenticate') act(frame);
    else socket.close(4001, 'Unauthorized');
  });

  for (const deed of faults.take('socket')) {
    if (deed.kind === 'close') {
      if (deed.code === 4429) say('error', { error: 'Too many sockets.', code: 'WS_CONNECTION_CAP', retryable: true });
      if (deed.code === 1006) gate.cut();
      else socket.close(deed.code);
      return;
    }
    if (deed.kind === 'bytes') gate.plan(deed);
    else if (deed.kind === 'stall') gate.stall();
    else if (deed.kind === 'cut') gate.cut();
  }
  if (options.token !== null) signIn(options.token);
}
