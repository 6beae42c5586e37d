// Questions with words for what became of rows, which dates are called after, and values that are words of the language as well.
// Not here: asking them (misread.test.ts), states that are small words (misreadWords.ts).
import { asks, type Case, orNone, refuses } from './misreadCases.ts';

/** A day on which a ticket is closed beside the day it was opened, jobs with one day each, brands and languages spelled like words. */
export const workshop = `
CREATE TABLE crews (id INTEGER PRIMARY KEY, name VARCHAR, office VARCHAR);
CREATE TABLE fitters (id INTEGER PRIMARY KEY, full_name VARCHAR, crew_id INTEGER REFERENCES crews(id), wage INTEGER, hired_on DATE);
CREATE TABLE engines (id INTEGER PRIMARY KEY, name VARCHAR, brand VARCHAR, language VARCHAR, power INTEGER);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, engine_id INTEGER REFERENCES engines(id), fitter_id INTEGER REFERENCES fitters(id), priority VARCHAR, status VARCHAR, opened_on DATE, closed_on DATE, points INTEGER);
CREATE TABLE trials (id INTEGER PRIMARY KEY, engine_id INTEGER REFERENCES engines(id), started_at TIMESTAMP, outcome VARCHAR, cost INTEGER);
INSERT INTO crews VALUES (1, 'Paint', 'Berlin'), (2, 'Body', 'Lisbon'), (3, 'Diesel', 'Berlin');
INSERT INTO fitters SELECT i, ['Ada', 'Bruno', 'Chen', 'Dalia'][i % 4 + 1] || ' ' || ['Novak', 'Silva', 'Okafor'][i % 3 + 1], i % 3 + 1, 2000 + i * 37 % 900, DATE '2018-01-01' + CAST(i * 90 AS INTEGER) FROM range(1, 13) t(i);
INSERT INTO engines SELECT i, 'E-' || (100 + i), ['Total', 'Bosch', 'Bar', 'Shell'][i % 4 + 1], ['Go', 'Rust', 'Python'][i % 3 + 1], 50 + i * 13 % 90 FROM range(1, 21) t(i);
INSERT INTO tickets SELECT i, i * 7 % 20 + 1, i * 5 % 12 + 1, ['low', 'high', 'critical'][i % 3 + 1], CASE WHEN i % 10 < 6 THEN 'closed' WHEN i % 10 < 8 THEN 'open' ELSE 'blocked' END, DATE '2023-02-01' + CAST(i * 4 AS INTEGER), NULL, i % 7 FROM range(1, 181) t(i);
UPDATE tickets SET closed_on = opened_on + CAST(20 + id % 40 AS INTEGER) WHERE status = 'closed';
INSERT INTO trials SELECT i, i * 3 % 20 + 1, TIMESTAMP '2024-01-02 08:00:00' + INTERVAL (i * 2) DAY, CASE WHEN i % 8 < 5 THEN 'passed' WHEN i % 8 < 7 THEN 'failed' ELSE 'cancelled' END, 5 + i * 11 % 60 FROM range(1, 241) t(i);
`;

const closed = "status = 'closed' AND year(closed_on) = 2024";

export const stateCases: Case[] = [
  // What rows came to tells when, where a day is called after it.
  [
    'tickets closed by month in 2024',
    `SELECT date_trunc('month', closed_on), COUNT(*) FROM tickets WHERE ${closed} GROUP BY 1`,
  ],
  ['tickets closed by priority in 2024', `SELECT priority, COUNT(*) FROM tickets WHERE ${closed} GROUP BY 1`],
  [
    'which fitter closed the most tickets in 2024',
    `SELECT full_name, COUNT(*) FROM tickets t JOIN fitters f ON f.id = t.fitter_id WHERE ${closed} GROUP BY 1 QUALIFY rank() OVER (ORDER BY COUNT(*) DESC) = 1`,
  ],
  [
    'tickets closed by Ada Novak in 2024',
    `SELECT t.* FROM tickets t JOIN fitters f ON f.id = t.fitter_id WHERE full_name = 'Ada Novak' AND ${closed}`,
  ],
  ['how many tickets were closed in 2024', 'SELECT COUNT(*) FROM tickets WHERE year(closed_on) = 2024'],
  [
    'fitters who closed tickets in 2024',
    `SELECT * FROM fitters WHERE id IN (SELECT fitter_id FROM tickets WHERE ${closed})`,
  ],
  ['fitters with closed tickets in 2024', asks],
  ['closed critical tickets last month', asks],
  ['closed tickets per month in 2024', asks],
  ['how many tickets in 2024 are closed', asks],
  ['tickets opened and closed per month', refuses],
  ['closed and opened tickets per month', refuses],
  ['tickets that were not closed in 2024', 'SELECT * FROM tickets WHERE closed_on IS NULL OR year(closed_on) <> 2024'],
  [
    'tickets opened in 2024 that are closed',
    "SELECT * FROM tickets WHERE status = 'closed' AND year(opened_on) = 2024",
  ],
  // Events of one day ended as they did on that day.
  [
    'how many trials failed in May 2024',
    "SELECT COUNT(*) FROM trials WHERE outcome = 'failed' AND started_at >= '2024-05-01' AND started_at < '2024-06-01'",
  ],
  [
    'did any trials fail on 2024-01-14',
    "SELECT * FROM trials WHERE outcome = 'failed' AND CAST(started_at AS DATE) = '2024-01-14'",
  ],
  [
    'how many trials did not pass in 2024',
    "SELECT COUNT(*) FROM trials WHERE outcome <> 'passed' AND year(started_at) = 2024",
  ],
  // A word of the language that is written as a name is the name.
  ['how many engines use Go', "SELECT COUNT(*) FROM engines WHERE language = 'Go'"],
  ['how many Total engines', "SELECT COUNT(*) FROM engines WHERE brand = 'Total'"],
  ['average power of Total', orNone("SELECT AVG(power) FROM engines WHERE brand = 'Total'")],
  ['how many Bar engines', "SELECT COUNT(*) FROM engines WHERE brand = 'Bar'"],
  ['Go engines', asks],
  ['engines that use go', asks],
  ['total power by brand', 'SELECT brand, SUM(power) FROM engines GROUP BY 1'],
  ['bar chart of engines by brand', 'SELECT brand, COUNT(*) FROM engines GROUP BY 1'],
  // Whoever is asked for is one of the people.
  ['who is on the Paint crew', "SELECT f.* FROM fitters f JOIN crews c ON c.id = f.crew_id WHERE c.name = 'Paint'"],
  ['who is in the Berlin office', asks],
  // The most of those that are so.
  [
    'fitter with most closed tickets',
    "SELECT full_name, COUNT(*) FROM tickets t JOIN fitters f ON f.id = t.fitter_id WHERE status = 'closed' GROUP BY 1 QUALIFY rank() OVER (ORDER BY COUNT(*) DESC) = 1",
  ],
  [
    'who has the most closed tickets',
    "SELECT full_name, COUNT(*) FROM tickets t JOIN fitters f ON f.id = t.fitter_id WHERE status = 'closed' GROUP BY 1 QUALIFY rank() OVER (ORDER BY COUNT(*) DESC) = 1",
  ],
  [
    'which month had the most failed trials',
    "SELECT date_trunc('month', started_at), COUNT(*) FROM trials WHERE outcome = 'failed' GROUP BY 1 QUALIFY rank() OVER (ORDER BY COUNT(*) DESC) = 1",
  ],
];
