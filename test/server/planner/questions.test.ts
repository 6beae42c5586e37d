// Many questions over four databases, each against SQL written by hand: the planner's own SQL must give the same rows.
// Not here: charts, tables and sentences (answers.test.ts), what must be refused (refusals.test.ts).
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ensureSample } from '../../../src/server/engine/sample.ts';
import { ask, now, resultOf } from './ask.ts';
import { flights, hospital, library } from './schemas.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

type Case = [question: string, gold: string];
const items =
  'order_items i JOIN orders o USING (order_id) JOIN customers c USING (customer_id) JOIN products p USING (product_id)';

const sampleCases: Case[] = [
  [
    'How many orders were placed last month?',
    "SELECT COUNT(*) FROM orders WHERE order_date >= '2026-10-01' AND order_date < '2026-11-01'",
  ],
  ['How many orders are there?', 'SELECT COUNT(*) FROM orders'],
  ['number of orders', 'SELECT COUNT(*) FROM orders'],
  ['total orders', 'SELECT COUNT(*) FROM orders'],
  ['Show me orders by region as a bar chart', 'SELECT region, COUNT(*) FROM orders GROUP BY 1'],
  [
    'Show me top 10 customers by revenue',
    `SELECT c.name, SUM(revenue) FROM ${items} GROUP BY c.customer_id, c.name ORDER BY 2 DESC LIMIT 10`,
  ],
  ['Show me revenue by month', `SELECT STRFTIME(order_date, '%Y-%m'), SUM(revenue) FROM ${items} GROUP BY 1`],
  [
    'Show me the top 5 projects by budget as a bar chart',
    'SELECT name, budget FROM projects ORDER BY budget DESC, project_id LIMIT 5',
  ],
  ['Show me sales data', `SELECT region, SUM(revenue) FROM ${items} GROUP BY 1`],
  ['Show me sales by region', `SELECT region, SUM(revenue) FROM ${items} GROUP BY 1`],
  ['what is the total revenue?', 'SELECT SUM(revenue) FROM order_items'],
  ['What was our revenue in 2025?', `SELECT SUM(revenue) FROM ${items} WHERE YEAR(order_date) = 2025`],
  ['turnover last year', `SELECT SUM(revenue) FROM ${items} WHERE YEAR(order_date) = 2025`],
  ['revenue in March 2025', `SELECT SUM(revenue) FROM ${items} WHERE STRFTIME(order_date, '%Y-%m') = '2025-03'`],
  ['revenue since March', `SELECT SUM(revenue) FROM ${items} WHERE order_date >= '2026-03-01'`],
  [
    'orders between 2024-01-01 and 2024-06-30',
    "SELECT * FROM orders WHERE order_date BETWEEN '2024-01-01' AND '2024-06-30'",
  ],
  ['how many orders before 2024-02-01', "SELECT COUNT(*) FROM orders WHERE order_date < '2024-02-01'"],
  ['how many orders after March 5, 2026', "SELECT COUNT(*) FROM orders WHERE order_date > '2026-03-05'"],
  ['how many orders this year', "SELECT COUNT(*) FROM orders WHERE order_date >= '2026-01-01'"],
  ['how many orders yesterday', "SELECT COUNT(*) FROM orders WHERE order_date = '2026-11-20'"],
  [
    'orders placed last week by channel',
    "SELECT channel, COUNT(*) FROM orders WHERE order_date >= '2026-11-09' AND order_date < '2026-11-16' GROUP BY 1",
  ],
  [
    'number of orders in the last 3 months',
    "SELECT COUNT(*) FROM orders WHERE order_date >= '2026-08-01' AND order_date < '2026-11-01'",
  ],
  [
    'number of orders in the last 30 days',
    "SELECT COUNT(*) FROM orders WHERE order_date >= '2026-10-22' AND order_date < '2026-11-21'",
  ],
  [
    'orders in Q2 2025 by region',
    "SELECT region, COUNT(*) FROM orders WHERE order_date >= '2025-04-01' AND order_date < '2025-07-01' GROUP BY 1",
  ],
  [
    'year to date revenue',
    `SELECT SUM(revenue) FROM ${items} WHERE order_date >= '2026-01-01' AND order_date <= '2026-11-21'`,
  ],
  ['How many orders in the East?', "SELECT COUNT(*) FROM orders WHERE region = 'East'"],
  ['how many cancelled orders', "SELECT COUNT(*) FROM orders WHERE status = 'Cancelled'"],
  ['how many orders are not cancelled', "SELECT COUNT(*) FROM orders WHERE status <> 'Cancelled'"],
  ['number of orders in East and West', "SELECT COUNT(*) FROM orders WHERE region IN ('East', 'West')"],
  [
    'number of orders in North or South last month',
    "SELECT COUNT(*) FROM orders WHERE region IN ('North', 'South') AND STRFTIME(order_date, '%Y-%m') = '2026-10'",
  ],
  ['orders by region excluding East', "SELECT region, COUNT(*) FROM orders WHERE region <> 'East' GROUP BY 1"],
  ['revenue for Consumer customers', `SELECT SUM(revenue) FROM ${items} WHERE segment = 'Consumer'`],
  ['revenue by segment', `SELECT segment, SUM(revenue) FROM ${items} GROUP BY 1`],
  ['sales per category', `SELECT category, SUM(revenue) FROM ${items} GROUP BY 1`],
  [
    'revenue per region and month',
    `SELECT region, STRFTIME(order_date, '%Y-%m'), SUM(revenue) FROM ${items} GROUP BY 1, 2`,
  ],
  [
    'revenue by category and region as a stacked bar chart',
    `SELECT category, region, SUM(revenue) FROM ${items} GROUP BY 1, 2`,
  ],
  [
    'monthly revenue for Germany',
    `SELECT STRFTIME(order_date, '%Y-%m'), SUM(revenue) FROM ${items} WHERE country = 'Germany' GROUP BY 1`,
  ],
  ['orders by quarter', "SELECT YEAR(order_date) || '-Q' || QUARTER(order_date), COUNT(*) FROM orders GROUP BY 1"],
  ['orders by year', "SELECT STRFTIME(order_date, '%Y'), COUNT(*) FROM orders GROUP BY 1"],
  [
    'orders by week in 2026',
    "SELECT STRFTIME(DATE_TRUNC('week', order_date), '%Y-%m-%d'), COUNT(*) FROM orders WHERE YEAR(order_date) = 2026 GROUP BY 1",
  ],
  [
    'orders by day last month',
    "SELECT STRFTIME(order_date, '%Y-%m-%d'), COUNT(*) FROM orders WHERE STRFTIME(order_date, '%Y-%m') = '2026-10' GROUP BY 1",
  ],
  ['average quantity by category', `SELECT category, AVG(quantity) FROM ${items} GROUP BY 1`],
  ['average budget', 'SELECT AVG(budget) FROM projects'],
  ['what is the highest budget', 'SELECT MAX(budget) FROM projects'],
  ['median revenue by region', `SELECT region, MEDIAN(CAST(revenue AS DOUBLE)) FROM ${items} GROUP BY 1`],
  [
    'what percentage of orders are cancelled',
    "SELECT 100.0 * COUNT(*) FILTER (status = 'Cancelled') / COUNT(*) FROM orders",
  ],
  [
    'revenue growth by month',
    `SELECT m, 100 * (r / LAG(r) OVER (ORDER BY m) - 1) FROM (SELECT STRFTIME(order_date, '%Y-%m') AS m, SUM(revenue)::DOUBLE AS r FROM ${items} GROUP BY 1)`,
  ],
  [
    'customers with fewer than 3 orders',
    'SELECT * FROM customers c WHERE (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.customer_id) < 3',
  ],
  [
    'customers without orders',
    'SELECT * FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)',
  ],
  [
    'customers who never ordered',
    'SELECT * FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)',
  ],
  [
    'revenue in 2024 vs 2025',
    `SELECT STRFTIME(order_date, '%Y'), SUM(revenue) FROM ${items} WHERE YEAR(order_date) IN (2024, 2025) GROUP BY 1`,
  ],
  ['orders in 2024 and 2025', 'SELECT * FROM orders WHERE YEAR(order_date) IN (2024, 2025)'],
  [
    'orders in East but not last month',
    "SELECT * FROM orders WHERE region = 'East' AND NOT (order_date >= '2026-10-01' AND order_date < '2026-11-01')",
  ],
  ['orders in East or cancelled', "SELECT * FROM orders WHERE region = 'East' OR status = 'Cancelled'"],
  ['orders by region, channel and status', 'SELECT region, channel, status, COUNT(*) FROM orders GROUP BY 1, 2, 3'],
  [
    'revenue excluding last month',
    `SELECT SUM(revenue) FROM ${items} WHERE NOT (order_date >= '2026-10-01' AND order_date < '2026-11-01')`,
  ],
  ['minimum and maximum budget', 'SELECT MIN(budget), MAX(budget) FROM projects'],
  ['total budget and spent by department', 'SELECT department, SUM(budget), SUM(spent) FROM projects GROUP BY 1'],
  ['which project has the highest budget', 'SELECT name, budget FROM projects ORDER BY budget DESC LIMIT 1'],
  [
    'Which region has the highest sales?',
    `SELECT region, SUM(revenue) FROM ${items} GROUP BY 1 ORDER BY 2 DESC LIMIT 1`,
  ],
  [
    'which customer has the most orders?',
    'SELECT c.name, COUNT(*) FROM orders JOIN customers c USING (customer_id) GROUP BY customer_id, c.name ORDER BY 2 DESC LIMIT 1',
  ],
  ['top 3 categories by revenue', `SELECT category, SUM(revenue) FROM ${items} GROUP BY 1 ORDER BY 2 DESC LIMIT 3`],
  ['bottom 2 regions by number of orders', 'SELECT region, COUNT(*) FROM orders GROUP BY 1 ORDER BY 2 LIMIT 2'],
  ['list projects', 'SELECT * FROM projects'],
  ['Show me all customers in Germany', "SELECT * FROM customers WHERE country = 'Germany'"],
  ['projects with budget over 400000', 'SELECT * FROM projects WHERE budget > 400000'],
  ['projects with a budget between 100k and 150k', 'SELECT * FROM projects WHERE budget BETWEEN 100000 AND 150000'],
  ['how many projects have a budget of at least 200,000', 'SELECT COUNT(*) FROM projects WHERE budget >= 200000'],
  ['products with unit price under $20', 'SELECT * FROM products WHERE unit_price < 20'],
  ['how many customers are there', 'SELECT COUNT(*) FROM customers'],
  [
    'how many customers placed orders last month',
    "SELECT COUNT(DISTINCT customer_id) FROM orders WHERE STRFTIME(order_date, '%Y-%m') = '2026-10'",
  ],
  [
    'how many customers have more than 100 orders',
    'SELECT COUNT(*) FROM (SELECT customer_id FROM orders GROUP BY 1 HAVING COUNT(*) > 100)',
  ],
  ['regions with more than 10000 orders', 'SELECT region, COUNT(*) FROM orders GROUP BY 1 HAVING COUNT(*) > 10000'],
  ['how many different countries', 'SELECT COUNT(DISTINCT country) FROM customers'],
  ['what are the categories', 'SELECT DISTINCT category FROM products'],
  ['which regions are there?', 'SELECT DISTINCT region FROM orders'],
  ['orders by category', `SELECT category, COUNT(DISTINCT order_id) FROM ${items} GROUP BY 1`],
  ['customers by region', 'SELECT region, COUNT(DISTINCT customer_id) FROM orders GROUP BY 1'],
  ['customers by country as a pie chart', 'SELECT country, COUNT(*) FROM customers GROUP BY 1'],
  ['projects that started in 2026', 'SELECT * FROM projects WHERE YEAR(start_date) = 2026'],
  ['latest 5 orders', 'SELECT * FROM orders ORDER BY order_date DESC, order_id DESC LIMIT 5'],
  ['how many orders in the East region', "SELECT COUNT(*) FROM orders WHERE region = 'East'"],
  ['budget of the Sales department', "SELECT SUM(budget) FROM projects WHERE department = 'Sales'"],
];

