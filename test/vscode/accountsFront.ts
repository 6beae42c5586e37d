// Stands before a Trellis server on loopback: counts who authenticates, holds answers in their middle, and lets tokens run out.
// Not here: what a bad line does to bytes; this front passes whole requests and whole frames.
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

interface FrontSocket {
  token: string;
  close(code: number): void;
  /** Frames that were held back in the middle of an answer. */
  held: string[];
}

export interface AccountsFront {
  url: string;
  /** The server behind; another may take its place. */
  target: string;
  /** Each attempt to authenticate, with its status and, when it had one, its token. */
  attempts: { status: number; token: string | null }[];
  /** Requests and frames of clients, as one line each: "GET /v1/chats", "send_message". */
  seen: { what: string; token: string | null }[];
  sockets: Set<FrontSocket>;
  /** Holds what comes after the first delta of an answer. */
  hold: boolean;
  /** Tokens that were given out are refused from now on: 401, and 4001 on sockets. What was held is never said. */
  expire(): void;
  /** Resolves when the condition holds; looked at whenever something went through here. */
  until(condition: () => boolean): Promise<void>;
  close(): void;
}

const bearer = ({ headers }: IncomingMessage) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;

/** Listens on a free port of 127.0.0.1. */
export async function startAccountsFront(target: string): Promise<AccountsFront> {
  const events = new EventEmitter().setMaxListeners(100);
  const expired = new Set<string>();
  const given = () => front.attempts.flatMap(({ token }) => token ?? []);
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  const sockets = new WebSocketServer({ noServer: true });
  const front: AccountsFront = {
    url: '',
    target,
    attempts: [],
    seen: [],
    sockets: new Set(),
    hold: false,
    expire() {
      for (const token of given()) expired.add(token);
      for (const socket of front.sockets) socket.close(4001);
    },
    async until(condition) {
      while (!condition()) await once(events, 'passed');
    },
    close() {
      server.close();
      server.closeAllConnections();
      for (const socket of front.sockets) socket.close(1001);
    },
  };
  const passed = () => events.emit('passed');

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const token = bearer(incoming);
    const { method = '', url = '' } = incoming;
    front.seen.push({ what: `${method} ${url}`, token });
    if (token !== null && expired.has(token)) {
      outgoing.writeHead(401, { 'Content-Type': 'application/json' }).end('{"detail":"The token has expired"}');
      passed();
      return;
    }
    const { hostname, port, host } = new URL(front.target);
    const headers = { ...incoming.headers, host };
    const upstream = request({ hostname, port, method, path: url, headers }, async (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      const said: Buffer[] = [];
      for await (const chunk of answer) {
        outgoing.write(chunk);
        if (url === '/v1/authenticate') said.push(chunk);
      }
      outgoing.end();
      if (url === '/v1/authenticate') {
        const body = JSON.parse(Buffer.concat(said).toString()) as { token?: string };
        front.attempts.push({ status: answer.statusCode ?? 0, token: body.token ?? null });
      }
      passed();
    });
    upstream.on('error', () => outgoing.destroy());
    upstream.end(Buffer.concat(chunks));
  }

  function relay(client: WebSocket, incoming: IncomingMessage, token: string) {
    const { host } = new URL(front.target);
    const upstream = new WebSocket(`ws://${host}${incoming.url}`, { headers: { Authorization: `Bearer ${token}` } });
    const early: string[] = [];
    let over = false;
    let holds = false;
    const socket: FrontSocket = {
      token,
      held: [],
      close(code) {
        if (over) return;
        over = true;
        front.sockets.delete(socket);
        client.close(code);
        upstream.terminate();
        passed();
      },
    };
    front.sockets.add(socket);
    client.on('message', (data) => {
      const text = data.toString();
      front.seen.push({ what: (JSON.parse(text) as { action: string }).action, token });
      if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
      else early.push(text);
      passed();
    });
    upstream.on('open', () => {
      for (const text of early.splice(0)) upstream.send(text);
    });
    upstream.on('message', (data) => {
      const text = data.toString();
      if (holds) socket.held.push(text);
      else if (!over) client.send(text);
      holds ||= front.hold && text.includes('"text_delta"');
      passed();
    });
    upstream.on('error', () => socket.close(1011));
    upstream.on('close', (code) => socket.close(code >= 4000 || code === 1000 ? code : 1011));
    client.on('close', () => socket.close(1000));
    passed();
  }

  server.on('upgrade', (incoming, stream, head) => {
    const token = bearer(incoming);
    front.seen.push({ what: 'upgrade', token });
    sockets.handleUpgrade(incoming, stream, head, (client) => {
      if (token === null || expired.has(token)) client.close(4001);
      else relay(client, incoming, token);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  front.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return front;
}
