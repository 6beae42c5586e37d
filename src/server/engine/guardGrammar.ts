// The parse tree DuckDB writes for a SELECT, as a table: each node that is allowed, its keys, and what stands under them.
// A node or key that is not in it is refused, so a newer database cannot slip something past the guard.
// Not here: which tables and functions may be named (guard.ts).

/**
 * What stands under a key: `plain` is text, numbers, or values that cannot hold a statement; `query` is a bare node and
 * `statement` one in `{node, named_param_map}`; a `?` allows null; `[]` is a list, `[][]` a list of lists.
 */
export type Part =
  | 'plain'
  | 'none'
  | 'expression'
  | 'expression?'
  | 'expression[]'
  | 'expression[][]'
  | 'query'
  | 'query[]'
  | 'statement'
  | 'table'
  | 'modifiers'
  | 'orders'
  | 'named'
  | 'cases'
  | 'pivots';
export type Shape = Readonly<Record<string, Part>>;

const expression: Shape = { class: 'plain', type: 'plain', alias: 'plain', query_location: 'plain' };
const operands: Shape = { ...expression, children: 'expression[]' };
const pair: Shape = { ...expression, left: 'expression', right: 'expression' };

/** By `class`. DEFAULT is missing on purpose: it belongs to writing. A PARAMETER needs a value, which the guard checks. */
export const expressions: Readonly<Record<string, Shape>> = {
  COLUMN_REF: { ...expression, column_names: 'plain' },
  CONSTANT: { ...expression, value: 'plain' },
  PARAMETER: { ...expression, identifier: 'plain' },
  POSITIONAL_REFERENCE: { ...expression, index: 'plain' },
  STAR: {
    ...expression,
    relation_name: 'plain',
    exclude_list: 'plain',
    qualified_exclude_list: 'plain',
    replace_list: 'named',
    rename_list: 'plain',
    columns: 'plain',
    expr: 'expression?',
  },
  FUNCTION: {
    ...operands,
    function_name: 'plain',
    schema: 'plain',
    catalog: 'plain',
    filter: 'expression?',
    order_bys: 'orders',
    distinct: 'plain',
    is_operator: 'plain',
    export_state: 'plain',
  },
  WINDOW: {
    ...operands,
    function_name: 'plain',
    schema: 'plain',
    catalog: 'plain',
    partitions: 'expression[]',
    orders: 'orders',
    start: 'plain',
    end: 'plain',
    start_expr: 'expression?',
    end_expr: 'expression?',
    offset_expr: 'expression?',
    default_expr: 'expression?',
    filter_expr: 'expression?',
    ignore_nulls: 'plain',
    exclude_clause: 'plain',
    distinct: 'plain',
    arg_orders: 'orders',
  },
  OPERATOR: operands,
  CONJUNCTION: operands,
  COMPARISON: pair,
  BETWEEN: { ...expression, input: 'expression', lower: 'expression', upper: 'expression' },
  CAST: { ...expression, child: 'expression', cast_type: 'plain', try_cast: 'plain' },
  COLLATE: { ...expression, child: 'expression', collation: 'plain' },
  CASE: { ...expression, case_checks: 'cases', else_expr: 'expression?' },
  LAMBDA: { ...expression, lhs: 'expression', expr: 'expression', syntax_type: 'plain' },
  LAMBDA_REF: { ...expression, lambda_idx: 'plain', column_name: 'plain' },
  SUBQUERY: {
    ...expression,
    subquery_type: 'plain',
    subquery: 'statement',
    child: 'expression?',
    comparison_type: 'plain',
  },
};

/** Operators are told apart by `type`; the others are internal. */
export const operatorTypes: ReadonlySet<string> = new Set(
  `OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_COALESCE OPERATOR_NULLIF OPERATOR_UNPACK OPERATOR_TRY
  COMPARE_IN COMPARE_NOT_IN ARRAY_EXTRACT ARRAY_SLICE ARRAY_CONSTRUCTOR STRUCT_EXTRACT GROUPING_FUNCTION`.split(/\s+/),
);

const node: Shape = { type: 'plain', modifiers: 'modifiers', cte_map: 'plain' };

/** By `type`. The common table expressions in `cte_map` are judged by the guard itself: they are names in a scope. */
export const queries: Readonly<Record<string, Shape>> = {
  SELECT_NODE: {
    ...node,
    select_list: 'expression[]',
    from_table: 'table',
    where_clause: 'expression?',
    group_expressions: 'expression[]',
    group_sets: 'plain',
    aggregate_handling: 'plain',
    having: 'expression?',
    sample: 'plain',
    qualify: 'expression?',
  },
  SET_OPERATION_NODE: {
    ...node,
    setop_type: 'plain',
    left: 'query',
    right: 'query',
    setop_all: 'plain',
    children: 'query[]',
  },
  RECURSIVE_CTE_NODE: {
    ...node,
    cte_name: 'plain',
    union_all: 'plain',
    left: 'query',
    right: 'query',
    aliases: 'plain',
    key_targets: 'expression[]',
    payload_aggregates: 'expression[]',
  },
};

const table: Shape = { type: 'plain', alias: 'plain', sample: 'plain', query_location: 'plain' };

/** By `type`. SHOW_REF is missing on purpose: DESCRIBE, SHOW and SUMMARIZE name tables as plain text. */
export const tables: Readonly<Record<string, Shape>> = {
  EMPTY: table,
  BASE_TABLE: {
    ...table,
    schema_name: 'plain',
    table_name: 'plain',
    catalog_name: 'plain',
    column_name_alias: 'plain',
    at_clause: 'none',
  },
  JOIN: {
    ...table,
    left: 'table',
    right: 'table',
    condition: 'expression?',
    join_type: 'plain',
    ref_type: 'plain',
    using_columns: 'plain',
    delim_flipped: 'plain',
    duplicate_eliminated_columns: 'plain',
  },
  SUBQUERY: { ...table, subquery: 'statement', column_name_alias: 'plain' },
  TABLE_FUNCTION: { ...table, function: 'expression', column_name_alias: 'plain', with_ordinality: 'plain' },
  EXPRESSION_LIST: { ...table, expected_names: 'plain', expected_types: 'plain', values: 'expression[][]' },
  PIVOT: {
    ...table,
    source: 'table',
    aggregates: 'expression[]',
    unpivot_names: 'plain',
    pivots: 'pivots',
    groups: 'plain',
    column_name_alias: 'plain',
    include_nulls: 'plain',
  },
};

/** By `type`: what follows a query node. */
export const modifiers: Readonly<Record<string, Shape>> = {
  ORDER_MODIFIER: { type: 'plain', orders: 'orders' },
  LIMIT_MODIFIER: { type: 'plain', limit: 'expression?', offset: 'expression?' },
  LIMIT_PERCENT_MODIFIER: { type: 'plain', limit: 'expression?', offset: 'expression?' },
  DISTINCT_MODIFIER: { type: 'plain', distinct_on_targets: 'expression[]' },
};

export const orderShape: Shape = { type: 'plain', null_order: 'plain', expression: 'expression' };
export const caseShape: Shape = { when_expr: 'expression', then_expr: 'expression' };
export const pivotShape: Shape = {
  pivot_expressions: 'expression[]',
  unpivot_names: 'plain',
  entries: 'pivots',
  pivot_enum: 'none',
};
export const pivotEntryShape: Shape = { values: 'plain', star_expr: 'expression?', alias: 'plain' };
