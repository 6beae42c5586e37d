// Chats whose later questions were once misread: words that stand for what was answered before.
// Not here: asking them (misread.test.ts), chats that always went well (followUps.test.ts).
import { asks, type Expected, never, refuses } from './misreadCases.ts';

/** Each question follows those before it; one that is not answered leaves the answer before to go on from. */
export type Chat = [question: string, expected: Expected][];

export const pronounChats: Record<string, Chat> = {
  'what the first of a ranking is cannot be said by a pronoun': [
    ['which genre has the most titles', 'SELECT genre, COUNT(*) FROM titles GROUP BY 1 ORDER BY 2 DESC LIMIT 1'],
    ['how many loans does it have', refuses],
    ['how many loans did they have', refuses],
    ['how many loans does that genre have', refuses],
    ['how many authors does the genre have', refuses],
    ['list its titles', refuses],
    ['list the titles there', refuses],
    ['which of them are French', refuses],
    ['who wrote it', never],
    ['as a pie chart', 'SELECT genre, COUNT(*) FROM titles GROUP BY 1 ORDER BY 2 DESC LIMIT 1'],
  ],
  'a person is said by name': [
    ['number of members', 'SELECT COUNT(*) FROM members'],
    ['how many fines does he have', refuses],
    ['how many fines does she have', refuses],
    ['his fines', refuses],
  ],
  'the one value the answer before was limited to': [
    [
      'number of loans at Riverside',
      "SELECT COUNT(*) FROM loans JOIN members USING (member_id) JOIN branches USING (branch_id) WHERE branch_name = 'Riverside'",
    ],
    ['list the members there', 'SELECT * FROM members WHERE branch_id = 1'],
    [
      'how many loans were made there',
      "SELECT COUNT(*) FROM loans JOIN members USING (member_id) JOIN branches USING (branch_id) WHERE branch_name = 'Riverside'",
    ],
    ['list the authors there', refuses],
  ],
  '"they" are the rows of the answer before, with all that holds of them': [
    ['number of members joined in 2024', 'SELECT COUNT(*) FROM members WHERE YEAR(joined_on) = 2024'],
    ['how many branches do they have', never],
    [
      'how many of those members are students',
      "SELECT COUNT(*) FROM members WHERE YEAR(joined_on) = 2024 AND membership_type = 'Student'",
    ],
    ['number of members joined in 2024', 'SELECT COUNT(*) FROM members WHERE YEAR(joined_on) = 2024'],
    [
      'how many loans do they have',
      'SELECT COUNT(*) FROM loans JOIN members USING (member_id) WHERE YEAR(joined_on) = 2024',
    ],
  ],
  'words for a chart or an order stand for nobody': [
    ['number of titles by genre', 'SELECT genre, COUNT(*) FROM titles GROUP BY 1'],
    ['show it as a pie chart', 'SELECT genre, COUNT(*) FROM titles GROUP BY 1'],
    ['split them by language', 'SELECT genre, language, COUNT(*) FROM titles GROUP BY 1, 2'],
    ['how many are there', never],
    ['list titles in French', "SELECT * FROM titles WHERE language = 'French'"],
    ['how many are there', "SELECT COUNT(*) FROM titles WHERE language = 'French'"],
  ],
};

/** A status is closed or void, and a day is called "opened". */
export const narrowingChats: Record<string, Chat> = {
  'a value at the end, with "only" behind it': [
    ['hires by channel', 'SELECT channel, COUNT(*) FROM hires GROUP BY 1'],
    ['closed only', "SELECT channel, COUNT(*) FROM hires WHERE status = 'closed' GROUP BY 1"],
    ['only the void ones', "SELECT channel, COUNT(*) FROM hires WHERE status = 'void' GROUP BY 1"],
    ['only the void ones', refuses],
  ],
  'what narrows is no question where nothing was answered': [
    ['only closed ones', refuses],
    ['closed only', refuses],
    ['just the void ones', refuses],
    ['only on web', refuses],
    ['and only those with status void?', refuses],
    ['only void hires', "SELECT * FROM hires WHERE status = 'void'"],
    ['just the number of hires', "SELECT COUNT(*) FROM hires WHERE status = 'void'"],
  ],
};

const loans = 'loans JOIN titles USING (title_id)';

