// Questions about what there is to ask about: which tables, which columns of a table. Answered from what is known of the schema.
// Not here: questions about rows (understand.ts), questions that work (suggest.ts).
import { candidatesFor } from './entities.ts';
import { joinWords } from './say/names.ts';
import type { IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { tokenize } from './tokens.ts';

const most = 30;

const tablesAsked = [
  /^(what|which) (tables|data|datasets|data sets)( (are|is) (there|here|available|loaded|in (the|this|my) (data|database|file))| (do|can) (you|we|i) (have|know|see|use|ask about)| exist)?$/,
  /^(show|list|give)( me| us)?( all| the| all the)? (tables|schema|data model|names of (the )?tables)$/,
  /^(what is|what's|whats|what are|describe|explain|show me what is)( there)?( in)? (the|this|my|our) (data|database|dataset|data set|schema|file)$/,
  /^(what can i ask|what can you (do|answer|tell me)|what do you know|what is there|help|tables|schema)$/,
];

const columnsAsked = [
  /^(?:what|which) (?:columns|fields|attributes) (?:does|do|has|have|are in|are there in|are of|belong to)(?: the)?(?: table)? (.+?)(?: table)?(?: have| has| contain)?$/,
  /^(?:show|list|give)(?: me| us)?(?: all| the| all the)? (?:columns|fields|attributes) (?:of|in|from|for)(?: the)?(?: table)? (.+?)(?: table)?$/,
  /^(?:columns|fields|attributes) (?:of|in)(?: the)?(?: table)? (.+?)(?: table)?$/,
  /^(?:describe|explain|desc|what is in|what's in)(?: the)?(?: table)? (.+?)(?: table)?$/,
];

/** What a question about the schema is told; nothing for any other question. */
export function aboutSchema(text: string, index: SchemaIndex): string | undefined {
  const asked = plain(text);
  if (tablesAsked.some((form) => form.test(asked))) return tablesOf(index);
  const name = columnsAsked.map((form) => form.exec(asked)?.[1]).find((found) => found !== undefined);
  const table = name === undefined ? undefined : tableCalled(name, index);
  return table && columnsOf(table);
}

/** Whether the columns of a table are asked for in so many words, where nothing in the data is called a column or a field. */
export const asksForColumns = (text: string, index: SchemaIndex): boolean =>
  /\b(columns|fields|attributes) (does|do|has|have|are|of|in)\b/i.test(text) &&
  !index.tables.some(({ words, columns }) =>
    [words, ...columns.map((column) => column.words)].some((each) =>
      /\b(column|field|attribute)\b/.test(each.join(' ')),
    ),
  ) &&
  aboutSchema(text, index) !== undefined;

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^(please|can you|could you|so|ok|hi|hello|hey),? /, '')
    .replace(/[\s?.!]+$/, '')
    .replaceAll(/\s+/g, ' ');

function tableCalled(name: string, index: SchemaIndex): IndexedTable | undefined {
  const named = index.tables.filter((table) => table.name.toLowerCase() === name);
  const alike = candidatesFor(index, tokenize(name), new Map()).flatMap((each) =>
    each.kind === 'table' && each.score >= 90 ? [each.table] : [],
  );
  const [only, ...others] = named.length > 0 ? named : alike;
  return others.length === 0 ? only : undefined;
}

const listed = (names: readonly string[]): string =>
  names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : joinWords([...names], 'and');

function tablesOf({ tables }: SchemaIndex): string {
  const [only] = tables;
  if (only && tables.length === 1) return `The data has one table. ${columnsOf(only)}`;
  return `The data has ${tables.length} tables: ${listed(tables.map(({ label }) => label))}. Ask "what columns does ... have" for one of them.`;
}

const columnsOf = ({ label, columns }: IndexedTable): string =>
  `The table ${label} has ${columns.length} columns: ${listed(columns.map((column) => column.label))}.`;
