// Makes the small workspace that the VS Code tests open: .sql files about the sample data.
// Not here: the workspace of `npm start` (scripts/start/workspace.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const revenueSql = `SELECT o.region, SUM(i.revenue) AS revenue
FROM orders o
JOIN order_items i ON i.order_id = o.order_id
GROUP BY o.region
ORDER BY revenue DESC;
`;

/** The text of `counts.sql`; its two statements lie on lines 1 and 3. */
export const countsSql = `SELECT COUNT(*) AS orders FROM orders;

SELECT segment, COUNT(*) AS customers FROM customers GROUP BY segment;
`;

/** Writes the files into the folder, made when missing; returns the folder. */
export function makeWorkspace(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'revenue.sql'), revenueSql);
  writeFileSync(path.join(folder, 'counts.sql'), countsSql);
  return folder;
}
