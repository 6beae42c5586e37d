// Reads a folder of JSON fixtures; an empty folder is a failure, so that tests cannot vanish.
// Not here: what is in them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export function readFixtures<T>(folder: string): { name: string; fixture: T }[] {
  const directory = path.join('test/fixtures', folder);
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new Error(`${directory} holds no fixture.`);
  return names.map((name) => ({
    name: name.replace('.json', ''),
    fixture: JSON.parse(readFileSync(path.join(directory, name), 'utf8')),
  }));
}
