// Questions that are easily misread, with SQL written by hand or with what must happen instead of an answer.
// Not here: the data (traps.ts), asking them (traps.test.ts).

/** SQL by hand, or what must happen in place of an answer. */
export type Expected = string | { asks: true } | { refuses: true } | { never: true };
export type Case = [question: string, expected: Expected];
const asks = { asks: true } as const;
const refuses = { refuses: true } as const;
/** Asked back or refused, but not answered. */
const never = { never: true } as const;

const items =
  'order_items i JOIN orders o USING (order_id) JOIN customers c USING (customer_id) JOIN products p USING (product_id)';
const in2024 = "order_date >= '2024-01-01' AND order_date < '2025-01-01'";

export const sampleCases: Case[] = [
  [
    'top 3 customers by revenue in 2024',
    `SELECT c.name, SUM(revenue) FROM ${items} WHERE ${in2024} GROUP BY c.customer_id, c.name ORDER BY 2 DESC LIMIT 3`,
  ],
  [
    'which customer has the highest revenue in 2024',
    `SELECT c.name, SUM(revenue) FROM ${items} WHERE ${in2024} GROUP BY c.customer_id, c.name ORDER BY 2 DESC LIMIT 1`,
  ],
  [
    'revenue by customer in 2024',
    `SELECT c.name, SUM(revenue) FROM ${items} WHERE ${in2024} GROUP BY c.customer_id, c.name`,
  ],
  [
    'revenue of corporate customers in 2024',
    `SELECT SUM(revenue) FROM ${items} WHERE segment = 'Corporate' AND ${in2024}`,
  ],
  [
    'orders by customer in 2025',
    'SELECT c.name, COUNT(*) FROM orders JOIN customers c USING (customer_id) WHERE YEAR(order_date) = 2025 GROUP BY c.customer_id, c.name',
  ],
  [
    'how many customers ordered in 2025',
    'SELECT COUNT(DISTINCT customer_id) FROM orders WHERE YEAR(order_date) = 2025',
  ],
  [
    'customers with revenue over 10000 in 2024',
    `SELECT c.name, SUM(revenue) FROM ${items} WHERE ${in2024} GROUP BY c.customer_id, c.name HAVING SUM(revenue) > 10000`,
  ],
  ['how many projects with status completed', "SELECT COUNT(*) FROM projects WHERE status = 'Completed'"],
  ['how many projects with status cancelled', never],
  ['revenue up to March 2025', `SELECT SUM(revenue) FROM ${items} WHERE order_date < '2025-04-01'`],
  ['revenue until March 2025', `SELECT SUM(revenue) FROM ${items} WHERE order_date < '2025-04-01'`],
  [
    'revenue by region up to 2024',
    `SELECT region, SUM(revenue) FROM ${items} WHERE order_date < '2025-01-01' GROUP BY 1`,
  ],
  ['revenue from 2025 on', `SELECT SUM(revenue) FROM ${items} WHERE order_date >= '2025-01-01'`],
  ['revenue from 2025 onwards', `SELECT SUM(revenue) FROM ${items} WHERE order_date >= '2025-01-01'`],
  ['revenue in 2025 and later', `SELECT SUM(revenue) FROM ${items} WHERE order_date >= '2025-01-01'`],
  ['revenue from March 2025', asks],
  ['customers by region in 2024', asks],
  ['how many customers in 2024 with cancelled orders', asks],
];

