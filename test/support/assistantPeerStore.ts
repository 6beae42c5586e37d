// What a scripted assistant server has stored: who may come in, conversations with their rows, folders, settings.
// Not here: the requests that change it (assistantPeerRoutes.ts), the turns that add rows (assistantPeerTurns.ts).
export type Json = Record<string, unknown>;

export interface PeerRow {
  role: 'user' | 'assistant';
  content: string;
}

export interface PeerConversation {
  id: string;
  /** Null until the server has thought of one: then the first question stands for it. */
  title: string | null;
  folder: string | null;
  rows: PeerRow[];
  /** Counts up with every change, for the order of the list. */
  changed: number;
}

export interface PeerUser {
  id: string;
  username: string;
  password: string;
  role: 'admin' | 'user';
}

export type AssistantPeerStore = ReturnType<typeof createAssistantPeerStore>;

const noUser: PeerUser = { id: 'default', username: 'admin', password: '', role: 'admin' };
const titleLength = 80;

export function createAssistantPeerStore() {
  const conversations = new Map<string, PeerConversation>();
  const folders = new Map<string, { id: string; name: string; color: string; owner: string }>();
  const users = new Map<string, PeerUser>();
  const tokens = new Map<string, PeerUser>();
  const settings = { provider: 'claude', mood: 'normal' };
  const counts = { made: 0, changes: 0, tokens: 0 };

  return {
    conversations,
    folders,
    users,
    /** Tokens of people who have logged in; one that is taken out has ended. */
    tokens,
    settings,
    /** Who a request is of where nobody logs in. */
    nobody: noUser,
    addUser(username: string, password: string, role: PeerUser['role'] = 'user'): PeerUser {
      const user = { id: `u${users.size + 1}`, username, password, role };
      users.set(username, user);
      return user;
    },
    logIn(user: PeerUser): string {
      counts.tokens += 1;
      const claims = { sub: user.id, username: user.username, role: user.role, iat: counts.tokens, exp: 4e9 };
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.signature${counts.tokens}`;
      tokens.set(token, user);
      return token;
    },
    /** `channel` is part of the id, as in the real one. */
    addConversation(rows: PeerRow[] = [], owner = 'default', channel = 'web'): PeerConversation {
      counts.made += 1;
      const id = `${owner}:${channel}:${counts.made.toString(16).padStart(8, '0')}`;
      return this.withId(id, rows);
    },
    /** A question may name any id, one that nobody made, too. */
    withId(id: string, rows: PeerRow[] = []): PeerConversation {
      const known = conversations.get(id);
      if (known) return known;
      counts.changes += 1;
      const made = { id, title: null, folder: null, rows: [...rows], changed: counts.changes };
      conversations.set(id, made);
      return made;
    },
    addRow(conversation: PeerConversation, role: PeerRow['role'], content: string): void {
      counts.changes += 1;
      conversation.rows.push({ role, content });
      conversation.changed = counts.changes;
    },
    /** Newest first; of a channel when one is named. */
    list(owner: string, channel: string | null, limit: number): Json[] {
      const own = [...conversations.values()].filter(
        ({ id, rows }) =>
          id.startsWith(`${owner}:`) && rows.length > 0 && (channel === null || id.split(':')[1] === channel),
      );
      return own
        .toSorted((one, other) => other.changed - one.changed)
        .slice(0, limit)
        .map(summaryOf);
    },
  };
}

const began = Date.now();

/** A time without a zone, as this API writes them; a second for each change. */
function timeText(changed: number): string {
  return new Date(began + changed * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function summaryOf({ id, title, folder, rows, changed }: PeerConversation): Json {
  const first = rows.find(({ role }) => role === 'user')?.content ?? '';
  return {
    id,
    title: title ?? (first.length > titleLength ? `${first.slice(0, titleLength)}…` : first),
    created_at: timeText(0),
    last_active: timeText(changed),
    message_count: rows.length,
    approx_tokens: rows.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0),
    folder_id: folder,
  };
}
