// Questions about a farm that were once misread: a measure of the wrong table, rates added up, units that differ from the column's.
// Not here: the data (misreadRatesData.ts), asking them (misread.test.ts).
import { asks, type Case, never, orNone, refuses } from './misreadCases.ts';

const prices = 'prcList JOIN crops USING (cropCd)';

export const farmCases: Case[] = [
  // What is measured is not of rows that only other rows lead to.
  ['average price of rye', orNone(`SELECT AVG(eurPerT) FROM ${prices} WHERE cropNm = 'Rye'`)],
  ['max price sunflower', orNone(`SELECT MAX(eurPerT) FROM ${prices} WHERE cropNm = 'Sunflower'`)],
  ['average price for cereals', orNone(`SELECT AVG(eurPerT) FROM ${prices} WHERE cropGrp = 'cereals'`)],
  [
    'average price of rye in 2024',
    orNone(
      `SELECT AVG(eurPerT) FROM ${prices} WHERE cropNm = 'Rye' AND prcMon >= '2024-01-01' AND prcMon < '2025-01-01'`,
    ),
  ],
  ['average purchase price of rye', never],
  ['average purchase price for harvests on clay', never],
  ['average purchase price', 'SELECT AVG(purchPrc) FROM mach_park'],
  ['average purchase price of tractors', "SELECT AVG(purchPrc) FROM mach_park WHERE kind = 'tractor'"],
  // So much per one of something is no total.
  ['eur per t by crop', `SELECT cropNm, AVG(eurPerT) FROM ${prices} GROUP BY 1`],
  ['price per t of each crop', orNone(`SELECT cropNm, AVG(eurPerT) FROM ${prices} GROUP BY 1`)],
  ['rent per ha by soil', 'SELECT soil, AVG(rent_per_ha) FROM harvestLog GROUP BY 1'],
  // A unit that is said is turned into that of the column, or nothing is compared.
  ['washes with a duration under 2 minutes', 'SELECT * FROM washes WHERE duration_seconds < 120'],
  ['how many washes took longer than 20 minutes', 'SELECT COUNT(*) FROM washes WHERE duration_seconds > 1200'],
  [
    'how many washes have a duration between 2 and 3 minutes',
    'SELECT COUNT(*) FROM washes WHERE duration_seconds BETWEEN 120 AND 180',
  ],
  ['how many washes have a duration over 0.5 hours', 'SELECT COUNT(*) FROM washes WHERE duration_seconds > 1800'],
  ['how many washes have a duration over 300 seconds', 'SELECT COUNT(*) FROM washes WHERE duration_seconds > 300'],
  ['how many harvests have a quantity over 5 tonnes', 'SELECT COUNT(*) FROM harvestLog WHERE qtyKg > 5000'],
  ['how many harvests have a quantity over 5000 kg', 'SELECT COUNT(*) FROM harvestLog WHERE qtyKg > 5000'],
  ['how many washes have a water of under 50000 ml', orNone('SELECT COUNT(*) FROM washes WHERE water_l < 50')],
  [
    'bays with an average duration over 15 minutes',
    'SELECT bay, AVG(duration_seconds) FROM washes GROUP BY 1 HAVING AVG(duration_seconds) > 900',
  ],
  ['washes with a duration over 5 euros', refuses],
  ['washes with a fee under 2 minutes', refuses],
  ['washes with a duration over 2 kg', refuses],
  // Of what is no countable noun the rows are not counted without asking.
  ['fuel by machine', asks],
  ['fuel use by month', asks],
  ['price per month for rye', asks],
  ['total fuel use in 2024', asks],
  ['number of fuel uses', 'SELECT COUNT(*) FROM fuelUse'],
  // One row for each machine: no totals, and no readings that come to the same.
  [
    'Which machine had the highest purchase price?',
    'SELECT machNm, purchPrc FROM mach_park ORDER BY purchPrc DESC LIMIT 1',
  ],
  ['which machine was purchased first', orNone('SELECT * FROM mach_park ORDER BY purchDt LIMIT 1')],
  ['top 3 machines by purchase price', 'SELECT machNm, purchPrc FROM mach_park ORDER BY purchPrc DESC LIMIT 3'],
  // The table whose rows a key tells apart, before the tables that have the key; what its names hold.
  ['list machines whose name contains Holl', "SELECT * FROM mach_park WHERE machNm LIKE '%Holl%'"],
  ['Which machines have "Holl" in their name?', "SELECT * FROM mach_park WHERE machNm LIKE '%Holl%'"],
  ['machines purchased in 2014', 'SELECT * FROM mach_park WHERE year(purchDt) = 2014'],
  ['number of harvests by machine', 'SELECT machNm, COUNT(*) FROM harvestLog JOIN mach_park USING (machId) GROUP BY 1'],
  ['harvests by soil', 'SELECT soil, COUNT(*) FROM harvestLog GROUP BY 1'],
];

export const forgeCases: Case[] = [
  // The initials of a table, and the beginning of its name.
  ['how many PRs', 'SELECT COUNT(*) FROM pull_requests'],
  ['how many PRs were merged', "SELECT COUNT(*) FROM pull_requests WHERE state = 'merged'"],
  [
    'PRs by repo',
    'SELECT name, COUNT(*) FROM pull_requests p JOIN repositories r ON r.id = p.repository_id GROUP BY 1',
  ],
  ['how many repos are archived', 'SELECT COUNT(*) FROM repositories WHERE archived'],
  ['average salary of devs', 'SELECT AVG(salary) FROM developers'],
  // What is no beginning of one name alone is not guessed at.
  ['how many comps', never],
  ['how many prs', never],
  ['how many PXs', never],
];