const visits = 'visits v JOIN doctors d USING (doctor_id) JOIN patients p USING (patient_id)';
const hospitalCases: Case[] = [
  ['how many patients are there', 'SELECT COUNT(*) FROM patients'],
  ['insured patients by city', 'SELECT city, COUNT(*) FROM patients WHERE is_insured GROUP BY 1'],
  ['how many patients are not insured', 'SELECT COUNT(*) FROM patients WHERE NOT is_insured'],
  ['total charge by specialty', `SELECT specialty, SUM(charge) FROM ${visits} GROUP BY 1`],
  [
    'charge by department',
    'SELECT e.name, SUM(charge) FROM visits JOIN doctors USING (doctor_id) JOIN departments e USING (department_id) GROUP BY 1',
  ],
  ['number of visits by gender', `SELECT gender, COUNT(*) FROM ${visits} GROUP BY 1`],
  [
    'total charge for visits with Insulin',
    "SELECT SUM(charge) FROM visits WHERE visit_id IN (SELECT visit_id FROM prescriptions WHERE drug = 'Insulin')",
  ],
  ['average dose by drug', 'SELECT drug, AVG(dose) FROM prescriptions GROUP BY 1'],
  ['prescriptions by severity', 'SELECT severity, COUNT(*) FROM prescriptions JOIN visits USING (visit_id) GROUP BY 1'],
  ['how many high severity visits', "SELECT COUNT(*) FROM visits WHERE severity = 'high'"],
  ['patients in Paris or Lyon', "SELECT * FROM patients WHERE city IN ('Paris', 'Lyon')"],
  [
    'how many visits were admitted last month',
    "SELECT COUNT(*) FROM visits WHERE admitted_on >= '2026-10-01' AND admitted_on < '2026-11-01'",
  ],
  [
    'visits admitted in 2025 by month',
    "SELECT STRFTIME(admitted_on, '%Y-%m'), COUNT(*) FROM visits WHERE YEAR(admitted_on) = 2025 GROUP BY 1",
  ],
  ['doctors hired before 2018', "SELECT * FROM doctors WHERE hired_at < '2018-01-01'"],
  [
    'top 3 doctors by number of visits',
    'SELECT d.full_name, COUNT(*) FROM visits JOIN doctors d USING (doctor_id) GROUP BY doctor_id, d.full_name ORDER BY 2 DESC, 1 LIMIT 3',
  ],
  [
    'average salary by department',
    'SELECT e.name, AVG(salary) FROM doctors JOIN departments e USING (department_id) GROUP BY 1',
  ],
  ['top 2 departments by beds', 'SELECT name, beds FROM departments ORDER BY beds DESC LIMIT 2'],
];

