// Questions of an airline that were once misread: roles, texts, extremes of single rows, each kind with SQL written by hand.
// Not here: asking them (misread.test.ts), other kinds of misreading (misreadLibrary.ts and its like).
import { asks, type Case, never, orNone } from './misreadCases.ts';

/** People whose role is also the name of a key, two keys to one table, texts of several words. */
export const airline = `
CREATE TABLE airports (airport_id INTEGER PRIMARY KEY, city VARCHAR, country VARCHAR);
CREATE TABLE aircraft (aircraft_id INTEGER PRIMARY KEY, registration VARCHAR, built_year INTEGER);
CREATE TABLE crew_members (crew_id INTEGER PRIMARY KEY, full_name VARCHAR, role VARCHAR, hired_on DATE);
CREATE TABLE flights (flight_id INTEGER PRIMARY KEY, aircraft_id INTEGER REFERENCES aircraft(aircraft_id), captain_id INTEGER REFERENCES crew_members(crew_id), origin_airport_id INTEGER REFERENCES airports(airport_id), destination_airport_id INTEGER REFERENCES airports(airport_id), departed_at TIMESTAMP, block_hours DECIMAL(5,2), delay_minutes INTEGER, status VARCHAR);
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, company_name VARCHAR, industry VARCHAR, country VARCHAR);
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY, air_waybill VARCHAR, flight_id INTEGER REFERENCES flights(flight_id), customer_id INTEGER REFERENCES customers(customer_id), weight_kg DECIMAL(9,1), freight_charge DECIMAL(10,2));
INSERT INTO airports SELECT i + 1, ['Cologne','Leipzig','Shanghai','Tokyo','Chicago','Miami'][i + 1], ['Germany','Germany','China','Japan','United States','United States'][i + 1] FROM range(6) t(i);
INSERT INTO aircraft SELECT i + 1, 'D-A' || chr((65 + i)::INT) || 'K', 1996 + i * 5 % 23 FROM range(8) t(i);
INSERT INTO crew_members SELECT i + 1, ['Anna','Bjorn','Carla','Elena'][i % 4 + 1] || ' ' || ['Weber','Larsson','Novak','Haddad','Klein'][i % 5 + 1], ['Captain','First Officer','Loadmaster'][i % 3 + 1], DATE '2010-01-10' + (i * 331 % 4000)::INT FROM range(20) t(i);
INSERT INTO flights SELECT i + 1, i % 8 + 1, floor(sqrt(i))::INT % 7 * 3 + 1, i % 6 + 1, (i * 5 + 1) % 6 + 1, TIMESTAMP '2023-01-01' + INTERVAL (i * 97) HOUR, 2 + i * 31 % 90 / 10.0, i * 43 % 190, CASE WHEN i % 11 = 0 THEN 'Cancelled' WHEN i % 7 = 0 THEN 'Diverted' ELSE 'Completed' END FROM range(160) t(i);
INSERT INTO customers SELECT i + 1, ['Atlas','Nordic','Blue','Orion'][i % 4 + 1] || ' ' || ['Pharma','Motors','Foods','Textiles','Chips'][i % 5 + 1], ['Healthcare','Automotive','Food','Fashion','Electronics'][i % 5 + 1], ['Germany','China','Japan'][i % 3 + 1] FROM range(20) t(i);
INSERT INTO shipments SELECT i + 1, 'AWB' || (7000 + i), i * 7 % 160 + 1, floor(sqrt(i))::INT + 1, 20 + i * 37 % 900, 100 + i * 53.25 % 3000 FROM range(300) t(i);
`;

const flown = 'flights JOIN crew_members ON captain_id = crew_id';
const captains = `SELECT full_name, COUNT(*) n FROM ${flown} GROUP BY 1`;

const charged =
  'SELECT air_waybill, company_name, freight_charge FROM shipments JOIN customers USING (customer_id) ORDER BY freight_charge DESC LIMIT 1';

