// What a scripted peer keeps, in memory: chats with their messages, saved queries, uploads, tokens. Tests read it as it is.
// Not here: the shapes of the wire in each revision (scriptedPeerShapes.ts).
export type Json = Record<string, unknown>;

export interface PeerMessage {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  timestamp: string;
  metadata: Json;
}

export interface PeerChat {
  id: string;
  title: string;
  messages: PeerMessage[];
  /** The question that is being answered. */
  running: string | null;
  integrationId: string | null;
}

export interface PeerUpload extends Json {
  id: string;
  filename: string;
  file_size: number;
}

export interface PeerStore {
  readonly chats: Map<string, PeerChat>;
  readonly queries: Map<string, Json>;
  readonly uploads: Map<string, PeerUpload[]>;
  readonly visualizations: Map<string, Json>;
  /** Tokens that are good. */
  readonly tokens: Set<string>;
  /** A new id, counted: `chat_1`, `msg_2`. */
  id(kind: string): string;
  now(): string;
  addChat(title: string, integrationId: string | null): PeerChat;
  addMessage(chat: PeerChat, role: PeerMessage['role'], content: string, metadata?: Json): PeerMessage;
  /** Of whatever chat has it. */
  findMessage(id: string): { chat: PeerChat; at: number } | undefined;
}

export function createPeerStore(): PeerStore {
  const counts = new Map<string, number>();
  let ticks = 0;
  const store: PeerStore = {
    chats: new Map(),
    queries: new Map(),
    uploads: new Map(),
    visualizations: new Map(),
    tokens: new Set(),
    id(kind) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return `${kind}_${count}`;
    },
    now() {
      ticks += 1;
      return new Date(Date.UTC(2025, 0, 1) + ticks * 1000).toISOString();
    },
    addChat(title, integrationId) {
      const chat: PeerChat = { id: store.id('chat'), title, messages: [], running: null, integrationId };
      store.chats.set(chat.id, chat);
      return chat;
    },
    addMessage(chat, role, content, metadata = {}) {
      const message: PeerMessage = { id: store.id('msg'), role, content, timestamp: store.now(), metadata };
      chat.messages.push(message);
      return message;
    },
    findMessage(id) {
      for (const chat of store.chats.values()) {
        const at = chat.messages.findIndex((message) => message.id === id);
        if (at >= 0) return { chat, at };
      }
      return undefined;
    },
  };
  return store;
}
