// Every id that package.json and the code share, once. A test compares the two.
// Not here: what they do.
export const viewIds = {
  chat: 'trellis.chat',
  chats: 'trellis.chats',
  queries: 'trellis.queries',
  notes: 'trellis.notes',
  data: 'trellis.data',
} as const;

/** Of saved queries, memories and rules. */
export const libraryCommandIds = {
  runQuery: 'trellis.runQuery',
  newQuery: 'trellis.newQuery',
  saveSelectionAsQuery: 'trellis.saveSelectionAsQuery',
  editQuery: 'trellis.editQuery',
  editQuerySql: 'trellis.editQuerySql',
  deleteQuery: 'trellis.deleteQuery',
  openQuerySql: 'trellis.openQuerySql',
  copyQuerySql: 'trellis.copyQuerySql',
  refreshQueries: 'trellis.refreshQueries',
  addMemory: 'trellis.addMemory',
  addRule: 'trellis.addRule',
  editNote: 'trellis.editNote',
  deleteNote: 'trellis.deleteNote',
  refreshNotes: 'trellis.refreshNotes',
} as const;
export type LibraryCommandId = (typeof libraryCommandIds)[keyof typeof libraryCommandIds];

/** Of databases, their tables and which of them is asked. */
export const databaseCommandIds = {
  chooseData: 'trellis.chooseData',
  addDatabase: 'trellis.addDatabase',
  editDatabase: 'trellis.editDatabase',
  removeDatabase: 'trellis.removeDatabase',
  refreshData: 'trellis.refreshData',
  askAboutTable: 'trellis.askAboutTable',
  showFirstRows: 'trellis.showFirstRows',
  insertName: 'trellis.insertName',
  copyName: 'trellis.copyName',
} as const;
export type DatabaseCommandId = (typeof databaseCommandIds)[keyof typeof databaseCommandIds];

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
  connectAssistant: 'trellis.connectAssistant',
  switchAccount: 'trellis.switchAccount',
  signOut: 'trellis.signOut',
  stop: 'trellis.stop',
  chooseTransport: 'trellis.chooseTransport',
  setUpModel: 'trellis.setUpModel',
  removeModel: 'trellis.removeModel',
  chooseDefaultModel: 'trellis.chooseDefaultModel',
  retryConnection: 'trellis.retryConnection',
  showLog: 'trellis.showLog',
  showMenu: 'trellis.showMenu',
  exportResult: 'trellis.exportResult',
  previewChart: 'trellis.previewChart',
  ...libraryCommandIds,
  ...databaseCommandIds,
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const contextKeys = {
  connected: 'trellis.connected',
  running: 'trellis.running',
  signedIn: 'trellis.signedIn',
  /** The list of saved queries was read and is empty. */
  noQueries: 'trellis.noQueries',
  /** There is neither a memory nor a rule. */
  noNotes: 'trellis.noNotes',
  /** The server said that rules are for admins. */
  rulesForbidden: 'trellis.rulesForbidden',
  hasAccounts: 'trellis.hasAccounts',
  canRename: 'trellis.canRename',
  /** Databases can be added to the server that is connected. */
  canAddDatabases: 'trellis.canAddDatabases',
  /** These two say what is missing, so that nothing is hidden before the extension has started. */
  withoutLibrary: 'trellis.withoutLibrary',
  withoutTransports: 'trellis.withoutTransports',
} as const;
