// A server of the assistant API as the host sees it: the same session and the same reading and changing of chats as of any server.
// Not here: signing in (assistantSignIn.ts).
import type { Clock } from '../clock.ts';
import { SessionError } from '../errors.ts';
import type { RestClient } from '../restClient.ts';
import type { ChatSession } from '../session.ts';

export interface AssistantServer {
  session: ChatSession;
  rest: RestClient;
}

export interface AssistantServerOptions {
  /** As `checkedServerUrl` gives it, without `/api`. */
  url: string;
  /** Read at each request; null where the server is open. Throws a SessionError `unauthorized` when nobody is signed in. */
  token: () => Promise<string | null>;
  clock: Clock;
  random: () => number;
  log: (level: 'info' | 'warn', text: string) => void;
}

export function createAssistantServer({ url }: AssistantServerOptions): AssistantServer {
  throw new SessionError('protocol', `${url} speaks another API.`);
}
