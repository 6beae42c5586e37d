// Questions whose words are a part of several names, or look like a word of the data: each kind with examples, and SQL written by hand.
// Not here: names that are cut short (misreadShort.ts), the data (misreadNamesData.ts), asking them (misread.test.ts).
import { asks, type Case, never, refuses } from './misreadCases.ts';

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
  // A table's word is no column's that only has its root.
  ['total payment amount in 2024', 'SELECT SUM(amount) FROM fee_payments WHERE YEAR(paid_on) = 2024'],
  [
    'sum of payment amounts Q1 2024',
    'SELECT SUM(amount) FROM fee_payments WHERE YEAR(paid_on) = 2024 AND MONTH(paid_on) < 4',
  ],
  ['total payments amount in 2023', 'SELECT SUM(amount) FROM fee_payments WHERE YEAR(paid_on) = 2023'],
  ['average payment amount by method', 'SELECT method, AVG(amount) FROM fee_payments GROUP BY 1'],
  ['total fee payment amount', 'SELECT SUM(amount) FROM fee_payments'],
  ['total paid amount by cause', 'SELECT cause, SUM(paid_amount) FROM damages GROUP BY 1'],
  ['total payments in 2024', asks],
  ['total payments by product', asks],
  ['average payment', asks],
  ['largest payment', never],
  ['payments by product', 'SELECT product, COUNT(*) FROM fee_payments JOIN contracts USING (contract_id) GROUP BY 1'],
  // Yearly is annual where a column says so, and no grain then.
  ['median yearly fee per product', 'SELECT product, MEDIAN(annual_fee) FROM contracts GROUP BY 1'],
  ['how many contracts have a yearly fee over 2000', 'SELECT COUNT(*) FROM contracts WHERE annual_fee > 2000'],
  ['yearly number of damages', 'SELECT YEAR(reported_on), COUNT(*) FROM damages GROUP BY 1'],
  // Kinds of requests are no requests.
  ['how many requests', 'SELECT COUNT(*) FROM service_requests'],
  ['requests by status', 'SELECT status, COUNT(*) FROM service_requests GROUP BY 1'],
  ['open requests', "SELECT * FROM service_requests WHERE status = 'Open'"],
  [
    'requests by category',
    'SELECT category, COUNT(*) FROM service_requests JOIN request_types USING (type_id) GROUP BY 1',
  ],
  ['request types by category', 'SELECT category, COUNT(*) FROM request_types GROUP BY 1'],
];
