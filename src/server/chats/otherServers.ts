// Other servers on this store: whether one that began turns still lives, and asking it to stop one. Each is asked at its own
// address for its own id. Not here: what is done with the turns of one that is gone (store/turns.ts).
import * as v from 'valibot';
import { decodeWith, parseJson } from '../../protocol/decoded.ts';

const nameSchema = v.object({ id: v.string(), url: v.pipe(v.string(), v.url()) });
const healthSchema = v.object({ server_id: v.string() });
const answersWithinMs = 2_000;

/** `silent`: something is there that did not answer in time: the server, too busy, or another program. */
export type ServerState = 'alive' | 'silent' | 'gone';

/** Of servers as they named themselves, those that are gone. */
export async function goneServers(names: readonly string[]): Promise<string[]> {
  const checked = await Promise.all(names.map(async (name) => ({ name, state: await stateOf(name) })));
  return checked.filter(({ state }) => state === 'gone').map(({ name }) => name);
}

/**
 * Stops a turn that another server runs. False when that server does not run it. `token` is asked for only once the server has
 * said at its address that it is the one that wrote its name into this store.
 */
export async function interruptElsewhere(name: string, chatId: string, token: () => Promise<string>): Promise<boolean> {
  const server = decodeWith(nameSchema, parseJson(name));
  if (server.kind !== 'valid' || (await stateOf(name)) !== 'alive') return false;
  try {
    const response = await fetch(`${server.value.url}/v1/chats/${encodeURIComponent(chatId)}/interrupt`, {
      method: 'POST',
      redirect: 'error',
      headers: { Authorization: `Bearer ${await token()}` },
      signal: AbortSignal.timeout(answersWithinMs),
    });
    return response.status === 204;
  } catch {
    // Gone in this moment: its turn is closed when the chat is next used.
    return false;
  }
}

export async function stateOf(name: string): Promise<ServerState> {
  const server = decodeWith(nameSchema, parseJson(name));
  if (server.kind !== 'valid') return 'gone';
  try {
    const response = await fetch(`${server.value.url}/healthz`, {
      redirect: 'error',
      signal: AbortSignal.timeout(answersWithinMs),
    });
    const health = decodeWith(healthSchema, parseJson(await response.text()));
    // Another program may have the port by now.
    return health.kind === 'valid' && health.value.server_id === server.value.id ? 'alive' : 'gone';
  } catch (cause) {
    return cause instanceof Error && cause.name === 'TimeoutError' ? 'silent' : 'gone';
  }
}
