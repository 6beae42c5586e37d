// Questions for totals, ranks and shares that were once misread over a farm and its workshop, with SQL written by hand.
// Not here: asking them (misread.test.ts), other kinds of misreading (misreadMeasures.ts and its like).
import { type Case, never, orNone, refuses } from './misreadCases.ts';
import type { Chat } from './misreadChats.ts';

/** Columns that are called like charts (area, line), two measures of one table, a quantity in a unit, jobs with a duration. */
export const farm = `
CREATE TABLE growers (id INTEGER PRIMARY KEY, name VARCHAR, village VARCHAR);
CREATE TABLE plots (id INTEGER PRIMARY KEY, grower_id INTEGER REFERENCES growers(id), area_ha DOUBLE, soil_type VARCHAR);
CREATE TABLE crops (id INTEGER PRIMARY KEY, name VARCHAR, family VARCHAR);
CREATE TABLE harvests (id INTEGER PRIMARY KEY, plot_id INTEGER REFERENCES plots(id), crop_id INTEGER REFERENCES crops(id), harvested_on DATE, qty_kg INTEGER, grade VARCHAR);
CREATE TABLE production_lines (id INTEGER PRIMARY KEY, name VARCHAR);
CREATE TABLE stoppages (id INTEGER PRIMARY KEY, line_id INTEGER REFERENCES production_lines(id), started_on DATE, minutes INTEGER, cause VARCHAR);
CREATE TABLE workers (id INTEGER PRIMARY KEY, name VARCHAR, department VARCHAR, salary INTEGER, bonus INTEGER);
CREATE TABLE jobs (id INTEGER PRIMARY KEY, worker_id INTEGER REFERENCES workers(id), queue VARCHAR, outcome VARCHAR, started_on DATE, duration_seconds INTEGER, cost DECIMAL(9,3));
INSERT INTO growers SELECT i, 'Grower ' || i, ['Elm', 'Oakley', 'Ashby'][i % 3 + 1] FROM range(1, 16) t(i);
INSERT INTO plots SELECT i, i * i % 15 + 1, 2 + i * 7 % 11 / 2.0 + i / 100.0, ['clay', 'loam', 'sand'][i % 3 + 1] FROM range(1, 61) t(i);
INSERT INTO crops VALUES (1, 'Rye', 'Cereals'), (2, 'Barley', 'Cereals'), (3, 'Rapeseed', 'Oilseeds'), (4, 'Peas', 'Legumes');
INSERT INTO harvests SELECT i, i * 7 % 60 + 1, i * i % 4 + 1, DATE '2023-07-01' + CAST(i * 5 AS INTEGER), 500 + i * 37 % 900, ['A', 'B', 'C'][i * i % 3 + 1] FROM range(1, 151) t(i);
INSERT INTO production_lines VALUES (1, 'North'), (2, 'South'), (3, 'East');
INSERT INTO stoppages SELECT i, i * 5 % 3 + 1, DATE '2024-01-01' + CAST(i * 4 AS INTEGER), 5 + i * 11 % 60, ['jam', 'power', 'repair'][i * i % 3 + 1] FROM range(1, 91) t(i);
INSERT INTO workers SELECT i, 'Worker ' || i, ['Field', 'Office', 'Workshop'][i % 3 + 1], 30000 + i * 777 % 9000, 500 + i * 131 % 3000 FROM range(1, 25) t(i);
INSERT INTO jobs SELECT i, i * i % 24 + 1, ['main', 'spare'][i % 2 + 1], ['passed', 'failed', 'passed', 'cancelled'][i % 4 + 1], DATE '2024-02-01' + CAST(i AS INTEGER), 30 + i * 53 % 1800, 1 + i * 17 % 90 / 10.0 + i / 1000.0 FROM range(1, 201) t(i);
`;

const ofGrower = 'plots JOIN growers ON growers.id = grower_id';