export const shopCases: Case[] = [
  ['orders with status open', "SELECT * FROM orders WHERE status = 'open'"],
  ['how many orders have status open', "SELECT COUNT(*) FROM orders WHERE status = 'open'"],
  ['order amount for status open', "SELECT SUM(amount) FROM orders WHERE status = 'open'"],
  ['total amount of orders with status open', "SELECT SUM(amount) FROM orders WHERE status = 'open'"],
  ['how many items with status open', "SELECT COUNT(*) FROM items WHERE status = 'open'"],
  [
    'how many items in open orders',
    "SELECT COUNT(*) FROM items i JOIN orders o ON o.id = i.order_id WHERE o.status = 'open'",
  ],
  [
    'how many open items in open orders',
    "SELECT COUNT(*) FROM items i JOIN orders o ON o.id = i.order_id WHERE o.status = 'open' AND i.status = 'open'",
  ],
  ['how many items of orders with status open', never],
  ['how many orders are not cancelled', "SELECT COUNT(*) FROM orders WHERE status IS DISTINCT FROM 'cancelled'"],
  ['orders excluding open or closed', "SELECT * FROM orders WHERE status NOT IN ('open', 'closed') OR status IS NULL"],
  [
    'how many orders where status is not cancelled',
    "SELECT COUNT(*) FROM orders WHERE status IS DISTINCT FROM 'cancelled'",
  ],
  ['how many orders status != cancelled', "SELECT COUNT(*) FROM orders WHERE status IS DISTINCT FROM 'cancelled'"],
  [
    'order amount not gold',
    "SELECT SUM(amount) FROM orders LEFT JOIN customers c ON c.id = customer_id WHERE tier IS DISTINCT FROM 'gold'",
  ],
  [
    'top 3 states by number of orders',
    // Those without a state are told beside the ranking.
    'SELECT state, COUNT(*) FROM orders JOIN customers c ON c.id = customer_id WHERE state IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 3',
  ],
  ['orders with amount up to 500', 'SELECT * FROM orders WHERE amount <= 500'],
  ['how many orders with amount at most 100', 'SELECT COUNT(*) FROM orders WHERE amount <= 100'],
  ['how many orders with amount from 500', 'SELECT COUNT(*) FROM orders WHERE amount >= 500'],
  ['how many orders with amount from 100 to 500', 'SELECT COUNT(*) FROM orders WHERE amount BETWEEN 100 AND 500'],
  ['how many orders with amount 500 and up', 'SELECT COUNT(*) FROM orders WHERE amount >= 500'],
  ['orders where amount is 500 or more', 'SELECT * FROM orders WHERE amount >= 500'],
  ['orders where amount is 500 or less', 'SELECT * FROM orders WHERE amount <= 500'],
  ['how many orders with amount 500+', 'SELECT COUNT(*) FROM orders WHERE amount >= 500'],
  ['how many orders with amount ≥ 500', 'SELECT COUNT(*) FROM orders WHERE amount >= 500'],
  ['how many orders with amount <= 500', 'SELECT COUNT(*) FROM orders WHERE amount <= 500'],
  ['how many orders with amount ≤ 500', 'SELECT COUNT(*) FROM orders WHERE amount <= 500'],
  ['how many orders with amount <> 500', 'SELECT COUNT(*) FROM orders WHERE amount IS DISTINCT FROM 500'],
  ['how many orders with amount != 500', 'SELECT COUNT(*) FROM orders WHERE amount IS DISTINCT FROM 500'],
  ['how many orders with amount 500', 'SELECT COUNT(*) FROM orders WHERE amount = 500'],
  ['how many orders with amount > - 5', 'SELECT COUNT(*) FROM orders WHERE amount > -5'],
  ['how many orders with amount > -5', 'SELECT COUNT(*) FROM orders WHERE amount > -5'],
  ['how many orders with amount of -5', 'SELECT COUNT(*) FROM orders WHERE amount = -5'],
  ['how many orders with amount between 100 and 50', never],
  [
    'how many orders with amount between 1900 and 2000',
    'SELECT COUNT(*) FROM orders WHERE amount BETWEEN 1900 AND 2000',
  ],
  ['how many orders with an amount up to 2000', 'SELECT COUNT(*) FROM orders WHERE amount <= 2000'],
  ['how many orders over 1.000', never],
  ['how many orders from 2025 on', "SELECT COUNT(*) FROM orders WHERE order_date >= '2025-01-01'"],
  ['how many orders of 2025 and up', "SELECT COUNT(*) FROM orders WHERE order_date >= '2025-01-01'"],
  ['how many orders up to March 2025', "SELECT COUNT(*) FROM orders WHERE order_date < '2025-04-01'"],
  ['how many orders to March 2025', "SELECT COUNT(*) FROM orders WHERE order_date < '2025-04-01'"],
  ['how many orders until March 2025', "SELECT COUNT(*) FROM orders WHERE order_date < '2025-04-01'"],
  ['how many orders up to 2025-03-05', "SELECT COUNT(*) FROM orders WHERE order_date <= '2025-03-05'"],
  ['how many orders up to today', "SELECT COUNT(*) FROM orders WHERE order_date <= '2026-11-21'"],
  ['how many orders in 2024 and earlier', "SELECT COUNT(*) FROM orders WHERE order_date < '2025-01-01'"],
  ['how many orders on 31 Feb 2025', refuses],
  ['how many orders between March 2025 and January 2025', never],
  ['how many orders in 2025', 'SELECT COUNT(*) FROM orders WHERE YEAR(order_date) = 2025'],
  ['how many orders in 2025?!', 'SELECT COUNT(*) FROM orders WHERE YEAR(order_date) = 2025'],
  ['how many orders !cancelled', never],
  ['how many orders -cancelled', never],
  ['how many orders ~cancelled', never],
  ['how many orders with amount ~500', never],
  ['how many orders with amount 100-200', never],
  ['how many orders = 5', never],
  ['price / quantity by product', never],
  ['total price * quantity', never],
  ['total price + quantity', never],
  ['total price - quantity', never],
  ['total price % quantity', never],
  ['how many orders (not cancelled)', "SELECT COUNT(*) FROM orders WHERE status IS DISTINCT FROM 'cancelled'"],
  ['how many customers in the US', "SELECT COUNT(*) FROM customers WHERE country = 'US'"],
  ['how many customers in the us', "SELECT COUNT(*) FROM customers WHERE country = 'US'"],
  [
    'how many orders in the us',
    "SELECT COUNT(*) FROM orders LEFT JOIN customers c ON c.id = customer_id WHERE country = 'US'",
  ],
  ['how many customers in us', "SELECT COUNT(*) FROM customers WHERE country = 'US'"],
  ['how many customers in ok', "SELECT COUNT(*) FROM customers WHERE state = 'OK'"],
  ['how many customers in me', "SELECT COUNT(*) FROM customers WHERE state = 'ME'"],
  ['how many customers in hi', "SELECT COUNT(*) FROM customers WHERE state = 'HI'"],
  ['how many customers in in', "SELECT COUNT(*) FROM customers WHERE state = 'IN'"],
  ['customers with state ok', "SELECT * FROM customers WHERE state = 'OK'"],
  ['how many customers in or', never],
  ['how many orders for us', never],
  ['show me customers in me', "SELECT * FROM customers WHERE state = 'ME'"],
  ['show me customers in CA', "SELECT * FROM customers WHERE state = 'CA'"],
  ['customers with state in CA', "SELECT * FROM customers WHERE state = 'CA'"],
  ['ok, show us all customers', 'SELECT * FROM customers'],
  ['hi, can you tell me how many orders there are', 'SELECT COUNT(*) FROM orders'],
  ['how many rows in orders', 'SELECT COUNT(*) FROM orders'],
  ['how many records in customers', 'SELECT COUNT(*) FROM customers'],
  ['number of entries in refunds', 'SELECT COUNT(*) FROM refunds'],
  ['how many customer orders', 'SELECT COUNT(*) FROM orders WHERE customer_id IN (SELECT id FROM customers)'],
  ['who ordered Widget 2', never],
  ['how many customers and orders', never],
  ['orders and refunds', never],
  ['orders; refunds', never],
  ['orders refunds', never],
  ['how many different customers ordered', 'SELECT COUNT(DISTINCT customer_id) FROM orders'],
  ['orders/refunds', never],
  [
    "how many customers' orders in 2025",
    'SELECT COUNT(*) FROM orders WHERE customer_id IS NOT NULL AND YEAR(order_date) = 2025',
  ],
  ["customer's orders in 2025", 'SELECT * FROM orders WHERE customer_id IS NOT NULL AND YEAR(order_date) = 2025'],
  [
    'how many customers who ordered Widget 2',
    "SELECT COUNT(*) FROM customers WHERE id IN (SELECT customer_id FROM orders o JOIN items i ON o.id = i.order_id WHERE product = 'Widget 2')",
  ],
  ['orders without a status', 'SELECT * FROM orders WHERE status IS NULL'],
  ['how many orders have no status', 'SELECT COUNT(*) FROM orders WHERE status IS NULL'],
  ['how many orders without open', "SELECT COUNT(*) FROM orders WHERE status IS DISTINCT FROM 'open'"],
  ['orders by channel over 100', never],
  [
    'orders of March Corp',
    "SELECT orders.* FROM orders JOIN customers c ON c.id = customer_id WHERE c.name = 'March Corp'",
  ],
  ['orders of Q1 Ltd', "SELECT orders.* FROM orders JOIN customers c ON c.id = customer_id WHERE c.name = 'Q1 Ltd'"],
  [
    'orders of 2025 Inc',
    "SELECT orders.* FROM orders JOIN customers c ON c.id = customer_id WHERE c.name = '2025 Inc'",
  ],
  [
    'how many orders for Last Month LLC',
    "SELECT COUNT(*) FROM orders JOIN customers c ON c.id = customer_id WHERE c.name = 'Last Month LLC'",
  ],
  [
    'how many orders of A-Z & Sons',
    "SELECT COUNT(*) FROM orders JOIN customers c ON c.id = customer_id WHERE c.name = 'A-Z & Sons'",
  ],
  ['how many items of 2024 Calendar', "SELECT COUNT(*) FROM items WHERE product = '2024 Calendar'"],
  [
    'orders in March 2025 for March Corp',
    "SELECT orders.* FROM orders JOIN customers c ON c.id = customer_id WHERE c.name = 'March Corp' AND STRFTIME(order_date, '%Y-%m') = '2025-03'",
  ],
  ['highest amount per customer', asks],
  [
    'how many orders with amount over 500 and under 600',
    'SELECT COUNT(*) FROM orders WHERE amount > 500 AND amount < 600',
  ],
  ['orders by amount', never],
  ['refunds by amount in 2025', never],
  ['orders with empty status', 'SELECT * FROM orders WHERE status IS NULL'],
];

