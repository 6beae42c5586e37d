// Questions whose words are a part of several names, or look like a word of the data: each kind with examples, and SQL written by hand.
// Not here: names that are cut short (misreadShort.ts), the data (misreadNamesData.ts), asking them (misread.test.ts).
import { type Case, refuses } from './misreadCases.ts';

export const nameCases: Case[] = [
  // An English word is no misspelt value.
  ['how many members have no email on file', 'SELECT COUNT(*) FROM members WHERE email IS NULL'],
  ['how many members have no email in the system', 'SELECT COUNT(*) FROM members WHERE email IS NULL'],
  ['how many members are in our database', 'SELECT COUNT(*) FROM members'],
  ['damages with a fine', refuses],
  ['damages in the hall', refuses],
  ['payments with a cord', refuses],
  ['members from Dover', refuses],
  // A slip in a name or a value is forgiven all the same.
  ['membrs by town', 'SELECT town, COUNT(*) FROM members GROUP BY 1'],
  ['number of damges by cause', 'SELECT cause, COUNT(*) FROM damages GROUP BY 1'],
  ['how many members live in Bostn', "SELECT COUNT(*) FROM members WHERE town = 'Boston'"],
  ['how many members live in Pheonix', "SELECT COUNT(*) FROM members WHERE town = 'Phoenix'"],
];
