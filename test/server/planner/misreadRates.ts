// Questions about a farm that were once misread: a measure of the wrong table, rates added up, units that differ from the column's.
// Not here: the data (misreadRatesData.ts), asking them (misread.test.ts).
import { type Case, never, orNone } from './misreadCases.ts';

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
];
