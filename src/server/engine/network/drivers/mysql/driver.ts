// MySQL and MariaDB behind the one interface of databases on the network.
// Not here: the parts of a connection (line.ts, session.ts, connection.ts), pools, queues and caps (../../networkEngine.ts).
import { QueryError } from '../../../engine.ts';
import type { CreateDriver } from '../../driver.ts';
import { createConnection } from './connection.ts';
import { connectError } from './errors.ts';
import { folded } from './guard.ts';
import { systemSchemas } from './guardWords.ts';
import { openLine } from './line.ts';
import { beginSession } from './session.ts';

export const createMysqlDriver: CreateDriver = (address, log) => ({
  dialect: 'mysql',
  async connect(signal) {
    if (systemSchemas.has(folded(address.database)))
      throw new QueryError(
        'failed',
        `"${address.database}" is what the server keeps for itself. Name a database of yours.`,
      );
    const line = await openLine(address, signal);
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(new QueryError('cancelled', 'Connecting was cancelled.'));
    signal?.addEventListener('abort', stop, { once: true });
    line.once('error', stopped.reject);
    stopped.promise.catch(() => undefined);
    try {
      const session = await Promise.race([beginSession(line), stopped.promise]);
      return createConnection(line, session, address, log);
    } catch (error) {
      line.destroy();
      throw connectError(error, address);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  },
});
