// The `{{name}}` of a saved query: which there are, and the same SQL with `$1`, `$2`, ... and their values beside it.
// Not here: binding the values (boundValues.ts). None ever becomes text of the SQL.
import type { ParameterValue } from './engine.ts';
import { isBlank, placeholderSource, type SqlToken, sqlTokens } from './sqlTokens.ts';

/** A placeholder stands where none can be, or has no value; the message is a sentence for the person. */
export class PlaceholderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlaceholderError';
  }
}

/** `DATE '{{day}}'` has to become a cast: after the name of a type only a literal can stand. */
const literalTypes = new Set(['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMPTZ', 'INTERVAL']);
/** `INTERVAL {{n}} DAY`: a number of a unit, which stands in brackets when it is no literal. */
const unit = /^(YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND|DECADE|CENTUR|MILLENNI)/;

/** The names in order of first appearance, each once. Those in comments, names and $$ texts are none. */
export function placeholdersOf(sql: string): string[] {
  const names = new Set<string>();
  for (const token of sqlTokens(sql)) {
    if (token.kind === 'placeholder') names.add(nameIn(sql, token));
    else if (isText(token)) for (const piece of piecesOf(sql, token)) if ('name' in piece) names.add(piece.name);
  }
  return [...names];
}

/**
 * The SQL with a positional parameter for each name, the same for the same name, and their values in that order. Throws a
 * PlaceholderError.
 */
export function bindPlaceholders(
  sql: string,
  values: Readonly<Record<string, ParameterValue>>,
): { sql: string; parameters: ParameterValue[] } {
  const numbers = new Map<string, number>();
  const parameters: ParameterValue[] = [];
  const bind = (name: string): string => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new PlaceholderError(`There is no value for {{${name}}}. Give it one.`);
    const number = numbers.get(name) ?? parameters.push(value);
    numbers.set(name, number);
    return `$${number}`;
  };
  /** A list, because a text that grows would be copied for each of its parts. */
  const parts: string[] = [];
  /** The name of a type that the next token follows, and which part it is. */
  let type: { name: string; at: number } | undefined;
  const tokens = [...sqlTokens(sql)];
  for (const [index, token] of tokens.entries()) {
    const text = sql.slice(token.start, token.end);
    const expression = expressionOf(sql, token, bind);
    if (expression === undefined) {
      refuseImpossible(token, text);
      addApart(parts, text);
      if (isBlank(token)) continue;
    } else if (type?.name === 'INTERVAL' && unit.test(nextWord(sql, tokens, index))) addApart(parts, `(${expression})`);
    else if (type) {
      parts.length = type.at;
      addApart(parts, `CAST(${expression} AS ${type.name})`);
    } else addApart(parts, expression);
    const name = token.kind === 'word' ? text.toUpperCase() : '';
    type = literalTypes.has(name) ? { name, at: parts.length - 1 } : undefined;
  }
  return { sql: parts.join(''), parameters };
}

function expressionOf(sql: string, token: SqlToken, bind: (name: string) => string): string | undefined {
  if (token.kind === 'placeholder') return bind(nameIn(sql, token));
  return isText(token) && hasPlaceholder(sql, token) ? textExpression(sql, token, bind) : undefined;
}

/** In upper case; empty when something else follows. */
function nextWord(sql: string, tokens: readonly SqlToken[], index: number): string {
  for (let at = index + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token && !isBlank(token)) return token.kind === 'word' ? sql.slice(token.start, token.end).toUpperCase() : '';
  }
  return '';
}

function refuseImpossible(token: SqlToken, text: string): void {
  if (token.kind === 'parameter') {
    throw new PlaceholderError(`A saved query names its parameters: write {{name}} instead of ${text}.`);
  }
  const found = new RegExp(placeholderSource).exec(text)?.[0];
  if (found === undefined) return;
  if (token.kind === 'quotedName' || token.kind === 'dollarString' || token.kind === 'otherString') {
    throw new PlaceholderError(
      `A parameter cannot name a table or column: write ${found} where a value stands, not inside "..." or $$...$$.`,
    );
  }
}

function isText({ kind }: SqlToken): boolean {
  return kind === 'string' || kind === 'escapeString';
}

function hasPlaceholder(sql: string, token: SqlToken): boolean {
  return piecesOf(sql, token).some((piece) => 'name' in piece);
}

type Piece = { name: string } | { literal: string };

/** What a quoted text consists of, each part that is no placeholder as a literal of the same kind. */
function piecesOf(sql: string, token: SqlToken): Piece[] {
  const open = token.kind === 'escapeString' ? sql.slice(token.start, token.start + 2) : "'";
  const body = sql.slice(token.start + open.length, token.end - 1);
  // In such a text `\{` is a brace and begins no placeholder.
  const pattern = new RegExp(
    token.kind === 'escapeString' ? `\\\\[\\s\\S]|${placeholderSource}` : placeholderSource,
    'g',
  );
  const pieces: Piece[] = [];
  let from = 0;
  const literal = (to: number) => {
    if (to > from) pieces.push({ literal: `${open}${body.slice(from, to)}'` });
  };
  for (const { 0: all, 1: name, index } of body.matchAll(pattern)) {
    if (name === undefined) continue;
    literal(index);
    pieces.push({ name });
    from = index + all.length;
  }
  literal(body.length);
  return pieces;
}

/** The parameter itself where the text is nothing else, so that a number or a date keeps its type; else parts put together. */
function textExpression(sql: string, token: SqlToken, bind: (name: string) => string): string {
  const pieces = piecesOf(sql, token);
  const [only] = pieces;
  if (pieces.length === 1 && only && 'name' in only) return bind(only.name);
  const parts = pieces.map((piece) => ('name' in piece ? `CAST(${bind(piece.name)} AS VARCHAR)` : piece.literal));
  return `(${parts.join(' || ')})`;
}

function nameIn(sql: string, token: SqlToken): string {
  return new RegExp(placeholderSource).exec(sql.slice(token.start, token.end))?.[1] ?? '';
}

/** `$1` must not become part of the name or number beside it. */
function addApart(parts: string[], text: string): void {
  const before = parts.at(-1) ?? '';
  const touches = /[\w$\u0080-\uffff]$/.test(before.slice(-1)) && /^[\w$\u0080-\uffff]/.test(text);
  const isParameter = /^ ?\$\d+$/.test(before) || /^\$\d/.test(text);
  parts.push(touches && isParameter ? ` ${text}` : text);
}
