// Writes the sample workspace: a few .sql files to ask about, over the tables of the sample data.
// Not here: the sample data itself, which the server makes.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const files: Record<string, string> = {
  'revenue_by_region.sql': `-- Revenue by region, all years.
-- Select the statement, then run "Trellis: Ask About Selection" and type "run this".
SELECT o.region, SUM(i.revenue) AS revenue, COUNT(DISTINCT o.order_id) AS orders
FROM orders AS o
JOIN order_items AS i ON i.order_id = o.order_id
GROUP BY o.region
ORDER BY revenue DESC;
`,
  'orders_by_month.sql': `-- Orders by month and channel, the last twelve months.
SELECT date_trunc('month', order_date) AS month, channel, COUNT(*) AS orders
FROM orders
WHERE order_date >= current_date - INTERVAL 12 MONTH
GROUP BY month, channel
ORDER BY month, channel;
`,
  'top_customers.sql': `-- The ten customers with the most revenue.
SELECT c.name, c.segment, c.country, SUM(i.revenue) AS revenue
FROM customers AS c
JOIN orders AS o ON o.customer_id = c.customer_id
JOIN order_items AS i ON i.order_id = o.order_id
GROUP BY c.customer_id, c.name, c.segment, c.country
ORDER BY revenue DESC
LIMIT 10;
`,
  'products.sql': `-- Units and revenue by product category.
SELECT p.category, SUM(i.quantity) AS units, SUM(i.revenue) AS revenue
FROM products AS p
JOIN order_items AS i ON i.product_id = p.product_id
GROUP BY p.category
ORDER BY revenue DESC;
`,
  'projects.sql': `-- Projects that have spent more than their budget.
SELECT name, department, status, budget, spent, spent - budget AS over_budget
FROM projects
WHERE spent > budget
ORDER BY over_budget DESC;
`,
};

/** Writes what is missing and leaves what is there, so a person's own changes stay; returns the folder. */
export function writeSampleWorkspace(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (!existsSync(file)) writeFileSync(file, text);
  }
  return folder;
}
