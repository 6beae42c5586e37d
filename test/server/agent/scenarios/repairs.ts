// Queries that fail and calls that do not fit: mended by the model, or given up within bounds.
// Not here: what is refused because it is no reading (hostile.ts).
import { call, type Scenario, say, shown, sql } from './scenario.ts';

const byRegion = 'SELECT region, sum(amount) AS revenue FROM sales GROUP BY region ORDER BY revenue DESC';
const wrong = 'SELECT regoin, sum(amount) AS revenue FROM sales GROUP BY 1';

export const repairs: Scenario[] = [
  {
    name: 'a wrong column is mended from the error',
    asks: 'Revenue by region',
    says: [sql(wrong), shown(byRegion, 'Revenue'), say('East leads with 33.')],
    ends: {
      text: 'East leads with 33.',
      shown: ['table'],
      sql: byRegion,
      tools: ['run_sql!', 'run_sql'],
      told: { 1: [/^\{"error":".*regoin.*region/s], 2: [/"result":"r1".*\["East",33\],\["West",15\]/] },
    },
  },
  {
    name: 'a call of no tool of ours is answered, and the answer goes on',
    asks: 'How many sales are there?',
    says: [call('delete_rows', { table: 'sales' }), sql('SELECT count(*) AS n FROM sales'), say('There are 7.')],
    ends: { text: 'There are 7.', tools: ['delete_rows!', 'run_sql'], told: { 1: [/unavailable/] } },
  },
];
