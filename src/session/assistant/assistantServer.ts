// A server of the assistant API as the host sees it: the same session and the same reading and changing of chats as of any server.
// Not here: signing in (assistantSignIn.ts), how any of it works: this connects the parts.
import type { Clock } from '../clock.ts';
import type { RestClient } from '../restClient.ts';
import type { ChatSession } from '../session.ts';
import { bareUrl, createAssistantCall } from './assistantCall.ts';
import { createAssistantRest } from './assistantRest.ts';
import { createAssistantSession } from './assistantSession.ts';
import { createConversations } from './conversations.ts';
import type { SendQuestion } from './patientRequest.ts';
import { createReplacing, type ServerTraits } from './replacing.ts';

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
  /** How questions are sent, for tests; else the real one. */
  send?: SendQuestion;
}

export function createAssistantServer(options: AssistantServerOptions): AssistantServer {
  const { token, clock } = options;
  const url = bareUrl(options.url);
  const traits: ServerTraits = { keeps: null };
  /** Ends with the session. */
  const life = new AbortController();
  // The calls tell the session how they fare, and the session makes calls.
  const call = createAssistantCall(url, token, (reason) => session.callFailed(reason), life.signal);
  const conversations = createConversations({
    call,
    onRead: (chatId, read) => session.chatRead(chatId, read),
    onForget: (chatId) => session.chatForgotten(chatId),
  });
  const replacing = createReplacing({ call, conversations, traits });
  const rest = createAssistantRest(call, conversations, clock);
  const session = createAssistantSession({
    ...options,
    url,
    conversations,
    replacing,
    traits,
    life,
    onChat: rest.expect,
  });
  return { session, rest };
}
