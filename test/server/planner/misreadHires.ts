// Questions about a bike hire that were once misread, each kind with an example or more, and SQL written by hand.
// Not here: the data (misreadData.ts), asking them (misread.test.ts).
import { type Case, never, orNone } from './misreadCases.ts';

const lines = 'hire_lines JOIN items USING (item_code)';
const noHires = (where: string) => `hire_no NOT IN (SELECT hire_no FROM ${lines} WHERE ${where})`;

export const bikeCases: Case[] = [
  ['hires without Helmet', `SELECT * FROM hires WHERE ${noHires("item_name = 'Helmet'")}`],
  ['how many hires do not have a Helmet', `SELECT COUNT(*) FROM hires WHERE ${noHires("item_name = 'Helmet'")}`],
  ['how many hires have no Helmet', `SELECT COUNT(*) FROM hires WHERE ${noHires("item_name = 'Helmet'")}`],
  ['how many hires have no bikes', `SELECT COUNT(*) FROM hires WHERE ${noHires("category = 'Bikes'")}`],
  [
    'how many shops have no void hires',
    "SELECT COUNT(*) FROM shops WHERE shop_no NOT IN (SELECT shop_no FROM hires WHERE status = 'void')",
  ],
  [
    'how many shops have no mechanic',
    "SELECT COUNT(*) FROM shops WHERE shop_no NOT IN (SELECT shop_no FROM staff WHERE role = 'Mechanic')",
  ],
  [
    'shops without mechanics',
    "SELECT * FROM shops WHERE shop_no NOT IN (SELECT shop_no FROM staff WHERE role = 'Mechanic')",
  ],
  [
    'hires with Helmet but no Lock',
    `SELECT * FROM hires WHERE hire_no IN (SELECT hire_no FROM ${lines} WHERE item_name = 'Helmet') AND ${noHires("item_name = 'Lock'")}`,
  ],
  [
    'number of hires with bikes and gear',
    `SELECT COUNT(*) FROM hires WHERE hire_no IN (SELECT hire_no FROM ${lines} WHERE category = 'Bikes') AND hire_no IN (SELECT hire_no FROM ${lines} WHERE category = 'Gear')`,
  ],
  ['how many staff have left', 'SELECT COUNT(*) FROM staff WHERE left_on IS NOT NULL'],
  ['number of staff with a left date', 'SELECT COUNT(*) FROM staff WHERE left_on IS NOT NULL'],
  ['staff who left', 'SELECT * FROM staff WHERE left_on IS NOT NULL'],
  ['staff who have not left', 'SELECT * FROM staff WHERE left_on IS NULL'],
  ['how many staff are still here', orNone('SELECT COUNT(*) FROM staff WHERE left_on IS NULL')],
  [
    'hires handled by staff who left',
    orNone('SELECT hires.* FROM hires JOIN staff USING (staff_id) WHERE left_on IS NOT NULL'),
  ],
  ['how many hires with at least 4 riders', 'SELECT COUNT(*) FROM hires WHERE riders >= 4'],
  ['how many hires have at least 4 riders', 'SELECT COUNT(*) FROM hires WHERE riders >= 4'],
  ['number of hires with at most 2 riders', 'SELECT COUNT(*) FROM hires WHERE riders <= 2'],
  ['how many hires with at least 3 tip', 'SELECT COUNT(*) FROM hires WHERE tip >= 3'],
  [
    'number of hires with at least 5 riders in Chicago',
    "SELECT COUNT(*) FROM hires JOIN shops USING (shop_no) WHERE riders >= 5 AND city = 'Chicago'",
  ],
  [
    'shops with more than 2 mechanics',
    orNone(
      "SELECT shop_name FROM shops JOIN staff USING (shop_no) WHERE role = 'Mechanic' GROUP BY 1 HAVING COUNT(*) > 2",
    ),
  ],
  [
    'cities with more than 3 mechanics',
    orNone("SELECT city FROM shops JOIN staff USING (shop_no) WHERE role = 'Mechanic' GROUP BY 1 HAVING COUNT(*) > 3"),
  ],
  ['regions with fewer than 2 shops', 'SELECT region, COUNT(*) FROM shops GROUP BY 1 HAVING COUNT(*) < 2'],
  ['which roles have fewer than 10 staff', 'SELECT role, COUNT(*) FROM staff GROUP BY 1 HAVING COUNT(*) < 10'],
  ['regions with 2 shops', orNone('SELECT region FROM shops GROUP BY 1 HAVING COUNT(*) = 2')],
  ['hires with 3 lines', orNone('SELECT hire_no FROM hire_lines GROUP BY 1 HAVING COUNT(*) = 3')],
  ['hires within 7 days', never],
  [
    'total docks of shops with more than 20 hires',
    orNone('SELECT SUM(docks) FROM shops WHERE shop_no IN (SELECT shop_no FROM hires GROUP BY 1 HAVING COUNT(*) > 20)'),
  ],
  [
    'average wage of staff with more than 4 hires',
    orNone(
      'SELECT AVG(hourly_wage) FROM staff WHERE staff_id IN (SELECT staff_id FROM hires GROUP BY 1 HAVING COUNT(*) > 4)',
    ),
  ],
  [
    'web hires in Chicago or desk hires in Austin',
    orNone(
      "SELECT hires.* FROM hires JOIN shops USING (shop_no) WHERE channel = 'web' AND city = 'Chicago' OR channel = 'desk' AND city = 'Austin'",
    ),
  ],
  [
    'which manager has the highest hourly wage',
    "SELECT full_name, hourly_wage FROM staff WHERE role = 'Manager' ORDER BY 2 DESC LIMIT 1",
  ],
  [
    'which mechanic has the lowest hourly wage',
    "SELECT full_name, hourly_wage FROM staff WHERE role = 'Mechanic' ORDER BY 2 LIMIT 1",
  ],
  ['who has the highest hourly wage', 'SELECT full_name, hourly_wage FROM staff ORDER BY 2 DESC LIMIT 1'],
  [
    'managers with hire date, oldest first',
    "SELECT full_name, hired_on FROM staff WHERE role = 'Manager' ORDER BY hired_on",
  ],
  ['staff in alphabetical order', 'SELECT * FROM staff ORDER BY full_name, staff_id'],
  ['staff sorted by name', 'SELECT * FROM staff ORDER BY full_name, staff_id'],
  ['list staff by name', 'SELECT * FROM staff ORDER BY full_name, staff_id'],
  [
    'hires by staff shop',
    orNone(
      'SELECT shop_name, COUNT(*) FROM hires JOIN staff USING (staff_id) JOIN shops ON shops.shop_no = staff.shop_no GROUP BY 1',
    ),
  ],
  // An amount of nothing is none.
  ['hire lines with a note', orNone('SELECT * FROM hire_lines WHERE note IS NOT NULL')],
  ['how many hires have a tip', orNone('SELECT COUNT(*) FROM hires WHERE tip > 0')],
  ['how many hires had a discount', orNone('SELECT COUNT(*) FROM hires WHERE discount > 0')],
  ['how many hires have no discount', orNone('SELECT COUNT(*) FROM hires WHERE discount = 0')],
  ['which shops have no docks', orNone('SELECT * FROM shops WHERE docks = 0')],
  ['what percentage of hires have a tip', orNone('SELECT 100.0 * COUNT(*) FILTER (tip > 0) / COUNT(*) FROM hires')],
  ['average total of hires with a tip', orNone('SELECT AVG(total) FROM hires WHERE tip > 0')],
  ['total without tips', orNone('SELECT SUM(total) FROM hires WHERE tip = 0')],
  // A rate is averaged, an amount is added up.
  ['hourly wage by role', orNone('SELECT role, AVG(hourly_wage) FROM staff GROUP BY 1')],
  ['hourly wage of managers', orNone("SELECT AVG(hourly_wage) FROM staff WHERE role = 'Manager'")],
  ['salary by role', orNone('SELECT role, AVG(hourly_wage) FROM staff GROUP BY 1')],
  [
    'which role has the highest wage',
    orNone('SELECT role, AVG(hourly_wage) FROM staff GROUP BY 1 ORDER BY 2 DESC LIMIT 1'),
  ],
  ['discount by shop', orNone('SELECT shop_name, SUM(discount) FROM hires JOIN shops USING (shop_no) GROUP BY 1')],
  ['how much discount did we give', orNone('SELECT SUM(discount) FROM hires')],
  // The column that is named, and not another of its kind.
  ['average list price by shop', never],
  ['hires opened in May 2025', "SELECT * FROM hires WHERE STRFTIME(opened_at, '%Y-%m') = '2025-05'"],
  [
    'how many hires were opened in May 2025',
    "SELECT COUNT(*) FROM hires WHERE STRFTIME(opened_at, '%Y-%m') = '2025-05'",
  ],
  [
    'number of hires opened in 2024 by shop',
    'SELECT shop_name, COUNT(*) FROM hires JOIN shops USING (shop_no) WHERE YEAR(opened_at) = 2024 GROUP BY 1',
  ],
  ['how many hires per hour of day opened', 'SELECT HOUR(opened_at), COUNT(*) FROM hires GROUP BY 1'],
  // Small words are no columns.
  ['is Chicago Loop in Chicago', never],
  [
    'who works at Boston Common',
    orNone("SELECT staff.* FROM staff JOIN shops USING (shop_no) WHERE shop_name = 'Boston Common'"),
  ],
  [
    'is there a manager at Denver Union',
    orNone(
      "SELECT COUNT(*) > 0 FROM staff JOIN shops USING (shop_no) WHERE role = 'Manager' AND shop_name = 'Denver Union'",
    ),
  ],
  ['is Maria Kim a manager', never],
  ['which channel has the biggest hire', never],
  ['average quantity per hire', never],
  [
    'mechanics or cashiers with wage over 25',
    "SELECT * FROM staff WHERE role IN ('Mechanic', 'Cashier') AND hourly_wage > 25",
  ],
  ['good shops', never],
  ['staff by hirer', never],
  ['staff turnover', never],
  ['docks used by city', never],
  ['shops used in 2024', never],
  ['total hires', orNone('SELECT COUNT(*) FROM hires')],
  ['total tip of staff 7', orNone('SELECT SUM(tip) FROM hires WHERE staff_id = 7')],
  ['is staff 7 a manager', never],
  ['items never hired', orNone('SELECT * FROM items WHERE item_code NOT IN (SELECT item_code FROM hire_lines)')],
  ['staff who left in 2026', 'SELECT * FROM staff WHERE YEAR(left_on) = 2026'],
];
