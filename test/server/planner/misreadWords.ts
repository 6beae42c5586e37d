// Questions whose words are values, states or small words as well, each kind with an example or more, and SQL written by hand.
// Not here: asking them (misread.test.ts), other kinds of misreading (misreadLibrary.ts and its like).
import { asks, type Case, never, orNone, refuses } from './misreadCases.ts';

/** States that are small words, a value spelled like a table, quarters as text, one name for a person, a place and a month. */
export const studio = `
CREATE TABLE teams (team_id INTEGER PRIMARY KEY, name VARCHAR);
CREATE TABLE tasks (task_id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES teams(team_id), state VARCHAR, created_on DATE, points INTEGER, quarter VARCHAR);
CREATE TABLE clients (client_id INTEGER PRIMARY KEY, name VARCHAR, country VARCHAR, birth_date DATE);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, client_id INTEGER REFERENCES clients(client_id), city VARCHAR, ordered_on DATE, amount DECIMAL(8,2));
CREATE TABLE order_lines (line_id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders(order_id), product VARCHAR, category VARCHAR, quantity INTEGER);
CREATE TABLE refunds (refund_id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders(order_id), refunded_on DATE);
INSERT INTO teams VALUES (1, 'Red'), (2, 'Blue'), (3, 'Green');
INSERT INTO tasks SELECT i, i % 3 + 1, ['done', 'live', 'shipped', 'coming', 'all', 'other', 'open'][i % 7 + 1], DATE '2024-01-05' + CAST(i * 7 AS INTEGER), i % 9, 'Q' || (i % 4 + 1) FROM range(1, 91) t(i);
INSERT INTO clients SELECT i, ['May', 'Chicago', 'Anna Holt', 'Carl Reed', 'Emma Stone'][i % 5 + 1] || CASE WHEN i > 5 THEN ' ' || i ELSE '' END, ['US', 'France', 'Japan'][i % 3 + 1], DATE '1980-03-01' + CAST(i * 500 AS INTEGER) FROM range(1, 31) t(i);
INSERT INTO orders SELECT i, i * 7 % 30 + 1, ['Chicago', 'Boston', 'Paris'][i % 3 + 1], DATE '2023-11-01' + CAST(i * 5 AS INTEGER), 20 + i * 13 % 70 FROM range(1, 121) t(i);
INSERT INTO order_lines SELECT i, i * 3 % 120 + 1, ['Lamp', 'Sofa', 'Vase', 'Poster'][i % 4 + 1], ['Light', 'Refunds', 'Decor', 'Decor'][i % 4 + 1], i % 4 + 1 FROM range(1, 241) t(i);
INSERT INTO order_lines VALUES (900, 1, 'Chair - Oak', 'Decor', 1), (901, 2, 'Chair - Pine', 'Decor', 2);
INSERT INTO refunds SELECT i, i * 4, DATE '2024-03-01' + CAST(i * 20 AS INTEGER) FROM range(1, 16) t(i);
`;

