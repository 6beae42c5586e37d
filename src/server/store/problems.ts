// What can stand between a server and its store, each as one sentence that says what to do.
// Not here: a damaged file, which is no reason to stop (setAside.ts).

/** The message is for the person and all there is to say: no fault of the program. */
export class StoreProblem extends Error {}

const primary = { busy: 5, locked: 6, readOnly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/** SQLite's primary result code of an error of node:sqlite; undefined for every other error. */
function resultCode(cause: unknown): number | undefined {
  // The upper bits tell variants apart that are all the same to us.
  return cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined;
}

export function isDamage(cause: unknown): boolean {
  const code = resultCode(cause);
  return code === primary.corrupt || code === primary.notADatabase;
}

export function isBusy(cause: unknown): boolean {
  return resultCode(cause) === primary.busy;
}

/** The error as a StoreProblem where a person can do something about it; any other comes back as it is. */
export function explained(cause: unknown, directory: string): unknown {
  if (cause instanceof StoreProblem) return cause;
  const systemCode = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const sentence = ofResultCode(resultCode(cause), directory) ?? ofSystemCode(systemCode, directory);
  return sentence === undefined ? cause : new StoreProblem(sentence, { cause });
}

function ofResultCode(code: number | undefined, directory: string): string | undefined {
  if (code === primary.busy || code === primary.locked) {
    return `Another program keeps the store ${directory} locked; it may be another window that is still starting. Close it, then start again.`;
  }
  if (code === primary.readOnly || code === primary.cannotOpen) return notWritable(directory);
  if (code === primary.full) return noSpace(directory);
  if (code === primary.io) {
    return `The disk did not read or write the store ${directory}. Check the disk, then start again, or choose another folder for the store.`;
  }
  return undefined;
}

function ofSystemCode(code: unknown, directory: string): string | undefined {
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return notWritable(directory);
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace(directory);
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST') {
    return `The store ${directory} is no folder, and none can be made there. Choose another folder for the store.`;
  }
  return undefined;
}

function notWritable(directory: string): string {
  return `The store ${directory} cannot be written. Make the folder and its files writable, or choose another folder for the store.`;
}

function noSpace(directory: string): string {
  return `There is no space left for the store ${directory}. Free some, or choose another folder for the store.`;
}
