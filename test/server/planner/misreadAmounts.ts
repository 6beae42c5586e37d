// Questions for the amount of a table, columns that are numbers of things, and what is empty, once misread.
// Not here: asking them (misread.test.ts).
import { type Case, orNone } from './misreadCases.ts';

/** A practice with names cut short: one amount per bill, rooms that are counted, and waits that may be nought or unknown. */
export const practice = `
CREATE TABLE PracLoc(locCd VARCHAR PRIMARY KEY, locNm VARCHAR, nbrRooms INTEGER);
INSERT INTO PracLoc SELECT 'L' || i, ['Quay', 'Mill', 'Park', 'Hill', 'Cove', 'Dale'][i], [6, 9, 6, 4, 9, 7][i] FROM range(1, 7) t(i);
CREATE TABLE stf_mbr(stfId INTEGER PRIMARY KEY, fName VARCHAR, lName VARCHAR, jobTtl VARCHAR, locCd VARCHAR REFERENCES PracLoc(locCd), hireDt DATE);
INSERT INTO stf_mbr SELECT 300 + i, ['Ann', 'Ben', 'Cleo', 'Dora'][i % 4 + 1], ['Fox', 'Gale', 'Hale', 'Ives', 'Jute'][i % 5 + 1], ['Nurse', 'Surgeon', 'Clerk'][i % 3 + 1], 'L' || (i % 6 + 1), DATE '2018-03-01' + CAST(i * 97 AS INTEGER) FROM range(1, 21) t(i);
CREATE TABLE Appt(apptNo INTEGER PRIMARY KEY, stfId INTEGER REFERENCES stf_mbr(stfId), locCd VARCHAR REFERENCES PracLoc(locCd), apptDt DATE, wait_minutes INTEGER);
INSERT INTO Appt SELECT 2000 + i, 300 + i * 7 % 18 + 1, 'L' || (i * 5 % 6 + 1), DATE '2023-01-03' + CAST(i * 4 AS INTEGER), CASE WHEN i % 9 = 0 THEN NULL WHEN i % 4 = 0 THEN 0 ELSE i * 13 % 50 END FROM range(1, 181) t(i);
CREATE TABLE InvHdr(invNo VARCHAR PRIMARY KEY, apptNo INTEGER REFERENCES Appt(apptNo), invDt DATE, totAmt DECIMAL(9, 2), pdFlg VARCHAR, pymtMthd VARCHAR);
INSERT INTO InvHdr SELECT 'INV' || (5000 + i), 2000 + i, DATE '2023-01-03' + CAST(i * 4 AS INTEGER), 20 + i * 37 % 510 + 0.25, CASE WHEN i % 8 = 0 THEN 'N' ELSE 'Y' END, CASE WHEN i % 8 <> 0 THEN ['Card', 'Cash', 'Insurance'][i % 3 + 1] END FROM range(1, 171) t(i);
`;

const total = (where: string): string => `SELECT SUM(totAmt) FROM InvHdr WHERE ${where}`;
const byMonth = (what: string): string =>
  `SELECT strftime(invDt, '%Y-%m'), ${what} FROM InvHdr WHERE year(invDt) = 2024 GROUP BY 1`;

const waits = (where: string): string => `SELECT COUNT(*) FROM Appt WHERE ${where}`;
const ofQuay = "SELECT COUNT(*) FROM InvHdr JOIN Appt USING (apptNo) JOIN PracLoc USING (locCd) WHERE locNm = 'Quay'";