const flightCases: Case[] = [
  ['how many flights are there', 'SELECT COUNT(*) FROM factFlt'],
  ['flights by carrier', 'SELECT carrierName, COUNT(*) FROM factFlt JOIN tblCarrier USING (carrierId) GROUP BY 1'],
  ['passengers by alliance', 'SELECT alliance, SUM(paxQty) FROM factFlt JOIN tblCarrier USING (carrierId) GROUP BY 1'],
  ['cancelled flights by month', "SELECT STRFTIME(depDt, '%Y-%m'), COUNT(*) FROM factFlt WHERE isCancelled GROUP BY 1"],
  ['how many flights from CDG', "SELECT COUNT(*) FROM factFlt WHERE origCd = 'CDG'"],
  ['how many flights to CDG', "SELECT COUNT(*) FROM factFlt WHERE destCd = 'CDG'"],
  ['how many flights from CDG to LHR', "SELECT COUNT(*) FROM factFlt WHERE origCd = 'CDG' AND destCd = 'LHR'"],
  ['total distance by origin', 'SELECT origCd, SUM(distKm) FROM factFlt GROUP BY 1'],
  [
    'average fuel amount for Star',
    "SELECT AVG(fuelAmt) FROM factFlt JOIN tblCarrier USING (carrierId) WHERE alliance = 'Star'",
  ],
  [
    'top 2 carriers by passengers',
    'SELECT carrierName, SUM(paxQty) FROM factFlt JOIN tblCarrier USING (carrierId) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2',
  ],
  ['airports by country', 'SELECT cntry, COUNT(*) FROM tblAirport GROUP BY 1'],
  [
    'flights per quarter in 2025',
    "SELECT '2025-Q' || QUARTER(depDt), COUNT(*) FROM factFlt WHERE YEAR(depDt) = 2025 GROUP BY 1",
  ],
];

