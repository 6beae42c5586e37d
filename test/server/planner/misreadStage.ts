// Conditions that were once misread: exceptions, denials of rows of another table, only and all, two periods, numbers in every
// form. With the data they are asked of, and SQL written by hand. Not here: asking them (misread.test.ts).
import { asks, type Case, never, orNone, refuses } from './misreadCases.ts';

/** Artists without concerts, with only cancelled ones, with some of each; a model year that is a text; a manager in the same table. */
export const stage = `
CREATE TABLE artists (artist_id INTEGER PRIMARY KEY, artist_name VARCHAR, country VARCHAR, signed_on DATE);
CREATE TABLE concerts (concert_id INTEGER PRIMARY KEY, artist_id INTEGER REFERENCES artists(artist_id), city VARCHAR, held_on DATE, status VARCHAR, tickets INTEGER, was_filmed BOOLEAN);
CREATE TABLE crew (crew_id INTEGER PRIMARY KEY, full_name VARCHAR, manager_id INTEGER);
CREATE TABLE gear (gear_id INTEGER PRIMARY KEY, gear_name VARCHAR, model_year VARCHAR);
CREATE TABLE gear_uses (gear_use_id INTEGER PRIMARY KEY, concert_id INTEGER REFERENCES concerts(concert_id), gear_id INTEGER REFERENCES gear(gear_id), hours INTEGER);
CREATE TABLE tasks (task_id INTEGER PRIMARY KEY, title VARCHAR, owner VARCHAR, created_on DATE, closed_on DATE);
INSERT INTO artists VALUES (1, 'Blue Mayor', 'Norway', '2022-01-05'), (2, 'Grey Fox', 'Norway', '2023-02-05'), (3, 'Old Harbour', 'Chile', '2023-03-05'), (4, 'Red Lanterns', 'Chile', '2025-04-05'), (5, 'Slow Train', 'Japan', '2025-05-05');
INSERT INTO concerts SELECT i, CASE WHEN i % 4 = 0 THEN 1 ELSE i % 4 END, ['Paris', 'London', 'Oslo'][i % 3 + 1], DATE '2024-01-10' + CAST(i * 17 AS INTEGER), CASE WHEN i % 4 = 3 THEN 'cancelled' ELSE ['played', 'cancelled', 'sold out'][i % 5 % 3 + 1] END, i * 100, i % 2 = 0 FROM range(1, 41) t(i);
UPDATE concerts SET city = 'Paris', held_on = DATE '2024-05-05' WHERE artist_id = 2;
INSERT INTO crew VALUES (1, 'Ann Ray', NULL), (2, 'Bob Low', 1), (3, 'Cid Mo', 1), (4, 'Dee Fox', 2);
INSERT INTO gear VALUES (1, 'Amp', '2023'), (2, 'Drum', '2024'), (3, 'Lamp', '2024'), (4, 'Rig', '2025');
INSERT INTO gear_uses SELECT i, i % 40 + 1, i % 3 + 1, i % 6 FROM range(1, 81) t(i);
INSERT INTO tasks SELECT i, ['Fix', 'Move', 'Buy'][i % 3 + 1] || ' ' || i, ['Ann', 'Bob', 'Cid'][i % 3 + 1], DATE '2023-10-05' + CAST(i * 9 AS INTEGER), CASE WHEN i % 3 = 0 THEN NULL ELSE DATE '2023-11-20' + CAST(i * 9 AS INTEGER) END FROM range(1, 61) t(i);
`;

const having = (condition: string) => `artist_id IN (SELECT artist_id FROM concerts WHERE ${condition})`;
const without = (condition: string) => `artist_id NOT IN (SELECT artist_id FROM concerts WHERE ${condition})`;
const onlyCancelled = `${having("status = 'cancelled'")} AND ${without("status <> 'cancelled'")}`;

