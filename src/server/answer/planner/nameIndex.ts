// Which names of the schema are worth comparing with a phrase: all that share a word with it, in any of its forms.
// Not here: the comparison (nameScore.ts).
import { family, type WordForms } from './nameForms.ts';
import { type ColumnNames, columnNames, type TableNames, tableNames } from './nameScore.ts';
import type { IndexedColumn, IndexedTable, SchemaIndex } from './schemaIndex.ts';
import { root } from './tokens.ts';

export interface NameIndex {
  /** Tables and columns that share a form of a word with the phrase, in the order of the schema. */
  near(phrase: readonly WordForms[]): { tables: TableNames[]; columns: ColumnNames[] };
  /** Those spelled exactly so, letters' case aside, where the spelling is not a plain word. */
  spelled(text: string): { tables: IndexedTable[]; columns: IndexedColumn[] };
  /** Whether some name has the word. */
  has(form: WordForms): boolean;
}

const cache = new WeakMap<SchemaIndex, NameIndex>();

export function nameIndexOf(index: SchemaIndex): NameIndex {
  const known = cache.get(index) ?? createNameIndex(index);
  cache.set(index, known);
  return known;
}

function createNameIndex(index: SchemaIndex): NameIndex {
  const names: (TableNames | ColumnNames)[] = [];
  const byForm = new Map<string, Set<number>>();
  const bySpelling = new Map<string, (IndexedTable | IndexedColumn)[]>();
  const add = (form: string, at: number) => {
    const places = byForm.get(form);
    if (places) places.add(at);
    else byForm.set(form, new Set([at]));
  };
  const spell = (each: IndexedTable | IndexedColumn) => {
    if (!/[_A-Z\d]/.test(each.name)) return;
    const key = each.name.toLowerCase();
    bySpelling.set(key, [...(bySpelling.get(key) ?? []), each]);
  };
  const take = (name: TableNames | ColumnNames) => {
    const at = names.push(name) - 1;
    const qualified = 'qualified' in name ? (name.qualified ?? []) : [];
    for (const { words, joined } of [...name.variants, { words: qualified, joined: '' }]) {
      if (joined !== '') add(joined, at);
      for (const word of words) for (const form of [word, root(word), family(word)]) add(form, at);
    }
  };
  for (const table of index.tables) {
    take(tableNames(table));
    spell(table);
    for (const column of table.columns) {
      take(columnNames(column));
      spell(column);
    }
  }

  return {
    near(phrase) {
      const places = new Set<number>(byForm.get(phrase.map(({ stem }) => stem).join('')));
      for (const form of phrase) {
        for (const word of [form.stem, form.written, form.root, form.family, ...form.synonyms])
          for (const place of byForm.get(word) ?? []) places.add(place);
      }
      const found = [...places].sort((a, b) => a - b).flatMap((place) => names[place] ?? []);
      return {
        tables: found.filter((name): name is TableNames => 'table' in name),
        columns: found.filter((name): name is ColumnNames => 'column' in name),
      };
    },
    spelled(text) {
      const found = bySpelling.get(text) ?? [];
      return {
        tables: found.filter((each): each is IndexedTable => 'columns' in each),
        columns: found.filter((each): each is IndexedColumn => 'nativeType' in each),
      };
    },
    has: ({ stem, written, root: base }) => [stem, written, base].some((word) => byForm.has(word)),
  };
}