export const wordCases: Case[] = [
  // A state is a condition, whatever else its word does in a sentence.
  ['how many done tasks', "SELECT COUNT(*) FROM tasks WHERE state = 'done'"],
  ['how many tasks are done', "SELECT COUNT(*) FROM tasks WHERE state = 'done'"],
  ['total points of done tasks', "SELECT SUM(points) FROM tasks WHERE state = 'done'"],
  [
    'points of done tasks by team',
    "SELECT name, SUM(points) FROM tasks JOIN teams USING (team_id) WHERE state = 'done' GROUP BY 1",
  ],
  ['tasks that have been done', orNone("SELECT * FROM tasks WHERE state = 'done'")],
  ['tasks done in 2024', orNone("SELECT * FROM tasks WHERE state = 'done' AND YEAR(created_on) = 2024")],
  ['number of shipped tasks', "SELECT COUNT(*) FROM tasks WHERE state = 'shipped'"],
  ['how many tasks are live', "SELECT COUNT(*) FROM tasks WHERE state = 'live'"],
  ['how many tasks are coming', "SELECT COUNT(*) FROM tasks WHERE state = 'coming'"],
  ['tasks that are not live', "SELECT * FROM tasks WHERE state <> 'live'"],
  ['who has done the most tasks', never],
  ['how many tasks are all', "SELECT COUNT(*) FROM tasks WHERE state = 'all'"],
  ['how many all tasks', asks],
  ['show all tasks', asks],
  ['how many tasks are there', 'SELECT COUNT(*) FROM tasks'],
  // A country in capitals is no pronoun.
  ['how many clients are from the US', "SELECT COUNT(*) FROM clients WHERE country = 'US'"],
  ['clients in us', "SELECT * FROM clients WHERE country = 'US'"],
  ['show us the teams', 'SELECT * FROM teams'],
  ['how many teams are in the US', never],
  ['tasks from IT', refuses],
  // What the rows of an entity did is no matter of their own date.
  [
    'number of clients who bought in 2024',
    'SELECT COUNT(DISTINCT client_id) FROM orders WHERE year(ordered_on) = 2024',
  ],
  ['how many clients did we have in 2024', never],
  ['how many clients were there in 1990', never],
  ['how many clients were seen in 1990', never],
  ['clients who listened in 1990', refuses],
  ['clients born in 1990', orNone('SELECT * FROM clients WHERE YEAR(birth_date) = 1990')],
  [
    'how many clients ordered in 2024',
    'SELECT COUNT(*) FROM clients WHERE client_id IN (SELECT client_id FROM orders WHERE YEAR(ordered_on) = 2024)',
  ],
  ['how many clients were born in 1990', orNone('SELECT COUNT(*) FROM clients WHERE YEAR(birth_date) = 1990')],
  // One of two finer tables is above the other: a line of an order of that time.
  [
    'how many clients ordered Decor in 2024',
    orNone(
      "SELECT COUNT(*) FROM clients WHERE client_id IN (SELECT client_id FROM orders JOIN order_lines USING (order_id) WHERE YEAR(ordered_on) = 2024 AND category = 'Decor')",
    ),
  ],
  // A table before a value that is spelled like it.
  ['how many orders have refunds', 'SELECT COUNT(*) FROM orders WHERE order_id IN (SELECT order_id FROM refunds)'],
  ['order lines in category Refunds', "SELECT * FROM order_lines WHERE category = 'Refunds'"],
  // A column that is named with a value of its own, and no time.
  ['how many tasks in quarter Q1', "SELECT COUNT(*) FROM tasks WHERE quarter = 'Q1'"],
  ['tasks where quarter is Q2', "SELECT * FROM tasks WHERE quarter = 'Q2'"],
  [
    'how many tasks in Q1 2025',
    "SELECT COUNT(*) FROM tasks WHERE created_on >= '2025-01-01' AND created_on < '2025-04-01'",
  ],
  // What is said twice is not said once.
  [
    'orders by Chicago in Chicago',
    orNone("SELECT orders.* FROM orders JOIN clients USING (client_id) WHERE city = 'Chicago' AND name = 'Chicago'"),
  ],
  ['orders of May', never],
  ['orders in May', "SELECT * FROM orders WHERE ordered_on >= '2026-05-01' AND ordered_on < '2026-06-01'"],
  // What there is to ask about, and what the data cannot tell.
  ['what tables are there', asks],
  ['what is in the data', asks],
  ['what columns do orders have', asks],
  ['describe orders', asks],
  ['why did the amount fall', refuses],
  // A word that begins several values is offered as all of them.
  ['how many chairs', asks],
  // "come from" is no end that is missing.
  ['how many different countries do clients come from', 'SELECT COUNT(DISTINCT country) FROM clients'],
  ['how many clients are from', refuses],
];
