// The request that ends what another connection runs: a line of its own, 16 bytes, no answer.
// Not here: when (connection.ts).
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

export interface CancelTarget {
  /** Where the connection to be cancelled leads. */
  host: string;
  port: number;
  /** The name in the server's certificate. */
  name: string;
  tls: false | ConnectionOptions;
  processId: number;
  secretKey: number;
}

const sslRequest = 80_877_103;
const cancelRequest = 80_877_102;

/** Resolves when the server has taken it, which it says by closing the line. */
export async function requestCancel(target: CancelTarget, timeoutMs = 5000): Promise<void> {
  const socket = connectTcp(target.port, target.host);
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('The database does not answer.')));
  socket.setNoDelay(true);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', resolve);
    });
    const line = target.tls ? await secured(socket, target) : socket;
    await new Promise<void>((resolve, reject) => {
      line.once('error', reject);
      line.once('close', () => resolve());
      line.resume();
      line.write(numbers(16, cancelRequest, target.processId, target.secretKey));
    });
  } finally {
    socket.destroy();
  }
}

async function secured(socket: Socket, { tls, name }: CancelTarget): Promise<Socket> {
  socket.write(numbers(8, sslRequest));
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The database closed the line.')));
    socket.once('data', (data: Buffer) => resolve(data.toString('latin1')));
  });
  if (answer !== 'S') throw new Error('The database speaks no TLS any more.');
  const servername = isIP(name) === 0 ? { servername: name } : {};
  return await new Promise<Socket>((resolve, reject) => {
    const line = connectTls({ ...servername, host: name, ...(tls || {}), socket }, () => resolve(line));
    line.once('error', reject);
  });
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value | 0, index * 4);
  return bytes;
}
