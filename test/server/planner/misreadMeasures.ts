// Questions whose measure was once misread: numbers that name, amounts of another kind, totals of what has none.
// Not here: the data (misreadMeasuresData.ts), asking them (misread.test.ts).
import type { Case } from './misreadCases.ts';

export const visitCases: Case[] = [
  // Numbers that run on tell rows apart, whatever they are called.
  ['how many visits', 'SELECT COUNT(*) FROM visit_log'],
  ['number of visits by vet', 'SELECT vet, COUNT(*) FROM visit_log GROUP BY 1'],
  ['visits by vet', 'SELECT vet, COUNT(*) FROM visit_log GROUP BY 1'],
  ['how many visits per month', "SELECT DATE_TRUNC('month', dt_visit), COUNT(*) FROM visit_log GROUP BY 1"],
  ['how many visits without dx code', 'SELECT COUNT(*) FROM visit_log WHERE dx_code IS NULL'],
  ['how many receipts', 'SELECT COUNT(*) FROM visit_log'],
  ['number of receipts by pet', 'SELECT pet, COUNT(*) FROM visit_log GROUP BY 1'],
  // What is counted in the plural is a quantity.
  ['how many guests', 'SELECT SUM(guests) FROM visit_log'],
];
