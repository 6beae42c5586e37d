// Stores to be damaged, and the damage: what a bad disk or a crash leaves behind.
// Not here: processes (storeProcess.ts).
import { closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../../src/server/store/database.ts';

/** A store of some 400 kB, closed in order. Returns its folder. */
export function filledStore(directory: string, members = 1000): string {
  const database = openDatabase(directory);
  database.transaction(() => {
    for (let count = 0; count < members; count++) {
      const email = `member${count}@${'x'.repeat(200)}`;
      database.run(
        'INSERT INTO members (id, email, role, created_at) VALUES (?, ?, ?, ?)',
        `m${count}`,
        email,
        'member',
        'now',
      );
    }
  });
  database.dispose();
  return directory;
}

/** Overwrites four pages in the middle, past the schema. The last pages stay: a log may hold newer ones of them. */
export function breakPages(file: string) {
  const pages = Math.floor(statSync(file).size / 4096);
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(4 * 4096, 0xab), 0, 4 * 4096, Math.floor(pages / 2) * 4096);
  closeSync(handle);
}

export function upload(directory: string, chat: string, content: string) {
  mkdirSync(path.join(directory, 'uploads', chat), { recursive: true });
  writeFileSync(path.join(directory, 'uploads', chat, 'upload'), content);
}
