// Judges a statement by PostgreSQL's own parse tree: one SELECT, of the data, with functions of the system that only reckon.
// Not here: the transaction that reads only, which holds what no tree shows: casts, operators and views that call functions.
// Before the parser, whatever the order of names.
import './parserMemory.ts';
import { loadModule, parse } from 'libpg-query';
import { QueryError } from '../../../engine.ts';
import type { Names } from './guardCatalogue.ts';

/** Words and signs. The parser recurses, and half as deep again as this would be beyond its stack. */
const maxWords = 5000;

/** After its stack was exhausted the parser's memory is not to be trusted any more. */
let isSpoilt = false;

/** Throws a QueryError, `refused`. `anew` asks for the names again, which columns made since would need. */
export async function judge(sql: string, names: Names, anew: () => Promise<Names>): Promise<void> {
  const tree = await statementTree(sql);
  if (fault(tree, names) === undefined) return;
  const reason = fault(tree, await anew());
  if (reason !== undefined) throw new QueryError('refused', reason);
}

/** The one statement of `sql` without its semicolon, so that it can stand in brackets. What cannot be read stays as it is. */
export async function single(sql: string): Promise<string> {
  if (isLong(sql)) return sql;
  try {
    const statement = await onlyStatement(sql);
    const bytes = Buffer.from(sql, 'utf8');
    const from = statement.from;
    return bytes.subarray(from, statement.length === 0 ? bytes.length : from + statement.length).toString('utf8');
  } catch (cause) {
    if (cause instanceof QueryError && cause.kind === 'refused') throw cause;
    return sql;
  }
}

async function statementTree(sql: string): Promise<unknown> {
  if (isLong(sql))
    throw new QueryError('refused', `The statement is longer than ${maxWords} words and signs. Send a shorter one.`);
  return (await onlyStatement(sql)).tree;
}

async function onlyStatement(sql: string): Promise<{ tree: unknown; from: number; length: number }> {
  if (/\0/.test(sql)) throw new QueryError('refused', 'The statement holds a character that no statement may hold.');
  let statements: { stmt?: unknown; stmt_location?: number; stmt_len?: number }[];
  if (isSpoilt) throw new QueryError('failed', 'Statements cannot be judged any more. Start the server again.');
  try {
    await loadModule();
    statements = (await parse(sql)).stmts ?? [];
  } catch (cause) {
    // Of WebAssembly is the second.
    isSpoilt = cause instanceof Error && (cause instanceof RangeError || cause.name === 'RuntimeError');
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new QueryError('failed', `The statement cannot be read: ${message}.`, { cause });
  }
  const [first] = statements;
  if (!first) throw new QueryError('failed', 'There is no SQL statement to run.');
  if (statements.length > 1)
    throw new QueryError(
      'refused',
      `Only one statement can run at a time, and these are ${statements.length}. Send one SELECT.`,
    );
  return { tree: first.stmt, from: first.stmt_location ?? 0, length: first.stmt_len ?? 0 };
}

/** More are counted than there are, for what stands in quotes counts, too. */
function isLong(sql: string): boolean {
  let words = 0;
  for (const _ of sql.matchAll(/\w+|[^\s\w]/g)) {
    words += 1;
    if (words > maxWords) return true;
  }
  return false;
}

type Members = Record<string, unknown>;

/** Why the statement may not run. The tree is walked without recursion: it may be deep. */
function fault(tree: unknown, names: Names): string | undefined {
  const left: unknown[] = [tree];
  while (left.length > 0) {
    const node = left.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) {
      for (const each of node) left.push(each);
      continue;
    }
    for (const [kind, value] of Object.entries(node)) {
      const reason = faultOf(kind, isMembers(value) ? value : {}, names);
      if (reason !== undefined) return reason;
      left.push(value);
    }
  }
  return undefined;
}

function faultOf(kind: string, node: Members, names: Names): string | undefined {
  if (/^[A-Z]\w*Stmt$/.test(kind) && kind !== 'SelectStmt')
    return `Only statements that read can run here, and this is ${article(kind)}. Send one SELECT.`;
  switch (kind) {
    case 'intoClause':
      return 'SELECT INTO makes a table. Only statements that read can run here.';
    case 'lockingClause':
      return 'FOR UPDATE and its like lock rows. Only statements that read can run here.';
    case 'FuncCall':
      return calledFault(stringsOf(node.funcname), names);
    case 'ColumnRef': {
      // `x.f` calls the function f of x, where x has no column f.
      const parts = stringsOf(node.fields);
      return parts.length > 1 ? fieldFault(parts.slice(1), names) : undefined;
    }
    case 'A_Indirection':
      return fieldFault(stringsOf(node.indirection), names);
    case 'A_Expr': {
      const operator = stringsOf(node.name);
      const isOwn = operator.length > 1 && operator[0] !== 'pg_catalog';
      return isOwn ? `The operator ${operator.join('.')} is not one of the system's.` : undefined;
    }
    case 'RangeTableSample': {
      const method = stringsOf(node.method).join('.');
      return method === 'system' || method === 'bernoulli'
        ? undefined
        : `The sampling ${method} is not known to be safe.`;
    }
    case 'RangeVar':
      return relationFault(node);
    default:
      return undefined;
  }
}

function calledFault(name: readonly string[], names: Names): string | undefined {
  const last = name.at(-1) ?? '';
  const isSystem = name.length === 1 || (name.length === 2 && name[0] === 'pg_catalog');
  if (isSystem && names.harmless.has(last)) return undefined;
  return `The function ${name.join('.')} may not be called here: it is not known to do nothing but reckon.`;
}

function fieldFault(fields: readonly string[], names: Names): string | undefined {
  const wrong = fields.find(
    (field) =>
      names.functions.has(field) &&
      !names.harmless.has(field) &&
      (!names.columns.has(field) || /^(pg|lo)_/.test(field)),
  );
  if (wrong === undefined) return undefined;
  return `"${wrong}" names a function that may not be called here. Give the column another name with AS.`;
}

function relationFault({ schemaname, relname }: Members): string | undefined {
  const schema = typeof schemaname === 'string' ? schemaname : undefined;
  const name = typeof relname === 'string' ? relname : '';
  const isSystem = schema === undefined ? /^pg_/.test(name) : /^pg_|^information_schema$/.test(schema);
  return isSystem
    ? `${schema === undefined ? '' : `${schema}.`}${name} is of the system, and not of the data.`
    : undefined;
}

function stringsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  const items: unknown[] = list;
  return items.flatMap((item) => {
    const text = isMembers(item) && isMembers(item.String) ? item.String.sval : undefined;
    return typeof text === 'string' ? [text] : [];
  });
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `InsertStmt` is "an INSERT". */
function article(kind: string): string {
  const words = kind
    .replace(/Stmt$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase();
  return `${/^[AEIOU]/.test(words) ? 'an' : 'a'} ${words}`;
}
