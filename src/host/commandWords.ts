// What commands say about failures and lines.
// Not here: the commands (commands.ts).
import type { Connection } from '../chat/state.ts';
import { errorMessage } from '../session/errors.ts';

/** What failed, before why: a server's own words seldom say. */
export function saying(what: string, work: Promise<void> | undefined): Promise<void> | undefined {
  return work?.catch((cause: unknown) => {
    throw new Error(`${what}: ${errorMessage(cause)}`, { cause });
  });
}

/** How questions go now, where that can be said. */
export function transportName(connection: Connection): string {
  if (connection.phase !== 'ready') return '';
  return connection.overHttp ? 'now: HTTP' : 'now: WebSocket';
}