export const totalCases: Case[] = [
  // A word for a chart that is one of the data too is a name, where no word for a chart stands beside it.
  ['total plot area by village', `SELECT village, SUM(area_ha) FROM ${ofGrower} GROUP BY 1`],
  ['area of clay plots', "SELECT SUM(area_ha) FROM plots WHERE soil_type = 'clay'"],
  ['number of plots and total area per village', `SELECT village, COUNT(*), SUM(area_ha) FROM ${ofGrower} GROUP BY 1`],
  [
    'stoppages by cause and line',
    'SELECT cause, name, COUNT(*) FROM stoppages JOIN production_lines ON production_lines.id = line_id GROUP BY 1, 2',
  ],
  ['total area by village as an area chart', `SELECT village, SUM(area_ha) FROM ${ofGrower} GROUP BY 1`],
  ['hectares per soil type', 'SELECT soil_type, SUM(area_ha) FROM plots GROUP BY 1'],
  // A table in front of a measure says whose it is, and is no other measure.
  ['top 3 growers by total plot area', `SELECT name, SUM(area_ha) FROM ${ofGrower} GROUP BY 1 ORDER BY 2 DESC LIMIT 3`],
  [
    'top 5 workers by total job duration',
    'SELECT name, SUM(duration_seconds) FROM jobs JOIN workers ON workers.id = worker_id GROUP BY 1 ORDER BY 2 DESC LIMIT 5',
  ],
  ['median job duration by queue', 'SELECT queue, MEDIAN(duration_seconds) FROM jobs GROUP BY 1'],
  // What is shown behind a colon is of each row, and no group.
  ['clay plots with exactly 4 hectares: grower, area', never],
  // "top 5" behind a total and its grouping ranks the groups by that total.
  [
    'total job cost by worker top 3',
    'SELECT name, SUM(cost) FROM jobs JOIN workers ON workers.id = worker_id GROUP BY 1 ORDER BY 2 DESC LIMIT 3',
  ],
  [
    'median job duration by queue, only the top 1',
    'SELECT queue, MEDIAN(duration_seconds) FROM jobs GROUP BY 1 ORDER BY 2 DESC LIMIT 1',
  ],
  ['stoppages by cause top 2', 'SELECT cause, COUNT(*) FROM stoppages GROUP BY 1 ORDER BY 2 DESC LIMIT 2'],
  ['total cost by outcome bottom 2', 'SELECT outcome, SUM(cost) FROM jobs GROUP BY 1 ORDER BY 2 LIMIT 2'],
  ['total cost by worker and queue top 3', never],
  ['jobs by cost top 5', orNone('SELECT id, cost FROM jobs ORDER BY cost DESC LIMIT 5')],
  // A function holds for every measure that it stands in front of.
  ['average duration and cost by queue', 'SELECT queue, AVG(duration_seconds), AVG(cost) FROM jobs GROUP BY 1'],
  ['median salary and bonus by department', 'SELECT department, MEDIAN(salary), MEDIAN(bonus) FROM workers GROUP BY 1'],
  ['average cost and number of jobs by queue', 'SELECT queue, AVG(cost), COUNT(*) FROM jobs GROUP BY 1'],
  ['highest salary and bonus by department', 'SELECT department, MAX(salary), MAX(bonus) FROM workers GROUP BY 1'],
  ['who has the highest salary and bonus', never],
];

/** Those that a limit on totals left are counted; of a ranking only some were shown. */
export const totalChats: Record<string, Chat> = {
  'the groups that a limit leaves are counted': [
    [
      'which workers have more than 8 jobs',
      'SELECT name, COUNT(*) FROM jobs JOIN workers ON workers.id = worker_id GROUP BY 1 HAVING COUNT(*) > 8',
    ],
    ['how many are there', 'SELECT COUNT(*) FROM (SELECT worker_id FROM jobs GROUP BY 1 HAVING COUNT(*) > 8)'],
  ],
  'they are counted by their name too': [
    [
      'which workers have more than 8 jobs',
      'SELECT name, COUNT(*) FROM jobs JOIN workers ON workers.id = worker_id GROUP BY 1 HAVING COUNT(*) > 8',
    ],
    ['how many workers are that', 'SELECT COUNT(*) FROM (SELECT worker_id FROM jobs GROUP BY 1 HAVING COUNT(*) > 8)'],
  ],
  'the first of a ranking are not counted': [
    [
      'top 5 workers by total job cost',
      'SELECT name, SUM(cost) FROM jobs JOIN workers ON workers.id = worker_id GROUP BY 1 ORDER BY 2 DESC LIMIT 5',
    ],
    ['how many is that', refuses],
  ],
};