export const roleCases: Case[] = [
  // Behind "by" and where something is ranked, a role is who is asked for.
  ['average delay by captain', `SELECT full_name, AVG(delay_minutes) FROM ${flown} GROUP BY 1`],
  ['total block hours by captain', `SELECT full_name, SUM(block_hours) FROM ${flown} GROUP BY 1`],
  ['flights by captain', captains],
  ['flights per captain', captains],
  ['top 3 captains by number of flights', `${captains} ORDER BY n DESC LIMIT 3`],
  ['top 3 captains by flights', `${captains} ORDER BY n DESC LIMIT 3`],
  ['captain with the highest number of flights', `${captains} ORDER BY n DESC LIMIT 1`],
  ['captain with the most flights', `${captains} ORDER BY n DESC LIMIT 1`],
  ['number of crew members by captain', never],
  ['how many captains', "SELECT COUNT(*) FROM crew_members WHERE role = 'Captain'"],
  ['average block hours by loadmaster', never],
  ['crew members by role', 'SELECT role, COUNT(*) FROM crew_members GROUP BY 1'],
  // A text ends where the question goes on.
  [
    'customers company name starts with Atlas count',
    "SELECT COUNT(*) FROM customers WHERE company_name ILIKE 'Atlas%'",
  ],
  [
    'customers whose company name contains pharma count',
    "SELECT COUNT(*) FROM customers WHERE company_name ILIKE '%pharma%'",
  ],
  [
    'customers whose company name starts with Atlas per country',
    "SELECT country, COUNT(*) FROM customers WHERE company_name ILIKE 'Atlas%' GROUP BY 1",
  ],
  [
    'customers with company name starting with Atlas by industry',
    "SELECT industry, COUNT(*) FROM customers WHERE company_name ILIKE 'Atlas%' GROUP BY 1",
  ],
  [
    'customers whose company name starts with Atlas in China count',
    "SELECT COUNT(*) FROM customers WHERE company_name ILIKE 'Atlas%' AND country = 'China'",
  ],
  ['company name starts with Atlas per country', never],
  [
    'customers whose company name contains Blue Foods',
    orNone("SELECT * FROM customers WHERE company_name ILIKE '%Blue Foods%'"),
  ],
  // The one highest row, and whose it is.
  ['which customer had the shipment with the highest freight charge', charged],
  ['customer of the shipment with the highest freight charge', charged],
  ['customer with the highest single freight charge', charged],
  ['which customer had the heaviest shipment', charged.replaceAll('freight_charge', 'weight_kg')],
  [
    'which aircraft had the longest delay in one flight',
    orNone('SELECT registration, delay_minutes FROM flights JOIN aircraft USING (aircraft_id) ORDER BY 2 DESC LIMIT 1'),
  ],
  ['top 3 customers with the highest single freight charge', never],
  ['who shipped the heaviest shipment', never],
  ['what was in the heaviest shipment', never],
  [
    'the shipment with the highest freight charge',
    orNone('SELECT air_waybill FROM shipments ORDER BY freight_charge DESC LIMIT 1'),
  ],
  [
    'which customer has the highest total freight charge',
    'SELECT company_name, SUM(freight_charge) FROM shipments JOIN customers USING (customer_id) GROUP BY 1 ORDER BY 2 DESC LIMIT 1',
  ],
  // The time of a share is that of the whole.
  [
    'share of cancelled flights in 2024',
    "SELECT 100.0 * COUNT(*) FILTER (status = 'Cancelled') / COUNT(*) FROM flights WHERE YEAR(departed_at) = 2024",
  ],
  [
    'what share of flights in 2024 were cancelled',
    "SELECT 100.0 * COUNT(*) FILTER (status = 'Cancelled') / COUNT(*) FROM flights WHERE YEAR(departed_at) = 2024",
  ],
  ['what share of cancelled flights were in 2024', never],
  ["how many flights didn't get completed", "SELECT COUNT(*) FROM flights WHERE status <> 'Completed'"],
  ['how many flights did not get cancelled', orNone("SELECT COUNT(*) FROM flights WHERE status <> 'Cancelled'")],
];

