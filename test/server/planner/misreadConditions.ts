// Questions whose conditions were once put in the wrong place: denied things, totals, places, opposites. With the data they are of.
// Not here: asking them (misread.test.ts), questions misread otherwise (misreadLibrary.ts and its like).
import { asks, type Case, never } from './misreadCases.ts';

/** A place that both a complaint and who made it have, amounts on both sides, values that are adjectives. */
export const town = `
CREATE TABLE wards (ward_id INTEGER PRIMARY KEY, name VARCHAR, staff INTEGER);
CREATE TABLE citizens (citizen_id INTEGER PRIMARY KEY, full_name VARCHAR, ward_id INTEGER REFERENCES wards(ward_id), email VARCHAR, birth_year INTEGER, is_retired BOOLEAN);
CREATE TABLE complaints (complaint_id INTEGER PRIMARY KEY, citizen_id INTEGER REFERENCES citizens(citizen_id), ward_id INTEGER REFERENCES wards(ward_id), received_on DATE, status VARCHAR, priority VARCHAR, channel VARCHAR, satisfaction INTEGER, cost DECIMAL(10,2));
CREATE TABLE repairs (repair_id INTEGER PRIMARY KEY, ward_id INTEGER REFERENCES wards(ward_id), firm VARCHAR, begun_on DATE, budget DECIMAL(12,2), is_urgent BOOLEAN);
INSERT INTO wards VALUES (1, 'Harbor', 80), (2, 'Old Town', 130), (3, 'Northgate', 160), (4, 'Mill End', 20), (5, 'Sandhill', 5);
INSERT INTO citizens SELECT i, ['Anna', 'Ben', 'Clara', 'Hugo'][i % 4 + 1] || ' ' || ['Khan', 'Lewis', 'Foster'][i % 3 + 1] || ' ' || i, i % 4 + 1, CASE WHEN i % 5 = 0 THEN NULL ELSE 'c' || i || CASE WHEN i % 3 = 0 THEN '@post.example' ELSE '@mail.example' END END, 1940 + i * 17 % 60, i % 3 = 0 FROM range(1, 61) t(i);
INSERT INTO complaints SELECT i, i * 7 % 41 + 1, i * 5 % 3 + 1 + CASE WHEN i % 13 = 0 THEN 1 ELSE 0 END, DATE '2023-02-01' + CAST(i * 5 AS INTEGER), ['Open', 'Closed', 'Closed', 'Rejected'][i * 3 % 4 + 1], ['Low', 'High', 'Urgent', 'Normal', 'Normal'][i % 5 + 1], ['Phone', 'Web', 'Mobile App'][i * 2 % 3 + 1], i % 5 + 1, 100 + i * 37 % 900 FROM range(1, 151) t(i);
INSERT INTO repairs SELECT i, i % 4 + 1, ['Arden', 'Bolt', 'Corvin'][i % 3 + 1], DATE '2023-01-10' + CAST(i * 20 AS INTEGER), 8000 + i * 977 % 90000, i % 4 = 1 FROM range(1, 41) t(i);
`;

const none = (where: string) => `NOT IN (SELECT ward_id FROM complaints WHERE ${where})`;

