// Every id that package.json and the code share, once. A test compares the two.
// Not here: what they do.
export const viewIds = { chat: 'trellis.chat', chats: 'trellis.chats' } as const;

export const commandIds = {
  ask: 'trellis.ask',
  askAboutSelection: 'trellis.askAboutSelection',
  newChat: 'trellis.newChat',
  openChat: 'trellis.openChat',
  renameChat: 'trellis.renameChat',
  deleteChat: 'trellis.deleteChat',
  deleteChats: 'trellis.deleteChats',
  refreshChats: 'trellis.refreshChats',
  loadMoreChats: 'trellis.loadMoreChats',
  startSample: 'trellis.startSample',
  openData: 'trellis.openData',
  signIn: 'trellis.signIn',
  signOut: 'trellis.signOut',
  stop: 'trellis.stop',
  retryConnection: 'trellis.retryConnection',
  showLog: 'trellis.showLog',
  showMenu: 'trellis.showMenu',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const contextKeys = {
  connected: 'trellis.connected',
  running: 'trellis.running',
  signedIn: 'trellis.signedIn',
} as const;
