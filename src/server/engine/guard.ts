// Judges one statement that a person or a model wrote, by its parse tree: it may only read, and only the tables there are.
// Not here: parsing (the query process asks DuckDB), what a query may take (openDatabase.ts, duckdb.ts).
import { QueryError } from './engine.ts';
import { tableFunctions } from './guardFunctions.ts';
import * as grammar from './guardGrammar.ts';

export interface Permitted {
  /** The name of the open database, which may stand before a table. */
  catalog: string;
  tables: readonly { schema: string; name: string }[];
  /** A second database: its tables stand after the first's where a name alone is written. */
  uploads?: { catalog: string; tables: readonly { name: string }[] } | undefined;
  /** Lower-case names. */
  functions: ReadonlySet<string>;
  /** How many values come with the statement, for `$1` and so on. Default none. */
  parameters?: number;
}

type Tree = Readonly<Record<string, unknown>>;
/** Names of common table expressions that can be seen from here, in lower case. */
type Scope = ReadonlySet<string>;

const allowed = 'Allowed is one SELECT over the tables of this data.';

function refuse(reason: string): never {
  throw new QueryError('refused', `${reason} ${allowed}`);
}

/** Throws a QueryError `refused` (or `failed` for text that is no SQL) unless `parsed`, from `json_serialize_sql`, only reads. */
export function judge(parsed: unknown, permitted: Permitted): void {
  const root = treeOf(parsed, 'statement');
  if (root.error !== false) {
    const message = String(root.error_message ?? '');
    if (root.error_type === 'parser') throw new QueryError('failed', `This is not valid SQL: ${message}.`);
    refuse('Only statements that read can run.');
  }
  const statements = listOf(root.statements);
  if (statements.length === 0) throw new QueryError('failed', 'There is no SQL statement to run.');
  if (statements.length !== 1) refuse('Only one statement can run at a time.');
  const judgement = new Judgement(permitted);
  judgement.statement(statements[0], new Set());
  const { parameters = 0 } = permitted;
  if (judgement.parameters.size < parameters) {
    throw new QueryError(
      'failed',
      `The statement uses ${judgement.parameters.size} of the ${parameters} values that came with it. Give one value for each parameter.`,
    );
  }
}

class Judgement {
  /** Those the statement uses. */
  readonly parameters = new Set<number>();
  readonly #permitted: Permitted;

  constructor(permitted: Permitted) {
    this.#permitted = permitted;
  }

  statement(value: unknown, scope: Scope): void {
    const tree = treeOf(value, 'statement');
    for (const key of Object.keys(tree)) {
      if (key !== 'node' && key !== 'named_param_map') refuseUnknown(key);
    }
    for (const entry of listOf(tree.named_param_map)) this.#parameter(treeOf(entry, 'parameter').key);
    this.#query(tree.node, scope);
  }

