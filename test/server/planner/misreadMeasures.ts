// Questions whose measure was once misread: numbers that name, amounts of another kind, totals of what has none.
// Not here: the data (misreadMeasuresData.ts), asking them (misread.test.ts).
import { asks, type Case, never, orNone, refuses } from './misreadCases.ts';

export const visitCases: Case[] = [
  // Numbers that run on tell rows apart, whatever they are called.
  ['how many visits', 'SELECT COUNT(*) FROM visit_log'],
  ['number of visits by vet', 'SELECT vet, COUNT(*) FROM visit_log GROUP BY 1'],
  ['visits by vet', 'SELECT vet, COUNT(*) FROM visit_log GROUP BY 1'],
  ['how many visits per month', "SELECT DATE_TRUNC('month', dt_visit), COUNT(*) FROM visit_log GROUP BY 1"],
  ['how many visits without dx code', 'SELECT COUNT(*) FROM visit_log WHERE dx_code IS NULL'],
  ['how many receipts', 'SELECT COUNT(*) FROM visit_log'],
  ['number of receipts by pet', 'SELECT pet, COUNT(*) FROM visit_log GROUP BY 1'],
  // What is counted in the plural is a quantity.
  ['how many guests', 'SELECT SUM(guests) FROM visit_log'],
];

const lines = 'sale_lines JOIN sales USING (sale_id)';

export const marketCases: Case[] = [
  // A coarser table beside a measure of its finer rows is counted by its own rows.
  [
    'number of sales and total line total by region',
    `SELECT region, COUNT(DISTINCT sale_id), SUM(line_total) FROM ${lines} GROUP BY 1`,
  ],
  [
    'sales and line total by region',
    `SELECT region, COUNT(DISTINCT sale_id), SUM(line_total) FROM ${lines} GROUP BY 1`,
  ],
  [
    'line total and number of sales by region',
    `SELECT region, SUM(line_total), COUNT(DISTINCT sale_id) FROM ${lines} GROUP BY 1`,
  ],
  ['number of shoppers and total line total by country', never],
  ['shoppers and line total by country', never],
  // Words of a name are no chart, and "total" beside a name is not left out.
  ['show line total by region', `SELECT region, SUM(line_total) FROM ${lines} GROUP BY 1`],
  ['number of shoppers and total line total', never],
  // What was sold, each once; without "different" it may be the pieces.
  [
    'how many different goods were sold in 2025',
    `SELECT COUNT(DISTINCT good_id) FROM ${lines} WHERE sold_on BETWEEN '2025-01-01' AND '2025-12-31'`,
  ],
  [
    'how many distinct goods were sold in May 2025',
    `SELECT COUNT(DISTINCT good_id) FROM ${lines} WHERE sold_on BETWEEN '2025-05-01' AND '2025-05-31'`,
  ],
  ['how many goods were sold in 2025', asks],
  // Revenue is the amount that is of nothing else, and no tax.
  ['total revenue', `SELECT SUM(line_total) FROM ${lines}`],
  ['revenue by region', `SELECT region, SUM(line_total) FROM ${lines} GROUP BY 1`],
  ['total income', never],
  // A number behind a column of small whole numbers is its value.
  ['how many priority 1 sales', 'SELECT COUNT(*) FROM sales WHERE priority = 1'],
  ['priority 1 and 2 sales', 'SELECT * FROM sales WHERE priority IN (1, 2)'],
  ['total line total of priority 1 sales', orNone(`SELECT SUM(line_total) FROM ${lines} WHERE priority = 1`)],
  // A level is averaged, and so is what is allowed for each.
  ['satisfaction by region', 'SELECT region, AVG(satisfaction) FROM sales GROUP BY 1'],
  ['target days by region', 'SELECT region, AVG(target_days) FROM sales GROUP BY 1'],
  // Neither a total of what is in stock, nor of texts.
  ['goods in stock', never],
  ['goods out of stock', never],
  ['how many goods are in stock', never],
  ['total paid', refuses],
  ['average paid', refuses],
  ['paid by region', never],
  ['total note value', refuses],
  // How long it took is not how long it is; what each comes to is not what its lines are.
  ['average duration of roadworks', never],
  ['average length of roadworks', 'SELECT AVG(length_m) FROM roadworks'],
  ['median sale line total', never],
];
