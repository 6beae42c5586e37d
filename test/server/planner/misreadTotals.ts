// Questions for totals of the things of one table by those of another, averages of counts, hours and weekdays, once misread.
// Not here: asking them (misread.test.ts).
import { asks, type Case, refuses } from './misreadCases.ts';

/** A town's workshops: agents, their jobs and the parts used, with a day and a time that say the same. */
export const works = `
CREATE TABLE agents(agent_id INTEGER PRIMARY KEY, agent_name VARCHAR, branch VARCHAR);
INSERT INTO agents SELECT i, ['Ann', 'Bob', 'Cid', 'Dee', 'Eve'][i] || ' ' || ['Ray', 'Low', 'Kim', 'Fox', 'Orr'][i], ['North', 'South'][i % 2 + 1] FROM range(1, 6) t(i);
CREATE TABLE jobs(job_id INTEGER PRIMARY KEY, agent_id INTEGER REFERENCES agents(agent_id), job_day DATE, opened_at TIMESTAMP, trade VARCHAR, fee DECIMAL(8, 2));
INSERT INTO jobs SELECT 700 + i, i * 7 % 5 + 1, CAST(TIMESTAMP '2024-11-03 08:20:00' + INTERVAL (i * 31) HOUR AS DATE), TIMESTAMP '2024-11-03 08:20:00' + INTERVAL (i * 31) HOUR, ['Paint', 'Roof', 'Pipe', 'Pipe'][i % 4 + 1], 40 + i * 37 % 260 FROM range(1, 141) t(i);
CREATE TABLE parts(part_id INTEGER PRIMARY KEY, job_id INTEGER REFERENCES jobs(job_id), part_name VARCHAR, cost DECIMAL(8, 2));
INSERT INTO parts SELECT i, 700 + i * 13 % 140 + 1, ['Valve', 'Tile', 'Hose'][i % 3 + 1], 3 + i * 11 % 50 FROM range(1, 201) t(i);
`;

const byAgent = 'SELECT agent_name, COUNT(*) FROM jobs JOIN agents USING (agent_id) GROUP BY agent_id, agent_name';
const ofDay = (days: string) => `SELECT COUNT(*) FROM jobs WHERE dayname(job_day) IN (${days})`;

export const workCases: Case[] = [
  // What is named first is what the totals are of.
  ['agents by number of jobs', byAgent],
  ['agents by jobs', byAgent],
  ['agents with their number of jobs', byAgent],
  ['agents and number of jobs', byAgent],
  ['which agent has how many jobs', byAgent],
  ['list agents by number of jobs', byAgent],
  [
    'agents by total fee',
    'SELECT agent_name, SUM(fee) FROM jobs JOIN agents USING (agent_id) GROUP BY agent_id, agent_name',
  ],
  ['agents with branch and number of jobs', refuses],
  [
    'agents with jobs by branch',
    'SELECT branch, COUNT(*) FROM agents WHERE agent_id IN (SELECT agent_id FROM jobs) GROUP BY 1',
  ],
  ['highest fee of a roof job', "SELECT MAX(fee) FROM jobs WHERE trade = 'Roof'"],
  // An average of counts is a ratio: outright where nobody is left out, else asked.
  ['average number of jobs per agent', 'SELECT COUNT(*) / COUNT(DISTINCT agent_id) FROM jobs'],
  ['how many jobs does an agent have on average', 'SELECT COUNT(*) / COUNT(DISTINCT agent_id) FROM jobs'],
  ['jobs per agent on average', 'SELECT COUNT(*) / COUNT(DISTINCT agent_id) FROM jobs'],
  ['jobs per agent by branch', asks],
  // Most of something.
  ['most common trade', 'SELECT trade, COUNT(*) FROM jobs GROUP BY 1 ORDER BY 2 DESC LIMIT 1'],
  ['worst 2 agents by total fee', asks],
  ['worst agents', refuses],
  // A day and a time that always say the same day are one; only hours need the time.
  ['number of jobs in 2025', 'SELECT COUNT(*) FROM jobs WHERE year(job_day) = 2025'],
  ['jobs by month', "SELECT strftime(job_day, '%Y-%m'), COUNT(*) FROM jobs GROUP BY 1"],
  ['jobs by hour of day', 'SELECT hour(opened_at), COUNT(*) FROM jobs GROUP BY 1'],
  ['jobs by hour', asks],
  ['how many jobs over the last 30 days', orLast(30)],
  // Days of the week.
  ['how many jobs on weekends', ofDay("'Saturday', 'Sunday'")],
  ['number of jobs on saturday or sunday', ofDay("'Saturday', 'Sunday'")],
  ['number of weekend jobs', ofDay("'Saturday', 'Sunday'")],
  ['how many jobs on Mondays', ofDay("'Monday'")],
  ['number of jobs not on weekends', ofDay("'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'")],
  ['fee in Q1 2025 vs Q1 2025', refuses],
  ['jobs over half a million', refuses],
  ['number of jobs with a fee over half a million', 'SELECT COUNT(*) FROM jobs WHERE fee > 500000'],
  ['agents whose name begins with A', "SELECT * FROM agents WHERE agent_name LIKE 'A%'"],
  ['agents that begin with A', "SELECT * FROM agents WHERE agent_name LIKE 'A%'"],
  ['number of new jobs by trade', 'SELECT trade, COUNT(*) FROM jobs GROUP BY 1'],
  ['date of the latest job', 'SELECT MAX(job_day) FROM jobs'],
  ['distinct agents with jobs', 'SELECT COUNT(*) FROM agents WHERE agent_id IN (SELECT agent_id FROM jobs)'],
];

function orLast(days: number): string {
  return `SELECT COUNT(*) FROM jobs WHERE job_day >= DATE '2026-11-21' - ${days} AND job_day < DATE '2026-11-21'`;
}
