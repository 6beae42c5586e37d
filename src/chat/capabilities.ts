// What can be done on a kind of source: what is not there is not offered, instead of failing.
// Not here: what a single server lacks, which shows when it is asked.
import type { AppState, Source } from './state.ts';

export interface Capabilities {
  renameChats: boolean;
  deleteMessages: boolean;
  feedback: boolean;
  /** Saved queries, memories and rules. */
  library: boolean;
  /** Files that are kept with the chat: as many and of such kinds as it says. `image`: one picture goes with one question. */
  attach: 'files' | 'image';
  /** Mood and web. */
  askOptions: boolean;
  /** `provider`: who answers is one of several services. */
  answeredBy: 'model' | 'provider';
  /** How a question may go: over a socket too, which can be chosen. */
  transports: boolean;
  /** A stop ends the line to the answer, and the server is not told. */
  stopIsLocal: boolean;
  /** With the beginning of an answer its question is stored; elsewhere it may still wait its turn, and be lost. */
  beginningIsStored: boolean;
}

const trellis: Capabilities = {
  renameChats: true,
  deleteMessages: true,
  feedback: true,
  library: true,
  attach: 'files',
  askOptions: false,
  answeredBy: 'model',
  transports: true,
  stopIsLocal: false,
  beginningIsStored: true,
};

const assistant: Capabilities = {
  renameChats: false,
  deleteMessages: false,
  feedback: false,
  library: false,
  attach: 'image',
  askOptions: true,
  answeredBy: 'provider',
  transports: false,
  stopIsLocal: true,
  beginningIsStored: false,
};

export function capabilitiesOf(source: Source): Capabilities {
  return source.kind === 'assistant' ? assistant : trellis;
}

/** Language models are set up for the server on this machine; one elsewhere has its own. */
export function canSetUpModels({ source }: Pick<AppState, 'source'>): boolean {
  return source.kind === 'sample' || source.kind === 'data';
}

/** Databases are added to the server on this machine, where the person is its admin; one elsewhere has its own. */
export function canAddDatabases({ source }: Pick<AppState, 'source'>): boolean {
  return source.kind === 'sample' || source.kind === 'data';
}

/**
 * Whether the server is asked for the next words of a question that is being written, before it is sent. Only our own is: the one
 * on this machine, and one elsewhere that has shown to be ours by giving questions to begin with.
 */
export function suggestsWords({ source, starters }: Pick<AppState, 'source' | 'starters'>): boolean {
  return source.kind === 'sample' || source.kind === 'data' || (source.kind === 'trellis' && starters.length > 0);
}
