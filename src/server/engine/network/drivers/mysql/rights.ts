// What the person should know about the login: that it may do more than read.
// Not here: whether it is let in (errors.ts).
import type { Address } from '../../address.ts';

type Say = (sql: string) => Promise<(string | null)[][]>;

const writing = /\b(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRIGGER|EVENT|INDEX|GRANT OPTION|ALL PRIVILEGES)\b/;
const files = /\b(FILE|ALL PRIVILEGES)\b/;
const everywhere = /\b(SUPER|SYSTEM_VARIABLES_ADMIN|CONNECTION_ADMIN|RELOAD|SHUTDOWN|ALL PRIVILEGES)\b/;

/** A sentence each; none for a login that can only read. */
export async function loginWarnings(say: Say, { database }: Address): Promise<string[]> {
  const [[login] = []] = await say('SELECT CURRENT_USER()');
  const grants = (await say('SHOW GRANTS')).flatMap(([text]) => grantOf(text ?? '') ?? []);
  const here = grants.filter(({ on }) => on === '*.*' || isOf(on, database));
  const all = grants.filter(({ on }) => on === '*.*');
  const who = `The login ${(login ?? '').slice(0, 100)}`;
  const warnings: string[] = [];
  const name = `\`${database.replaceAll('`', '``')}\``;
  if (here.some(({ rights }) => writing.test(rights)))
    warnings.push(
      `${who} may change data. Nothing is changed from here; safer is a login with GRANT SELECT ON ${name}.* alone.`,
    );
  if (all.some(({ rights }) => files.test(rights)))
    warnings.push(
      `${who} may read and write files of the server's machine (FILE). Take that right from it, or give another login.`,
    );
  if (all.some(({ rights }) => everywhere.test(rights)))
    warnings.push(`${who} may administer the server. Give one that may only read.`);
  return warnings;
}

/** `GRANT SELECT, INSERT (a) ON `shop`.* TO ...`: nothing behind TO is looked at, where the hash of a password may stand. */
function grantOf(text: string): { rights: string; on: string } | undefined {
  const found = /^GRANT (.+?) ON (?:TABLE |)((?:`(?:[^`]|``)*`|\*)\.(?:`(?:[^`]|``)*`|\*)) TO /s.exec(text);
  if (!found) return undefined;
  const option = text.includes(' WITH GRANT OPTION') ? ', GRANT OPTION' : '';
  return { rights: `${found[1] ?? ''}${option}`, on: found[2] ?? '' };
}

/** In a grant the name of a database is a pattern, `_` and `%` being escaped where they mean themselves. */
function isOf(on: string, database: string): boolean {
  const schema = /^`((?:[^`]|``)*)`/.exec(on)?.[1]?.replaceAll('``', '`') ?? '';
  const pattern = schema.replaceAll(/\\?[\s\S]/g, (letter) =>
    letter === '%' ? '.*' : letter === '_' ? '.' : letter.replace('\\', '').replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  );
  return new RegExp(`^${pattern}$`, 'is').test(database);
}