export const comparedChats: Record<string, Chat> = {
  'a year with another one': [
    ['number of loans in 2024', 'SELECT COUNT(*) FROM loans WHERE YEAR(checked_out_on) = 2024'],
    [
      'compare to 2025',
      'SELECT YEAR(checked_out_on), COUNT(*) FROM loans WHERE YEAR(checked_out_on) IN (2024, 2025) GROUP BY 1',
    ],
  ],
  'a year against another one': [
    ['number of loans in 2025', 'SELECT COUNT(*) FROM loans WHERE YEAR(checked_out_on) = 2025'],
    [
      'versus 2024',
      'SELECT YEAR(checked_out_on), COUNT(*) FROM loans WHERE YEAR(checked_out_on) IN (2024, 2025) GROUP BY 1',
    ],
  ],
  'how it compares': [
    ['number of loans in 2025', 'SELECT COUNT(*) FROM loans WHERE YEAR(checked_out_on) = 2025'],
    ['compare with the previous year', refuses],
    ['compare with Q1 2024', refuses],
    ['compare with 2025', refuses],
    ['compare it with members', refuses],
    [
      'how does that compare to 2024',
      'SELECT YEAR(checked_out_on), COUNT(*) FROM loans WHERE YEAR(checked_out_on) IN (2024, 2025) GROUP BY 1',
    ],
  ],
  'in groups that stay': [
    ['loans by genre in 2024', `SELECT genre, COUNT(*) FROM ${loans} WHERE YEAR(checked_out_on) = 2024 GROUP BY 1`],
    [
      'compare that to 2025',
      `SELECT YEAR(checked_out_on), genre, COUNT(*) FROM ${loans} WHERE YEAR(checked_out_on) IN (2024, 2025) GROUP BY 1, 2`,
    ],
  ],
  'a value with another one': [
    ['number of titles in French', "SELECT COUNT(*) FROM titles WHERE language = 'French'"],
    ['compare with Polish', "SELECT language, COUNT(*) FROM titles WHERE language IN ('French', 'Polish') GROUP BY 1"],
  ],
  'with nothing to compare': [
    ['number of titles in French', "SELECT COUNT(*) FROM titles WHERE language = 'French'"],
    ['compare with Crime', refuses],
    ['list titles in French', "SELECT * FROM titles WHERE language = 'French'"],
    ['compare with Polish', refuses],
  ],
  '"and 2025" may be beside 2024 or instead': [
    ['number of loans in 2024', 'SELECT COUNT(*) FROM loans WHERE YEAR(checked_out_on) = 2024'],
    ['and 2025', asks],
    ['and in 2025?', 'SELECT COUNT(*) FROM loans WHERE YEAR(checked_out_on) = 2025'],
    [
      'also 2024',
      'SELECT YEAR(checked_out_on), COUNT(*) FROM loans WHERE YEAR(checked_out_on) IN (2024, 2025) GROUP BY 1',
    ],
  ],
  '"and Polish" may be beside French or instead': [
    ['titles in French', "SELECT * FROM titles WHERE language = 'French'"],
    ['and Polish', asks],
    ['and only Polish', "SELECT * FROM titles WHERE language = 'Polish'"],
  ],
};

const ranked = (measure: string, n: number) =>
  `SELECT genre, ${measure} FROM titles GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${n}`;

export const rankedChats: Record<string, Chat> = {
  'so many of a ranking': [
    ['top 2 genres by number of titles', ranked('COUNT(*)', 2)],
    ['make it 3', ranked('COUNT(*)', 3)],
    ['just two', ranked('COUNT(*)', 2)],
    ['only the top 3', ranked('COUNT(*)', 3)],
  ],
  'a ranking by another measure': [
    ['top 2 genres by number of titles', ranked('COUNT(*)', 2)],
    ['by pages instead', ranked('SUM(pages)', 2)],
    ['by average pages', ranked('AVG(pages)', 2)],
  ],
  'a ranking by what the rows cannot tell': [
    ['top 2 genres by number of titles', ranked('COUNT(*)', 2)],
    ['by loans instead', refuses],
    ['by number of loans', never],
    ['by month', never],
    ['also by language', refuses],
    ['sort by genre', refuses],
    ['by language', asks],
  ],
  'a bare count behind a condition': [
    ['list titles in French', "SELECT * FROM titles WHERE language = 'French'"],
    ['how many titles', asks],
    ['how many branches', 'SELECT COUNT(*) FROM branches'],
  ],
};
