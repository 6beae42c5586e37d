// The REST calls that add databases to our own server, try and remove them; for its admins.
// Not here: the list of data and its schema, which any server has (restClient.ts); where a password comes from and goes.
import {
  type CheckedIntegration,
  checkedIntegrationSchema,
  type Integration,
  integrationSchema,
} from '../protocol/trellis/integrations.ts';
import { createAuthorizedCall } from './authorizedCall.ts';
import { judged } from './httpCall.ts';
import type { TokenSource } from './tokenSource.ts';

export interface GivenDatabase {
  /** With its password. */
  url: string;
  /** Certificates (PEM) to trust in place of the system's. */
  ca: string | null;
}

/** Every call throws a SessionError; `signal` ends it earlier. */
export interface IntegrationsClient {
  /** Tries to connect; nothing is kept. */
  check(given: GivenDatabase, signal: AbortSignal): Promise<CheckedIntegration>;
  /** The same data again takes the new name and password. `connect` false: it is kept untried. */
  add(given: GivenDatabase & { name: string; connect: boolean }, signal: AbortSignal): Promise<Integration>;
  remove(id: string): Promise<void>;
}

/** A database far away may take its time, and tells its whole schema. */
const withinMs = 120_000;

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createIntegrationsClient(baseUrl: () => Promise<string>, tokens: TokenSource): IntegrationsClient {
  const authorized = createAuthorizedCall(baseUrl, tokens);
  const path = '/integrations';
  return {
    async check(body, signal) {
      const answer = await authorized({ method: 'POST', path: `${path}/check`, body, withinMs, signal });
      return judged(checkedIntegrationSchema, answer);
    },
    async add({ name, connect, ...given }, signal) {
      const body = { display_name: name, ...given, ...(connect ? {} : { connect }) };
      return judged(integrationSchema, await authorized({ method: 'POST', path, body, withinMs, signal }));
    },
    remove: async (id) => void (await authorized({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` })),
  };
}