const libraryCases: Case[] = [
  ['how many loans are there', 'SELECT COUNT(*) FROM loans'],
  ['loans by genre', 'SELECT genre, COUNT(*) FROM loans JOIN books b ON b.id = book_id GROUP BY 1'],
  ['revenue by genre', 'SELECT genre, SUM(price * quantity) FROM shop_lines JOIN books b ON b.id = book_id GROUP BY 1'],
  ['sales by month', "SELECT STRFTIME(sold_at, '%Y-%m'), SUM(price * quantity) FROM shop_lines GROUP BY 1"],
  ['books by author country', 'SELECT country, COUNT(*) FROM books JOIN authors a ON a.id = author_id GROUP BY 1'],
  ['science fiction books', "SELECT * FROM books WHERE genre = 'Science Fiction'"],
  ['how many members joined in 2024', 'SELECT COUNT(*) FROM members WHERE YEAR(joined_at) = 2024'],
  [
    'loans by membership in 2025',
    'SELECT membership, COUNT(*) FROM loans JOIN members m ON m.id = member_id WHERE YEAR(loaned_at) = 2025 GROUP BY 1',
  ],
  ['how many books have over 500 pages', 'SELECT COUNT(*) FROM books WHERE pages > 500'],
  ['books published in 2010', 'SELECT * FROM books WHERE published_year = 2010'],
  ['number of books by published year', 'SELECT published_year, COUNT(*) FROM books GROUP BY 1'],
  ['total fine', 'SELECT SUM(fine) FROM loans'],
  ['how many gold members', "SELECT COUNT(*) FROM members WHERE membership = 'gold'"],
  ['average pages of Poetry books', "SELECT AVG(pages) FROM books WHERE genre = 'Poetry'"],
  [
    'how many members have more than 8 loans',
    'SELECT COUNT(*) FROM (SELECT member_id FROM loans GROUP BY 1 HAVING COUNT(*) > 8)',
  ],
];

function suite(name: string, cases: readonly Case[], open: () => Promise<TestEngine>): void {
  describe(`questions about ${name}`, () => {
    let engine: TestEngine;
    before(async () => {
      engine = await open();
    });
    after(() => engine.dispose());
    for (const [question, gold] of cases) {
      test(question, async () => {
        const answer = await ask(engine, question);
        const sql = answer.done?.sql;
        assert.ok(sql, `${answer.text} ${JSON.stringify(answer.failed ?? answer.done)}`);
        const sort = (rows: string[][]) =>
          gold.includes('ORDER BY') ? rows : rows.map((row) => JSON.stringify(row)).sort();
        assert.deepEqual(sort(await resultOf(engine, sql)), sort(await resultOf(engine, gold)), sql);
        assert.ok(answer.done?.reading);
        assert.notEqual(answer.text, '');
      });
    }
  });
}

suite('the sample', sampleCases, async () =>
  openEngine('', await ensureSample(path.join(os.tmpdir(), 'trellis-planner-test'), now)),
);
suite('a hospital', hospitalCases, () => openEngine(hospital));
suite('flights', flightCases, () => openEngine(flights));
suite('a library', libraryCases, () => openEngine(library));