export const townCases: Case[] = [
  // What is denied is denied with everything that is said of it.
  [
    'wards without open urgent complaints',
    `SELECT * FROM wards WHERE ward_id ${none("status = 'Open' AND priority = 'Urgent'")}`,
  ],
  [
    'wards without urgent complaints by phone',
    `SELECT * FROM wards WHERE ward_id ${none("channel = 'Phone' AND priority = 'Urgent'")}`,
  ],
  [
    'how many citizens have no high priority open complaints',
    "SELECT COUNT(*) FROM citizens WHERE citizen_id NOT IN (SELECT citizen_id FROM complaints WHERE priority = 'High' AND status = 'Open')",
  ],
  [
    'citizens without urgent complaints in 2024',
    "SELECT * FROM citizens WHERE citizen_id NOT IN (SELECT citizen_id FROM complaints WHERE priority = 'Urgent' AND year(received_on) = 2024)",
  ],
  [
    'wards without urgent complaints with cost over 900',
    `SELECT * FROM wards WHERE ward_id ${none("priority = 'Urgent' AND cost > 900")}`,
  ],
  [
    'citizens with open complaints but no urgent complaints',
    "SELECT * FROM citizens WHERE citizen_id IN (SELECT citizen_id FROM complaints WHERE status = 'Open') AND citizen_id NOT IN (SELECT citizen_id FROM complaints WHERE priority = 'Urgent')",
  ],
  [
    'citizens without urgent complaints and without open complaints',
    "SELECT * FROM citizens WHERE citizen_id NOT IN (SELECT citizen_id FROM complaints WHERE priority = 'Urgent' OR status = 'Open')",
  ],
  ['citizens without open and urgent complaints', never],
  ['wards with more than 5 complaints without urgent complaints', never],
  ['wards with complaints that are not urgent', asks],
  [
    'wards with non-urgent complaints',
    "SELECT * FROM wards WHERE ward_id IN (SELECT ward_id FROM complaints WHERE priority <> 'Urgent')",
  ],
  // A limit on totals is one on those of each, and never on a number of the row.
  [
    'wards where the average cost of complaints is over 540',
    'SELECT name, AVG(cost) FROM complaints JOIN wards USING (ward_id) GROUP BY 1 HAVING AVG(cost) > 540',
  ],
  [
    'wards with total cost of complaints over 20000',
    'SELECT name, SUM(cost) FROM complaints JOIN wards USING (ward_id) GROUP BY 1 HAVING SUM(cost) > 20000',
  ],
  [
    'wards where the total budget of repairs is above 400 thousand',
    'SELECT name, SUM(budget) FROM repairs JOIN wards USING (ward_id) GROUP BY 1 HAVING SUM(budget) > 400000',
  ],
  [
    'wards where the number of complaints is above 40',
    'SELECT name, COUNT(*) FROM complaints JOIN wards USING (ward_id) GROUP BY 1 HAVING COUNT(*) > 40',
  ],
  // Two sides joined are no condition, and what is taken from another is not left out of it.
  ['number of urgent and non-urgent complaints', never],
  ['number of retired and not retired citizens', never],
  ['number of citizens with and without email', never],
  ['number of citizens with email and without email', never],
  ['closed minus open complaints by ward', never],
  ['total cost minus rejected', never],
  // How high an amount is, is no value of another column.
  ['high satisfaction complaints', never],
  ['high cost complaints', never],
  ['low cost by ward', never],
  ['total cost of high priority complaints', "SELECT SUM(cost) FROM complaints WHERE priority = 'High'"],
  // Those behind "by" that are limited themselves limit what is counted.
  [
    'number of complaints by citizens born before 1960',
    'SELECT COUNT(*) FROM complaints JOIN citizens USING (citizen_id) WHERE birth_year < 1960',
  ],
  [
    'total cost of complaints by citizens without email',
    'SELECT SUM(cost) FROM complaints JOIN citizens USING (citizen_id) WHERE email IS NULL',
  ],
  ['total budget of repairs by wards with more than 100 staff', asks],
  [
    'number of complaints by citizen born before 1960',
    'SELECT full_name, COUNT(*) FROM complaints JOIN citizens USING (citizen_id) WHERE birth_year < 1960 GROUP BY 1',
  ],
  [
    'number of complaints by citizens in 2024',
    'SELECT full_name, COUNT(*) FROM complaints JOIN citizens USING (citizen_id) WHERE year(received_on) = 2024 GROUP BY 1',
  ],
  [
    'number of complaints by wards with more than 40 complaints',
    'SELECT name, COUNT(*) FROM complaints JOIN wards USING (ward_id) GROUP BY 1 HAVING COUNT(*) > 40',
  ],
  // Whose the place is.
  ['how many complaints came from citizens of Old Town', never],
  ['number of complaints by citizens of Harbor', never],
  ['citizens without complaints in Harbor', asks],
  ['citizens of Harbor', 'SELECT * FROM citizens WHERE ward_id = 1'],
  ['number of complaints in Harbor', 'SELECT COUNT(*) FROM complaints WHERE ward_id = 1'],
  // Who is named first is listed.
  ['firms with repairs in Harbor', never],
  // Numbers joined by "or", adjectives that speak of one column, how something is now, what was never done.
  ['number of complaints with satisfaction 1 or 2', 'SELECT COUNT(*) FROM complaints WHERE satisfaction IN (1, 2)'],
  ['complaints more expensive than 900', 'SELECT * FROM complaints WHERE cost > 900'],
  ['repairs longer than 30', never],
  ['citizens older than 60', never],
  ['how many complaints are still open', "SELECT COUNT(*) FROM complaints WHERE status = 'Open'"],
  ['how many complaints are open right now', "SELECT COUNT(*) FROM complaints WHERE status = 'Open'"],
  ['complaints not by phone', "SELECT * FROM complaints WHERE channel <> 'Phone'"],
  ['number of complaints via mobile app', "SELECT COUNT(*) FROM complaints WHERE channel = 'Mobile App'"],
  [
    'citizens who have not made any complaints',
    'SELECT * FROM citizens WHERE citizen_id NOT IN (SELECT citizen_id FROM complaints)',
  ],
  ['how many complaints were rejected in 2024', asks],
  ['citizens whose email ends with post.example', "SELECT * FROM citizens WHERE email LIKE '%post.example'"],
];
