// A whole client at a scripted assistant server, without VS Code, that can read pictures: what the tests of test/host ask with.
// Not here: the server (test/support/assistantPeer.ts), a client of the session's own tests (test/session/assistant/person.ts).
import type { TestContext } from 'node:test';
import type { AttachedFile, Source } from '../../src/chat/state.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import { createConversation } from '../../src/host/conversation.ts';
import { createMemory } from '../../src/host/memory.ts';
import { createAssistantServer } from '../../src/session/assistant/assistantServer.ts';
import { type AssistantPeerOptions, assistantPeer } from '../support/assistantPeer.ts';
import { memento, transcript } from '../support/chatSetting.ts';
import { fakeClock } from '../support/fakeClock.ts';

/** As a picture of that name is read: its content is its name. */
export function imageOf(name: string) {
  return { mime: 'image/png', base64: Buffer.from(name).toString('base64') };
}

export async function assistantSetting(t: TestContext, given: AssistantPeerOptions = {}, kept = memento()) {
  const peer = await assistantPeer(t, given);
  const clock = fakeClock(Date.now());
  const source: Source = { kind: 'assistant', url: peer.url, user: null };
  const [store, memory] = [createChatStore(), createMemory(kept)];
  const looks = new Set<() => void>();
  const look = () => [...looks].forEach((each) => void each());
  const log = { info: () => undefined, warn: () => undefined };
  const { session, rest } = createAssistantServer({
    ...{ url: peer.url, token: async () => null, clock, random: () => 0, log: () => undefined },
  });
  memory.setSource(source);
  store.dispatch({ type: 'sourceChanged', source });
  const readPicture = async ({ name }: AttachedFile) => imageOf(name);
  const conversation = createConversation({
    ...{ connection: { rest, session, source }, store, memory, log, clock, readPicture },
  });
  store.onChange(look);
  session.onState(look);
  void peer.until(() => {
    look();
    return undefined;
  });
  t.after(() => {
    conversation.dispose();
    session.dispose();
  });
  /** Looked for whenever the state or the server has changed. */
  const until = (find: () => unknown) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!find()) return;
        looks.delete(check);
        resolve();
      };
      looks.add(check);
      check();
    });
  const chatId = () => store.state.openChatId ?? '';
  const shown = () => transcript(store.state.chats[chatId()]);
  const ask = (question: string, more: Partial<Parameters<typeof conversation.ask>[0]> = {}) =>
    conversation.ask({
      ...{ chatId: store.state.openChatId, question, context: [], integrationId: null, model: null },
      ...more,
    });
  const answered = (count: number) =>
    until(() => shown().filter((line) => line.startsWith('=') && line.endsWith('(done)')).length === count);
  session.start();
  await until(() => store.state.list.load === 'loaded');
  return { peer, clock, store, memory, session, conversation, until, chatId, shown, ask, answered };
}
