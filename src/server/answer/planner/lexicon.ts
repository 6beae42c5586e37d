// What English says in any database: words with no content, phrases that stand for an operation.
// Not here: words of names (nameLexicon.ts), any word of a particular schema; those come from introspection (schemaIndex.ts).
import type { ChartType } from '../../../protocol/trellis/visualization.ts';

export {
  abbreviations,
  areSynonyms,
  averagedWords,
  entityWords,
  genericColumnWords,
  genericTableWords,
  identifierWords,
  naturalCategories,
} from './nameLexicon.ts';

const list = (text: string): string[] => text.trim().split(/\s+/);

/** Words that change nothing. A word that could change a number (not, or, except, will, never) must never stand here. */
export const stopWords = new Set(
  list(`a an the this these those is are was were be been being am do does did done has have had having of in on at to from for with into within
    during me us we our ours my mine i you your please can could would should give show display list get fetch find see view tell let lets
    want need know like what whats whose there here so ok okay hi hello hey all any where made placed happened occurred took
    exist exists existing available recorded registered its their they he she as also just then overall place make present
    contain contains look up out using use come comes came go goes went`),
);

/** Nouns for "rows" that add nothing beside a table or a measure. */
export const fillerNouns = new Set(
  list('data info information details records record rows row entries entry figures numbers values results'),
);

/** Words that lean on the answer before. */
export const followWords = new Set(list('that it them this these those same instead only now also and just'));

export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max';
export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type Comparison = '>' | '>=' | '<' | '<=' | '=' | '<>' | 'between';

/** What a phrase of the question does. */
export type Operation =
  | { kind: 'count' }
  | { kind: 'aggregate'; fn: Aggregate }
  | { kind: 'howMuch' }
  | { kind: 'distinct' }
  | { kind: 'group'; per: boolean }
  | { kind: 'grain'; grain: Grain; adjective: boolean }
  | { kind: 'top'; direction: 'desc' | 'asc'; named: boolean }
  | { kind: 'newest'; direction: 'desc' | 'asc' }
  | { kind: 'which' }
  | { kind: 'when' }
  | { kind: 'not' }
  /** `strict`: the word names what is empty, and never a value that is denied. */
  | { kind: 'without'; strict?: true }
  | { kind: 'who' }
  | { kind: 'and' }
  | { kind: 'or' }
  | { kind: 'via' }
  | { kind: 'follow'; word: string }
  | { kind: 'about' }
  | { kind: 'table' }
  | { kind: 'chart'; type: ChartType | 'any' }
  | { kind: 'compare'; op: Comparison }
  /** Behind a number: "500 or more". */
  | { kind: 'bound'; op: '>=' | '<=' }
  | { kind: 'filler' };