export const amountCases: Case[] = [
  // The amount of a table is its one plain amount, and no number of rows.
  ['invoice amount by month 2024', byMonth('SUM(totAmt)')],
  ['invoice value by month 2024', byMonth('SUM(totAmt)')],
  [
    'invoice amount by location',
    'SELECT locNm, SUM(totAmt) FROM InvHdr JOIN Appt USING (apptNo) JOIN PracLoc USING (locCd) GROUP BY 1',
  ],
  ['invoice amount 2023 vs 2024', 'SELECT year(invDt), SUM(totAmt) FROM InvHdr WHERE year(invDt) < 2025 GROUP BY 1'],
  ['yearly invoice amount', 'SELECT year(invDt), SUM(totAmt) FROM InvHdr GROUP BY 1'],
  ['amount invoiced per payment method', 'SELECT pymtMthd, SUM(totAmt) FROM InvHdr GROUP BY 1'],
  ['invoice amount 2024', total('year(invDt) = 2024')],
  ['invoice amount card 2024', total("year(invDt) = 2024 AND pymtMthd = 'Card'")],
  ['invoice totals', total('true')],
  ['average invoice amount', 'SELECT AVG(totAmt) FROM InvHdr'],
  ['median invoice amount', 'SELECT MEDIAN(totAmt) FROM InvHdr'],
  ['total amount paid by insurance', total("pymtMthd = 'Insurance'")],
  ['total amount paid by insurance in 2024', total("pymtMthd = 'Insurance' AND year(invDt) = 2024")],
  // A verb names whose amount it is.
  ['how much did we invoice each month in 2024', byMonth('SUM(totAmt)')],
  [
    'How much was invoiced in total at each location?',
    'SELECT locNm, SUM(totAmt) FROM InvHdr JOIN Appt USING (apptNo) JOIN PracLoc USING (locCd) GROUP BY 1',
  ],
  ['invoices with an amount over 500', 'SELECT * FROM InvHdr WHERE totAmt > 500'],
  // A column that says how many there are is added up.
  ['number of rooms', 'SELECT SUM(nbrRooms) FROM PracLoc'],
  ['how many rooms do we have', 'SELECT SUM(nbrRooms) FROM PracLoc'],
  ['total number of rooms', 'SELECT SUM(nbrRooms) FROM PracLoc'],
  ['number of rooms per location', 'SELECT locNm, nbrRooms FROM PracLoc'],
  ['average number of rooms', 'SELECT AVG(nbrRooms) FROM PracLoc'],
  ['locations with their number of rooms', 'SELECT locNm, nbrRooms FROM PracLoc'],
  ['locations with more than 6 rooms', 'SELECT * FROM PracLoc WHERE nbrRooms > 6'],
  // A table comes before the keys that lead to it.
  ['staff', 'SELECT * FROM stf_mbr'],
  ['staff hired 2020-2022', 'SELECT * FROM stf_mbr WHERE year(hireDt) BETWEEN 2020 AND 2022'],
  ['which staff are surgeons', "SELECT * FROM stf_mbr WHERE jobTtl = 'Surgeon'"],
  ['staff per location', 'SELECT locNm, COUNT(*) FROM stf_mbr JOIN PracLoc USING (locCd) GROUP BY 1'],
  // Nought is recorded, and not empty.
  ['how many appts are missing the wait minutes', waits('wait_minutes IS NULL')],
  ['how many appts where wait minutes is empty', waits('wait_minutes IS NULL')],
  ['how many appts where wait minutes is null', waits('wait_minutes IS NULL')],
  ['number of appts with missing wait minutes', waits('wait_minutes IS NULL')],
  ['how many appts have wait minutes recorded', waits('wait_minutes IS NOT NULL')],
  ['how many appts where wait is not empty', waits('wait_minutes IS NOT NULL')],
  ['how many appts with no wait', orNone(waits('coalesce(wait_minutes, 0) = 0'))],
  ['how many appts had a wait', orNone(waits('wait_minutes > 0'))],
  // One word is not used twice, and what is named first is counted.
  ['number of invoices with paid flag N', orNone("SELECT COUNT(*) FROM InvHdr WHERE pdFlg = 'N'")],
  ['invoices of Quay appts count', orNone(ofQuay)],
  ['number of invoices by month 2024', byMonth('COUNT(*)')],
  ['amount of staff members', orNone('SELECT COUNT(*) FROM stf_mbr')],
];