  #query(value: unknown, outer: Scope): void {
    const tree = treeOf(value, 'query');
    const shape = shapeOf(grammar.queries, tree.type);
    this.#parts(tree, shape, this.#withCommonTables(tree.cte_map, outer));
  }

  /** Each common table sees those before it; itself only if it is recursive. */
  #withCommonTables(value: unknown, outer: Scope): Scope {
    const scope = new Set(outer);
    for (const entry of listOf(treeOf(value, 'WITH').map)) {
      const { key, value: definition, ...rest } = treeOf(entry, 'WITH');
      refuseOthers(rest);
      const { query, aliases: _, materialized: __, key_targets: targets, ...others } = treeOf(definition, 'WITH');
      refuseOthers(others);
      const name = String(key).toLowerCase();
      const recursive = treeOf(treeOf(query, 'WITH').node, 'WITH').type === 'RECURSIVE_CTE_NODE';
      this.statement(query, recursive ? new Set([...scope, name]) : scope);
      this.#part(targets, 'expression[]', scope);
      scope.add(name);
    }
    return scope;
  }

  #parameter(identifier: unknown): void {
    const { parameters = 0 } = this.#permitted;
    if (parameters === 0) refuse('A statement with parameters cannot run here.');
    const number = /^[1-9]\d{0,4}$/.test(String(identifier)) ? Number(identifier) : Number.POSITIVE_INFINITY;
    if (number > parameters) refuse(`There is no value for the parameter $${String(identifier)}.`);
    this.parameters.add(number);
  }

  #expression(value: unknown, scope: Scope): void {
    const tree = treeOf(value, 'expression');
    const shape = shapeOf(grammar.expressions, tree.class);
    if (tree.class === 'PARAMETER') this.#parameter(tree.identifier);
    if (tree.class === 'FUNCTION' || tree.class === 'WINDOW') this.#functionName(tree);
    if (tree.class === 'OPERATOR' && !grammar.operatorTypes.has(String(tree.type))) refuseUnknown(tree.type);
    this.#parts(tree, shape, scope);
  }

  #functionName(tree: Tree): void {
    const name = String(tree.function_name).toLowerCase();
    const builtIn =
      (tree.schema === '' || tree.schema === 'main') && (tree.catalog === '' || tree.catalog === 'system');
    if (!builtIn || !this.#permitted.functions.has(name)) refuse(`The function ${name}() cannot be used here.`);
  }

  #table(value: unknown, scope: Scope): void {
    const tree = treeOf(value, 'FROM');
    const shape = shapeOf(grammar.tables, tree.type);
    if (tree.type === 'BASE_TABLE') this.#tableName(tree, scope);
    if (tree.type === 'TABLE_FUNCTION') this.#tableFunction(tree, shape, scope);
    else this.#parts(tree, shape, scope);
  }

  #tableFunction(tree: Tree, shape: grammar.Shape, scope: Scope): void {
    const call = treeOf(tree.function, 'FROM');
    const name = String(call.function_name).toLowerCase();
    if (call.class !== 'FUNCTION' || call.schema !== '' || call.catalog !== '' || !tableFunctions.has(name)) {
      refuse(`The table function ${name}() cannot be used here.`);
    }
    const { function: _, ...others } = tree;
    this.#parts(others, shape, scope);
    this.#parts(call, shapeOf(grammar.expressions, call.class), scope);
  }

  #tableName(tree: Tree, scope: Scope): void {
    const lower = (value: unknown) => String(value).toLowerCase();
    const [catalog, schema, name] = [lower(tree.catalog_name), lower(tree.schema_name), lower(tree.table_name)];
    if (!catalog && !schema && scope.has(name)) return;
    const ours = lower(this.#permitted.catalog);
    const known = this.#permitted.tables.some((table) => {
      if (lower(table.name) !== name) return false;
      if (catalog) return catalog === ours && lower(table.schema) === schema;
      // `a.b` is schema and table, or database and table; without either, the main schema is meant.
      return lower(table.schema) === (schema || 'main') || (schema === ours && lower(table.schema) === 'main');
    });
    if (!known && !this.#isUpload(catalog, schema, name))
      refuse(
        `There is no table "${[tree.catalog_name, tree.schema_name, tree.table_name].filter(Boolean).join('.')}" in this data.`,
      );
  }

  /** By its name alone, as `uploads.name`, or as `uploads.main.name`. All in lower case. */
  #isUpload(catalog: string, schema: string, name: string): boolean {
    const { uploads } = this.#permitted;
    if (!uploads?.tables.some((table) => table.name.toLowerCase() === name)) return false;
    const theirs = uploads.catalog.toLowerCase();
    return catalog ? catalog === theirs && schema === 'main' : schema === '' || schema === theirs;
  }

  #parts(tree: Tree, shape: grammar.Shape, scope: Scope): void {
    for (const [key, value] of Object.entries(tree)) {
      const part = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!part) refuseUnknown(key);
      this.#part(value, part, scope);
    }
  }

  #part(value: unknown, part: grammar.Part, scope: Scope): void {
    switch (part) {
      case 'plain':
        return;
      case 'none':
        if (value !== null && value !== '') refuse('The statement asks for something that cannot be checked.');
        return;
      case 'expression?':
        if (value !== null) this.#expression(value, scope);
        return;
      case 'expression':
        this.#expression(value, scope);
        return;
      case 'expression[]':
        for (const item of listOf(value)) this.#expression(item, scope);
        return;
      case 'expression[][]':
        for (const item of listOf(value)) this.#part(item, 'expression[]', scope);
        return;
      case 'query':
        this.#query(value, scope);
        return;
      case 'query[]':
        for (const item of listOf(value)) this.#query(item, scope);
        return;
      case 'statement':
        this.statement(value, scope);
        return;
      case 'table':
        this.#table(value, scope);
        return;
      case 'modifiers':
        for (const item of listOf(value).map((each) => treeOf(each, 'query'))) {
          this.#parts(item, shapeOf(grammar.modifiers, item.type), scope);
        }
        return;
      case 'orders':
        // Written as a list, or as the modifier that holds the list.
        for (const item of Array.isArray(value) ? value : listOf(treeOf(value, 'ORDER BY').orders)) {
          this.#parts(treeOf(item, 'ORDER BY'), grammar.orderShape, scope);
        }
        return;
      case 'named':
        for (const item of listOf(value)) this.#expression(treeOf(item, 'REPLACE').value, scope);
        return;
      case 'cases':
        for (const item of listOf(value)) this.#parts(treeOf(item, 'CASE'), grammar.caseShape, scope);
        return;
      case 'pivots':
        for (const item of listOf(value).map((each) => treeOf(each, 'PIVOT'))) {
          this.#parts(item, 'entries' in item ? grammar.pivotShape : grammar.pivotEntryShape, scope);
        }
        return;
    }
  }
}

function refuseUnknown(what: unknown): never {
  return refuse(`The statement holds something that cannot be checked (${String(what)}).`);
}

function refuseOthers(rest: Tree): void {
  for (const key of Object.keys(rest)) refuseUnknown(key);
}

function shapeOf(shapes: Readonly<Record<string, grammar.Shape>>, kind: unknown): grammar.Shape {
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  return shape ?? refuseUnknown(kind);
}

function treeOf(value: unknown, where: string): Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseUnknown(where);
  return value as Tree;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : refuseUnknown('list');
}