/** Flags and a value of the same meaning two tables away. */
export const vets = `
CREATE TABLE staff (staff_id INTEGER PRIMARY KEY, first_name VARCHAR, last_name VARCHAR, job_title VARCHAR, hired_on DATE, hourly_rate DECIMAL(6,2), active_flag VARCHAR);
CREATE TABLE pets (pet_id INTEGER PRIMARY KEY, pet_name VARCHAR, species VARCHAR, birth_date DATE, weight_kg DECIMAL(5,1), insured_flag VARCHAR);
CREATE TABLE appointments (appointment_id INTEGER PRIMARY KEY, pet_id INTEGER REFERENCES pets(pet_id), staff_id INTEGER REFERENCES staff(staff_id), appointed_at TIMESTAMP, status VARCHAR);
CREATE TABLE invoices (invoice_id INTEGER PRIMARY KEY, appointment_id INTEGER REFERENCES appointments(appointment_id), invoiced_on DATE, total_amount DECIMAL(9,2), paid_flag VARCHAR, payment_method VARCHAR);
INSERT INTO staff SELECT i + 1, ['Ada','Ben','Cleo','Dan'][i % 4 + 1], ['Moss','Park','Quin'][i % 3 + 1], ['Veterinary Surgeon','Nurse','Receptionist'][i % 3 + 1], DATE '2015-02-01' + (i * 397 % 3000)::INT, 20 + i * 7 % 31, CASE WHEN i % 4 = 0 THEN 'N' ELSE 'Y' END FROM range(12) t(i);
INSERT INTO pets SELECT i + 1, ['Rex','Tom','Bun','Kit','Zoe'][i % 5 + 1] || i, ['Dog','Cat','Rabbit'][i % 3 + 1], DATE '2012-03-01' + (i * 211 % 4000)::INT, 2 + i * 13 % 300 / 10.0, CASE WHEN i % 5 < 2 THEN 'Y' ELSE 'N' END FROM range(60) t(i);
INSERT INTO appointments SELECT i + 1, i * 7 % 60 + 1, floor(sqrt(i))::INT % 12 + 1, TIMESTAMP '2023-01-02 09:00:00' + INTERVAL (i * 79) HOUR, ['Completed','Completed','Cancelled','No show'][i % 4 + 1] FROM range(200) t(i);
INSERT INTO invoices SELECT i + 1, i + 1, DATE '2023-01-05' + (i * 3)::INT, 30 + i * 17 % 400, CASE WHEN i % 6 = 0 THEN 'N' ELSE 'Y' END, ['Card','Cash','Insurance','Transfer'][i % 4 + 1] FROM range(150) t(i);
`;

const surgeons =
  "SELECT staff_id, COUNT(*) n FROM appointments JOIN staff USING (staff_id) WHERE job_title = 'Veterinary Surgeon'";

export const vetCases: Case[] = [
  // A value of far rows that nobody named is asked back.
  ['how many pets have insurance', asks],
  ['how many pets have no insurance', asks],
  ['pets without insurance per species', asks],
  // Who is ranked by a job is one of the people, and the job limits them.
  ['top 3 veterinary surgeons by number of appointments', `${surgeons} GROUP BY 1 ORDER BY n DESC LIMIT 3`],
  ['veterinary surgeon with the most appointments', `${surgeons} GROUP BY 1 ORDER BY n DESC LIMIT 1`],
  ['number of appointments by veterinary surgeon', never],
  // The beginning of a word denies what a flag says.
  ['how many invoices are unpaid', "SELECT COUNT(*) FROM invoices WHERE paid_flag = 'N'"],
  ['unpaid invoices', "SELECT * FROM invoices WHERE paid_flag = 'N'"],
  ['total amount of unpaid invoices', "SELECT SUM(total_amount) FROM invoices WHERE paid_flag = 'N'"],
  ['number of inactive staff', "SELECT COUNT(*) FROM staff WHERE active_flag = 'N'"],
  ['uninsured pets', "SELECT * FROM pets WHERE insured_flag = 'N'"],
  ['paid and unpaid invoices', never],
  ['pets that are not uninsured', never],
  [
    'What percentage of invoices does each payment method account for?',
    'SELECT payment_method, 100.0 * COUNT(*) / SUM(COUNT(*)) OVER () FROM invoices GROUP BY 1',
  ],
  // Rows that are called by what they are.
  ['Which rabbit is the oldest?', "SELECT * FROM pets WHERE species = 'Rabbit' ORDER BY birth_date LIMIT 1"],
  ['oldest rabbit', "SELECT * FROM pets WHERE species = 'Rabbit' ORDER BY birth_date LIMIT 1"],
  [
    'When was the last veterinary surgeon hired?',
    "SELECT MAX(hired_on) FROM staff WHERE job_title = 'Veterinary Surgeon'",
  ],
  ['who is the oldest nurse', never],
];