const operations: [string, Operation][] = [
  ['how many|number of|count of|count', { kind: 'count' }],
  ['how much', { kind: 'howMuch' }],
  ['total|sum|sum of|total of|totals', { kind: 'aggregate', fn: 'sum' }],
  ['average|avg|mean|average of', { kind: 'aggregate', fn: 'avg' }],
  ['maximum|max', { kind: 'aggregate', fn: 'max' }],
  ['minimum|min', { kind: 'aggregate', fn: 'min' }],
  ['distinct|different|unique', { kind: 'distinct' }],
  [
    'by|for each|for every|grouped by|group by|broken down by|split by|by each|in each|each|every',
    { kind: 'group', per: false },
  ],
  ['per', { kind: 'group', per: true }],
  ['day|days|date by date', { kind: 'grain', grain: 'day', adjective: false }],
  ['week|weeks', { kind: 'grain', grain: 'week', adjective: false }],
  ['month|months', { kind: 'grain', grain: 'month', adjective: false }],
  ['quarter|quarters', { kind: 'grain', grain: 'quarter', adjective: false }],
  ['year|years', { kind: 'grain', grain: 'year', adjective: false }],
  ['daily', { kind: 'grain', grain: 'day', adjective: true }],
  ['weekly', { kind: 'grain', grain: 'week', adjective: true }],
  ['monthly|over time|trend|trend of|month by month', { kind: 'grain', grain: 'month', adjective: true }],
  ['quarterly', { kind: 'grain', grain: 'quarter', adjective: true }],
  ['yearly|annual|annually', { kind: 'grain', grain: 'year', adjective: true }],
  ['top', { kind: 'top', direction: 'desc', named: true }],
  ['bottom', { kind: 'top', direction: 'asc', named: true }],
  ['highest|largest|biggest|most|greatest', { kind: 'top', direction: 'desc', named: false }],
  ['lowest|smallest|least|fewest', { kind: 'top', direction: 'asc', named: false }],
  ['latest|newest|most recent', { kind: 'newest', direction: 'desc' }],
  ['oldest|earliest', { kind: 'newest', direction: 'asc' }],
  ['which', { kind: 'which' }],
  ['when', { kind: 'when' }],
  ['not|excluding|except|except for|other than|but not|not in', { kind: 'not' }],
  ['without|without any|with no|has no|have no|had no|having no|lacking', { kind: 'without' }],
  ['empty|with empty|with an empty|missing|with missing', { kind: 'without', strict: true }],
  ['who|whom', { kind: 'who' }],
  ['and|as well as|,', { kind: 'and' }],
  ['or', { kind: 'or' }],
  ['via', { kind: 'via' }],
  ['that|it|them|same|instead|only|now|just', { kind: 'follow', word: '' }],
  ['what about|how about', { kind: 'about' }],
  ['as table|as a table|in a table|a table of|table of|as rows', { kind: 'table' }],
  ['more than|over|above|greater than|bigger than|larger than|higher than|exceeding|>', { kind: 'compare', op: '>' }],
  ['at least|no less than|no fewer than|>=|=>|≥', { kind: 'compare', op: '>=' }],
  ['less than|fewer than|under|below|smaller than|lower than|<', { kind: 'compare', op: '<' }],
  ['at most|no more than|up to|<=|=<|≤', { kind: 'compare', op: '<=' }],
  ['exactly|equal to|equals|=', { kind: 'compare', op: '=' }],
  ['<>|!=|≠', { kind: 'compare', op: '<>' }],
  ['between', { kind: 'compare', op: 'between' }],
  [
    '+|and up|and upwards|or more|and more|or above|and above|or over|and over|or higher|and higher|or greater',
    { kind: 'bound', op: '>=' },
  ],
  [
    'or less|and less|or fewer|and fewer|or below|and below|or under|and under|or lower|and lower',
    { kind: 'bound', op: '<=' },
  ],
];

const chartWords: [string, ChartType | 'any'][] = [
  ['horizontal bar', 'bar_horizontal'],
  ['stacked bar', 'stacked_bar'],
  ['bar', 'bar'],
  ['column', 'bar'],
  ['line', 'line'],
  ['area', 'area'],
  ['pie', 'pie'],
  ['donut', 'donut'],
  ['doughnut', 'donut'],
];
for (const [name, type] of chartWords) {
  for (const noun of ['chart', 'charts', 'graph', 'plot', 'diagram', 'chart of', 'graph of']) {
    operations.push([
      `${name} ${noun}|as a ${name} ${noun}|as an ${name} ${noun}|in a ${name} ${noun}|as ${name} ${noun}`,
      { kind: 'chart', type },
    ]);
  }
  operations.push([`as ${name}|as a ${name}|as an ${name}|as ${name}s`, { kind: 'chart', type }]);
}
operations.push([
  'chart|plot|graph|draw|visualize|visualise|as a chart|as a graph|as chart|in a chart|a chart of|chart of',
  { kind: 'chart', type: 'any' },
]);
operations.push(
  ['bars', { kind: 'chart', type: 'bar' }],
  ['pie', { kind: 'chart', type: 'pie' }],
  ['donut|doughnut', { kind: 'chart', type: 'donut' }],
);

/** Every phrase in lower case, its words joined by one space. */
export const phrases = new Map<string, Operation>();
for (const [alternatives, operation] of operations)
  for (const phrase of alternatives.split('|')) phrases.set(phrase, operation);
