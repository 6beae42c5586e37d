// Watches the reading of files one by one, so that one of them can be given up from outside.
// Not here: reading them (loadFiles.ts), deciding that one takes too long (opening.ts).
import type { DuckDBConnection } from '@duckdb/node-api';

export interface LoadWatch {
  /** The file of that number is read on that connection from now on; without one, all have been read. */
  begin(file: number, connection?: DuckDBConnection): void;
  /** Why the file that is being read was given up; undefined while it was not. */
  readonly givenUp: string | undefined;
}

/** `skip` interrupts the reading of that file until the next one begins. */
export function createLoadWatch(
  onBegin: (file: number) => void,
): LoadWatch & { skip(file: number, reason: string): void } {
  let current: { file: number; connection: DuckDBConnection | undefined; reason?: string } | undefined;
  return {
    begin(file, connection) {
      current = { file, connection };
      onBegin(file);
    },
    get givenUp() {
      return current?.reason;
    },
    skip(file, reason) {
      const skipped = current;
      if (!skipped || skipped.file !== file || !skipped.connection) return;
      skipped.reason = reason;
      // An interrupt that falls between two statements is lost, so it is repeated.
      const interrupt = () => {
        if (current === skipped) skipped.connection?.interrupt();
        else clearInterval(timer);
      };
      const timer = setInterval(interrupt, 50);
      interrupt();
    },
  };
}
