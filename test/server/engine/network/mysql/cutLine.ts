// A line to a database that can be cut in the middle of what is said on it.
// Not here: what is said.
import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

export interface CutLine {
  port: number;
  /** Ends every line that is open; new ones go through. */
  cut(): void;
  close(): Promise<void>;
}

export async function cutLineTo(port: number): Promise<CutLine> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = dial(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