export const stageCases: Case[] = [
  // "but" in front of a value leaves it out.
  ['all concerts but cancelled', "SELECT * FROM concerts WHERE status <> 'cancelled'"],
  ['everything but cancelled concerts', orNone("SELECT * FROM concerts WHERE status <> 'cancelled'")],
  ['total tickets of all concerts but Paris', "SELECT SUM(tickets) FROM concerts WHERE city <> 'Paris'"],
  ['tickets by city but Paris', "SELECT city, SUM(tickets) FROM concerts WHERE city <> 'Paris' GROUP BY 1"],
  ['tasks of everyone but Ann', "SELECT * FROM tasks WHERE owner <> 'Ann'"],
  ['all concerts but not cancelled', "SELECT * FROM concerts WHERE status <> 'cancelled'"],
  ['Paris concerts but cancelled', never],
  // What is denied of rows of another table.
  [
    'how many artists have concerts that are not cancelled',
    `SELECT COUNT(*) FROM artists WHERE ${having("status <> 'cancelled'")}`,
  ],
  ['artists with non-cancelled concerts', `SELECT * FROM artists WHERE ${having("status <> 'cancelled'")}`],
  ['artists with concerts other than cancelled', `SELECT * FROM artists WHERE ${having("status <> 'cancelled'")}`],
  ['artists with concerts not in Paris', `SELECT * FROM artists WHERE ${having("city <> 'Paris'")}`],
  ['artists with no concerts not cancelled', `SELECT * FROM artists WHERE ${without("status <> 'cancelled'")}`],
  ['artists without cancelled concerts', `SELECT * FROM artists WHERE ${without("status = 'cancelled'")}`],
  ['artists that have no cancelled concerts', `SELECT * FROM artists WHERE ${without("status = 'cancelled'")}`],
  ['artists whose concerts are not cancelled', asks],
  // Only and all: such rows, and no others.
  ['artists with only cancelled concerts', `SELECT * FROM artists WHERE ${onlyCancelled}`],
  ['artists with all concerts cancelled', `SELECT * FROM artists WHERE ${onlyCancelled}`],
  ['artists whose concerts are all cancelled', `SELECT * FROM artists WHERE ${onlyCancelled}`],
  [
    'how many artists have concerts only in Paris',
    `SELECT COUNT(*) FROM artists WHERE ${having("city = 'Paris'")} AND ${without("city <> 'Paris'")}`,
  ],
  ['show only artists with cancelled concerts', `SELECT * FROM artists WHERE ${having("status = 'cancelled'")}`],
  ['artists where every concert is cancelled', orNone(`SELECT * FROM artists WHERE ${onlyCancelled}`)],
  ['artists with only cancelled concerts in 2024', never],
  ['are all concerts over 500', never],
  // Two periods of rows of another table.
  [
    'artists with concerts in 2024 but not in 2025',
    `SELECT * FROM artists WHERE ${having('YEAR(held_on) = 2024')} AND ${without('YEAR(held_on) = 2025')}`,
  ],
  ['artists with concerts in 2024 and in 2025', asks],
  ['artists with concerts in 2024 or 2025', `SELECT * FROM artists WHERE ${having('YEAR(held_on) IN (2024, 2025)')}`],
  ['artists with concerts not in 2025', orNone(`SELECT * FROM artists WHERE ${having('YEAR(held_on) <> 2025')}`)],
  ['artists without concerts in 2025', `SELECT * FROM artists WHERE ${without('YEAR(held_on) = 2025')}`],
  // Of what rows share, some may have none and others some.
  ['which countries have no concerts', never],
  ['how many countries have no concerts', never],
  // A row of the same table.
  ['crew whose manager is Ann Ray', never],
  ['who is the manager of Bob Low', never],
  // A year is a time where there is a date.
  [
    'how many concerts were cancelled in 2024',
    orNone("SELECT COUNT(*) FROM concerts WHERE status = 'cancelled' AND YEAR(held_on) = 2024"),
  ],
  ['cancelled concerts in 2024', orNone("SELECT * FROM concerts WHERE status = 'cancelled' AND YEAR(held_on) = 2024")],
  // What has not happened, and not in a time.
  ['tasks not closed', 'SELECT * FROM tasks WHERE closed_on IS NULL'],
  [
    'how many tasks were not closed in 2024',
    'SELECT COUNT(*) FROM tasks WHERE closed_on IS NULL OR YEAR(closed_on) <> 2024',
  ],
  ['tasks not closed by owner', 'SELECT owner, COUNT(*) FROM tasks WHERE closed_on IS NULL GROUP BY 1'],
  // What a name holds ends where the sentence goes on.
  ['artists whose name contains ay but not Ann', refuses],
  ['artists whose name ends with y or w', refuses],
  [
    'artists whose name contains ay and country is Norway',
    orNone("SELECT * FROM artists WHERE artist_name ILIKE '%ay%' AND country = 'Norway'"),
  ],
  // Numbers.
  ['concerts with 1000 tickets', 'SELECT * FROM concerts WHERE tickets = 1000'],
  ['concerts with tickets not 1000', 'SELECT * FROM concerts WHERE tickets <> 1000'],
  ['concerts with tickets not over 300', 'SELECT * FROM concerts WHERE tickets <= 300'],
  ['concerts not between 1000 and 2000 tickets', 'SELECT * FROM concerts WHERE tickets NOT BETWEEN 1000 AND 2000'],
  ['concerts with more than a hundred tickets', 'SELECT * FROM concerts WHERE tickets > 100'],
  ['concerts with under 200 or over 3900 tickets', 'SELECT * FROM concerts WHERE tickets < 200 OR tickets > 3900'],
  ['concerts with tickets under 200 or over 3900', 'SELECT * FROM concerts WHERE tickets < 200 OR tickets > 3900'],
  ['gear uses with hours 3 or 5', 'SELECT * FROM gear_uses WHERE hours IN (3, 5)'],
  // A column behind "with" is there, or is shown.
  ['crew with manager', asks],
  [
    'artists with 3 concerts',
    orNone('SELECT artist_name, COUNT(*) FROM artists JOIN concerts USING (artist_id) GROUP BY 1 HAVING COUNT(*) = 3'),
  ],
  // What cannot be of one row, or of those that are asked about.
  ['artists with concerts in 2024 and concerts in 2025', never],
  ['artists with no concerts in 2024 but concerts in 2025', never],
  ['artists with no concerts but cancelled ones', orNone(`SELECT * FROM artists WHERE ${onlyCancelled}`)],
  ['artists with every concert filmed', never],
  ['artists with all concerts over 500 tickets', never],
  // Without its end.
  ['concerts where city is', refuses],
];
