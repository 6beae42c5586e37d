// Questions about a library that were once misread, each kind with an example or more, and SQL written by hand.
// Not here: the data (misreadData.ts), asking them (misread.test.ts).
import { type Case, never, orNone, refuses } from './misreadCases.ts';

const loans = 'loans JOIN titles USING (title_id) JOIN members USING (member_id)';
const fines = 'fines JOIN loans USING (loan_id) JOIN members USING (member_id)';

export const readerCases: Case[] = [
  // Without a value of a child table: there is none, and not: there is one that has another.
  [
    'how many authors have no Crime titles',
    "SELECT COUNT(*) FROM authors WHERE author_id NOT IN (SELECT author_id FROM titles WHERE genre = 'Crime')",
  ],
  [
    'branches without students',
    "SELECT * FROM branches WHERE branch_id NOT IN (SELECT branch_id FROM members WHERE membership_type = 'Student')",
  ],
  [
    'how many members have no damage fines',
    orNone(
      `SELECT COUNT(*) FROM members WHERE member_id NOT IN (SELECT member_id FROM ${fines} WHERE reason = 'damage')`,
    ),
  ],
  [
    'members with no Crime loans',
    orNone(`SELECT * FROM members WHERE member_id NOT IN (SELECT member_id FROM ${loans} WHERE genre = 'Crime')`),
  ],
  ['how many titles have no loans', 'SELECT COUNT(*) FROM titles WHERE title_id NOT IN (SELECT title_id FROM loans)'],
  // What has happened, said with a day that is empty until then.
  ['how many fines are paid', orNone('SELECT COUNT(*) FROM fines WHERE paid_on IS NOT NULL')],
  ['how many fines have been paid', orNone('SELECT COUNT(*) FROM fines WHERE paid_on IS NOT NULL')],
  ['paid fines', orNone('SELECT * FROM fines WHERE paid_on IS NOT NULL')],
  ['total amount of paid fines', orNone('SELECT SUM(amount) FROM fines WHERE paid_on IS NOT NULL')],
  ['average amount of paid fines', orNone('SELECT AVG(amount) FROM fines WHERE paid_on IS NOT NULL')],
  ['how many fines are not paid', 'SELECT COUNT(*) FROM fines WHERE paid_on IS NULL'],
  ['how many loans have been returned', 'SELECT COUNT(*) FROM loans WHERE returned_on IS NOT NULL'],
  ['number of loans returned', 'SELECT COUNT(*) FROM loans WHERE returned_on IS NOT NULL'],
  ['loans returned by genre', `SELECT genre, COUNT(*) FROM ${loans} WHERE returned_on IS NOT NULL GROUP BY genre`],
  ['loans already returned', orNone('SELECT * FROM loans WHERE returned_on IS NOT NULL')],
  ['how many loans are not returned', 'SELECT COUNT(*) FROM loans WHERE returned_on IS NULL'],
  // How many of a child table.
  [
    'how many members have at least 4 loans',
    'SELECT COUNT(*) FROM (SELECT member_id FROM loans GROUP BY 1 HAVING COUNT(*) >= 4)',
  ],
  ['members with at least 4 loans', 'SELECT member_id, COUNT(*) FROM loans GROUP BY 1 HAVING COUNT(*) >= 4'],
  ['members with 3 loans', orNone('SELECT member_id, COUNT(*) FROM loans GROUP BY 1 HAVING COUNT(*) = 3')],
  [
    'branches with more than 2 students',
    orNone(
      "SELECT branch_name FROM branches JOIN members USING (branch_id) WHERE membership_type = 'Student' GROUP BY 1 HAVING COUNT(*) > 2",
    ),
  ],
  [
    'which branches have 8 members',
    orNone('SELECT branch_name FROM branches JOIN members USING (branch_id) GROUP BY 1 HAVING COUNT(*) = 8'),
  ],
  ['genres with fewer than 10 titles', 'SELECT genre, COUNT(*) FROM titles GROUP BY 1 HAVING COUNT(*) < 10'],
  ['districts with fewer than 3 branches', 'SELECT district, COUNT(*) FROM branches GROUP BY 1 HAVING COUNT(*) < 3'],
  ['genres with 10 titles', orNone('SELECT genre FROM titles GROUP BY 1 HAVING COUNT(*) = 10')],
  [
    'authors with more than 1 Crime titles',
    orNone(
      "SELECT author_name FROM authors JOIN titles USING (author_id) WHERE genre = 'Crime' GROUP BY author_id, 1 HAVING COUNT(*) > 1",
    ),
  ],
  [
    'genres with more than 3 Polish titles',
    orNone("SELECT genre FROM titles WHERE language = 'Polish' GROUP BY 1 HAVING COUNT(*) > 3"),
  ],
  [
    'number of loans of members with more than 2 fines',
    orNone(
      `SELECT COUNT(*) FROM loans WHERE member_id IN (SELECT member_id FROM ${fines} GROUP BY 1 HAVING COUNT(*) > 2)`,
    ),
  ],
  [
    'average pages of titles with more than 3 loans',
    orNone(
      'SELECT AVG(pages) FROM titles WHERE title_id IN (SELECT title_id FROM loans GROUP BY 1 HAVING COUNT(*) > 3)',
    ),
  ],
  [
    'total fine amount of members with more than 3 loans',
    orNone(
      `SELECT SUM(amount) FROM ${fines} WHERE member_id IN (SELECT member_id FROM loans GROUP BY 1 HAVING COUNT(*) > 3)`,
    ),
  ],
  // A number before or after the rows.
  ['5 loans', 'SELECT * FROM loans ORDER BY loan_id LIMIT 5'],
  ['show 3 members', 'SELECT * FROM members ORDER BY member_id LIMIT 3'],
  ['list 2 authors from France', "SELECT * FROM authors WHERE country = 'France' ORDER BY author_id LIMIT 2"],
  ['fines within 30 days', never],
  // Values joined by "or", each with its own condition.
  [
    'crime titles in English or fantasy titles in French',
    orNone(
      "SELECT * FROM titles WHERE genre = 'Crime' AND language = 'English' OR genre = 'Fantasy' AND language = 'French'",
    ),
  ],
  [
    'crime or fantasy titles in English',
    "SELECT * FROM titles WHERE genre IN ('Crime', 'Fantasy') AND language = 'English'",
  ],
  ['titles not crime or fantasy', "SELECT * FROM titles WHERE genre NOT IN ('Crime', 'Fantasy')"],
  ['titles in French or with more than 400 pages', "SELECT * FROM titles WHERE language = 'French' OR pages > 400"],
  // Two days of a row.
  [
    'amount of fines issued in 2024 and paid in 2025',
    orNone('SELECT SUM(amount) FROM fines WHERE YEAR(issued_on) = 2024 AND YEAR(paid_on) = 2025'),
  ],
  [
    'number of fines issued in 2024 and paid in 2024',
    orNone('SELECT COUNT(*) FROM fines WHERE YEAR(issued_on) = 2024 AND YEAR(paid_on) = 2024'),
  ],
  // The largest of something, and who.
  [
    'which member has the highest fine',
    orNone(`SELECT member_id FROM ${fines} GROUP BY 1 ORDER BY MAX(amount) DESC LIMIT 1`),
  ],
  [
    'which genre has the highest fine',
    orNone(
      'SELECT genre FROM fines JOIN loans USING (loan_id) JOIN titles USING (title_id) GROUP BY 1 ORDER BY MAX(amount) DESC LIMIT 1',
    ),
  ],
  ['which author has the longest title', never],
  ['who has the most fines', never],
  ['who has the largest fine amount', never],
  [
    'which student has the most fines',
    orNone(
      `SELECT member_id, n FROM (SELECT member_id, COUNT(*) AS n, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM ${fines} WHERE membership_type = 'Student' GROUP BY 1) WHERE r = 1`,
    ),
  ],
  ['which member joined first', 'SELECT * FROM members ORDER BY joined_on LIMIT 1'],
  ['members by first join date', never],
  // Orders.
  ['branches, oldest first', 'SELECT * FROM branches ORDER BY opened_on'],
  ['titles, newest first', never],
  ['titles alphabetically', 'SELECT * FROM titles ORDER BY title'],
  ['members sorted by name', never],
  // Names of two words, each of another table.
  ['fines by loan member', orNone(`SELECT member_id, COUNT(*) FROM ${fines} GROUP BY 1`)],
  [
    'fines by member branch',
    orNone(`SELECT branch_name, COUNT(*) FROM ${fines} JOIN branches USING (branch_id) GROUP BY 1`),
  ],
  // With something: those that have it.
  ['members with fines', `SELECT * FROM members WHERE member_id IN (SELECT member_id FROM ${fines})`],
  ['members with a fine', `SELECT * FROM members WHERE member_id IN (SELECT member_id FROM ${fines})`],
  ['loans with a fine', 'SELECT * FROM loans WHERE loan_id IN (SELECT loan_id FROM fines)'],
  ['how many members with email', 'SELECT COUNT(*) FROM members WHERE email IS NOT NULL'],
  ['members with an email', orNone('SELECT * FROM members WHERE email IS NOT NULL')],
  ['titles with author and genre', 'SELECT author_name, genre FROM titles JOIN authors USING (author_id)'],
  ['share of members with email', 'SELECT 100.0 * COUNT(email) / COUNT(*) FROM members'],
  // A sum of rows.
  ['sum of fines', never],
  ['total fines', never],
  ['mean fine', orNone('SELECT AVG(amount) FROM fines')],
  ['mean fine by reason', orNone('SELECT reason, AVG(amount) FROM fines GROUP BY 1')],
  // Words that only sound like a column, words that do not fit.
  ['titles by publisher', never],
  ['loans by returner', never],
  ['fines by issuer', never],
  ['how many loans did the author make', never],
  ['money spent on titles', never],
  ['good members', never],
  ['loans by hour', refuses],
  ['who checked out the most', never],
  ['is member 12 active', never],
  ['number of paid fines by reason', orNone('SELECT reason, COUNT(*) FROM fines WHERE paid_on IS NOT NULL GROUP BY 1')],
  [
    'loans by genre for French titles',
    orNone(`SELECT genre, COUNT(*) FROM ${loans} WHERE language = 'French' GROUP BY 1`),
  ],
  ['loans of member 12', orNone('SELECT * FROM loans WHERE member_id = 12')],
  ['when did member 12 join', orNone('SELECT joined_on FROM members WHERE member_id = 12')],
  ['loans within 7 days', never],
];
