// Other servers on this store: whether one that began turns still lives, and asking it to stop one. Each is asked at its own
// address for its own id. Not here: what is done with the turns of one that is gone (store/turns.ts).
import * as v from 'valibot';
import { decodeWith, parseJson } from '../../protocol/decoded.ts';

const nameSchema = v.object({ id: v.string(), url: v.pipe(v.string(), v.url()) });
const healthSchema = v.object({ server_id: v.string() });
const answersWithinMs = 2_000;

/** Of servers as they named themselves, those that do not answer any more. */
export async function goneServers(names: readonly string[]): Promise<string[]> {
  const checked = await Promise.all(names.map(async (name) => ({ name, alive: await isAlive(name) })));
  return checked.filter(({ alive }) => !alive).map(({ name }) => name);
}

/** Stops a turn that another server runs; `token` is its member's. False when that server does not run it. */
export async function interruptElsewhere(name: string, chatId: string, token: string): Promise<boolean> {
  const server = decodeWith(nameSchema, parseJson(name));
  // A token goes only to the server that wrote its name into this store, and that still lives at that address.
  if (server.kind !== 'valid' || !(await isAlive(name))) return false;
  try {
    const response = await fetch(`${server.value.url}/v1/chats/${encodeURIComponent(chatId)}/interrupt`, {
      method: 'POST',
      redirect: 'error',
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(answersWithinMs),
    });
    return response.status === 204;
  } catch {
    // Gone in this moment: its turn is closed when the chat is next used.
    return false;
  }
}

async function isAlive(name: string): Promise<boolean> {
  const server = decodeWith(nameSchema, parseJson(name));
  if (server.kind !== 'valid') return false;
  try {
    const response = await fetch(`${server.value.url}/healthz`, {
      redirect: 'error',
      signal: AbortSignal.timeout(answersWithinMs),
    });
    const health = decodeWith(healthSchema, parseJson(await response.text()));
    // Another program may have the port by now.
    return health.kind === 'valid' && health.value.server_id === server.value.id;
  } catch (cause) {
    // One that is too busy to answer in time is there; one that nobody answers for is not.
    return cause instanceof Error && cause.name === 'TimeoutError';
  }
}
