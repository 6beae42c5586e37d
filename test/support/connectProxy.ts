// An HTTP proxy on loopback as companies have them: tunnels CONNECT, writes down for whom, asks for a password when told to.
// Not here: plain requests through a proxy (answered 405); what goes through the tunnel (recordingDoor.ts).
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  url: string;
  /** Per CONNECT that was let through: the authority asked for. */
  tunnels: { authority: string; headers: NodeJS.Dict<string | string[]> }[];
  /** CONNECTs answered with 407. */
  refused: number;
  close(): void;
}

export interface ConnectProxyOptions {
  /** Names only this proxy can resolve, each with the loopback port behind it. */
  hosts: Record<string, number>;
  /** "name:password" that a client must give. */
  credentials?: string;
}

export async function startConnectProxy({ hosts, credentials }: ConnectProxyOptions): Promise<ConnectProxy> {
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  const proxy: ConnectProxy = {
    url: '',
    tunnels: [],
    refused: 0,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
  const wanted = credentials === undefined ? null : `Basic ${Buffer.from(credentials).toString('base64')}`;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('connect', (request, client, head) => {
    client.on('error', () => client.destroy());
    if (wanted !== null && request.headers['proxy-authorization'] !== wanted) {
      proxy.refused += 1;
      const answer = ['HTTP/1.1 407 Say who you are', 'Proxy-Authenticate: Basic realm="test"', 'Content-Length: 0'];
      client.end(`${answer.join('\r\n')}\r\n\r\n`);
      return;
    }
    const authority = request.url ?? '';
    const port = hosts[authority];
    if (port === undefined) {
      client.end('HTTP/1.1 502 Unknown host\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    proxy.tunnels.push({ authority, headers: request.headers });
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