export const staffCases: Case[] = [
  [
    'number of leaves by employee in 2025',
    "SELECT e.name || ' (' || e.employee_id || ')', COUNT(*) FROM leave JOIN employees e USING (employee_id) WHERE YEAR(start_date) = 2025 GROUP BY e.name, e.employee_id",
  ],
  ['employees in IT', "SELECT e.* FROM employees e JOIN departments d USING (department_id) WHERE d.name = 'IT'"],
  ['employees in it', never],
  ['average salary in it', never],
  [
    'average salary in HR',
    "SELECT AVG(salary) FROM employees JOIN departments d USING (department_id) WHERE d.name = 'HR'",
  ],
  [
    'how many employees not in IT',
    "SELECT COUNT(*) FROM employees e LEFT JOIN departments d USING (department_id) WHERE d.name IS DISTINCT FROM 'IT'",
  ],
  ['how many active employees', "SELECT COUNT(*) FROM employees WHERE active = 'Y'"],
  ['how many employees are active', "SELECT COUNT(*) FROM employees WHERE active = 'Y'"],
  ['how many employees are not active', "SELECT COUNT(*) FROM employees WHERE active IS DISTINCT FROM 'Y'"],
  ['how many employees with active Y', "SELECT COUNT(*) FROM employees WHERE active = 'Y'"],
  ['employees by active', 'SELECT active, COUNT(*) FROM employees GROUP BY 1'],
  ['how many title employees', never],
  ['how many employees and departments', never],
  ['oldest employee', asks],
  ['how many employees without manager', asks],
  ['how many employees without a manager id', 'SELECT COUNT(*) FROM employees WHERE manager_id IS NULL'],
  ['how many employees without salary', 'SELECT COUNT(*) FROM employees WHERE salary IS NULL'],
  ['average salary by city over 30000', never],
];

export const schoolCases: Case[] = [
  ['how many exam results', 'SELECT COUNT(*) FROM exam_results_2025'],
  ['exam results by subject', 'SELECT subject, COUNT(*) FROM exam_results_2025 GROUP BY 1'],
  ['how many exam results with grade A', "SELECT COUNT(*) FROM exam_results_2025 WHERE grade = 'A'"],
  ['how many exam results with grade A+', "SELECT COUNT(*) FROM exam_results_2025 WHERE grade = 'A+'"],
  ['how many rooms are available', "SELECT COUNT(*) FROM rooms WHERE state = 'available'"],
  ['list exam results', 'SELECT * FROM exam_results_2025'],
];
