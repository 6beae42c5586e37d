// Questions about an estate agency that were once misread, each kind with an example or more, and SQL written by hand.
// Not here: the data (misreadData.ts), asking them (misread.test.ts).
import { asks, type Case, never, orNone } from './misreadCases.ts';

const sold = 'sales JOIN listings USING (listing_id) JOIN properties USING (property_id) JOIN agents USING (agent_id)';
const closed = "STRPTIME(closed_on, '%d/%m/%Y')";
const listed = "STRPTIME(listed_on, '%d/%m/%Y')";

export const homeCases: Case[] = [
  ['how many sold listings', "SELECT COUNT(*) FROM listings WHERE listing_status = 'sold'"],
  [
    'sold listings by city',
    "SELECT city, COUNT(*) FROM listings JOIN properties USING (property_id) WHERE listing_status = 'sold' GROUP BY 1",
  ],
  ['how many listings were sold in 2024', asks],
  ['share of listings sold by agent', never],
  [
    'are there any villas with a garden in Brightsea',
    "SELECT COUNT(*) FROM properties WHERE property_type = 'villa' AND has_garden AND city = 'Brightsea'",
  ],
  [
    'villas with asking price below 500000',
    orNone(
      "SELECT listings.* FROM listings JOIN properties USING (property_id) WHERE property_type = 'villa' AND asking_price < 500000",
    ),
  ],
  ['properties with year built after 2000', 'SELECT * FROM properties WHERE year_built > 2000'],
  ['average number of sales per month in 2024', never],
  ['average sales per month', asks],
  ['average commission per month', asks],
  ['top 3 agents by sales', asks],
  ['top 5 sales', orNone('SELECT sale_id, sale_price FROM sales ORDER BY 2 DESC LIMIT 5')],
  ['most expensive sale', 'SELECT sale_id, sale_price FROM sales ORDER BY 2 DESC LIMIT 1'],
  ['biggest sale', 'SELECT MAX(sale_price) FROM sales'],
  ['commission percent by agent', 'SELECT agent_name, commission_pct FROM agents'],
  ['energy class A properties', "SELECT * FROM properties WHERE energy_class = 'A'"],
  ['class B properties', orNone("SELECT property_id FROM properties WHERE energy_class = 'B'")],
  ['number of sales in March each year', never],
  ['offices with fewer than 3 agents', 'SELECT office, COUNT(*) FROM agents GROUP BY 1 HAVING COUNT(*) < 3'],
  [
    'agents with more than 5 but fewer than 8 sales',
    `SELECT agent_name, COUNT(*) FROM ${sold} GROUP BY 1 HAVING COUNT(*) > 5 AND COUNT(*) < 8`,
  ],
  [
    'cities with total sales over 3 million',
    orNone(`SELECT city FROM ${sold} GROUP BY 1 HAVING SUM(sale_price) > 3000000`),
  ],
  ['when was agent 3 last seen', never],
  ['most recently hired agent', 'SELECT * FROM agents ORDER BY hire_date DESC LIMIT 1'],
  ['agents alphabetically with office', 'SELECT agent_name, office FROM agents ORDER BY agent_name'],
  [
    'growth in number of sales per month during 2024 vs previous month',
    `SELECT STRFTIME(m, '%Y-%m') FROM (SELECT DISTINCT DATE_TRUNC('month', ${closed}) AS m FROM sales WHERE YEAR(${closed}) = 2024)`,
  ],
  [
    'compare villa and house by number of sales',
    `SELECT property_type, COUNT(*) FROM ${sold} WHERE property_type IN ('villa', 'house') GROUP BY 1`,
  ],
  [
    'sales where sale price is above asking price',
    'SELECT sales.* FROM sales JOIN listings USING (listing_id) WHERE sale_price > asking_price',
  ],
  ['listings in the past year', `SELECT * FROM listings WHERE YEAR(${listed}) = 2025`],
  [
    'properties with at least 4 bedrooms by city',
    'SELECT city, COUNT(*) FROM properties WHERE bedrooms >= 4 GROUP BY 1',
  ],
  [
    'median asking price of properties with more than 3 bedrooms',
    'SELECT MEDIAN(asking_price) FROM listings JOIN properties USING (property_id) WHERE bedrooms > 3',
  ],
  [
    'villas and houses with a garden',
    "SELECT * FROM properties WHERE property_type IN ('villa', 'house') AND has_garden",
  ],
  [
    'properties that are neither villas nor houses',
    "SELECT * FROM properties WHERE property_type NOT IN ('villa', 'house')",
  ],
  [
    'villas in Portville or houses in Ashford',
    orNone(
      "SELECT * FROM properties WHERE property_type = 'villa' AND city = 'Portville' OR property_type = 'house' AND city = 'Ashford'",
    ),
  ],
  [
    'villas or houses with 3 bedrooms',
    orNone("SELECT * FROM properties WHERE property_type IN ('villa', 'house') AND bedrooms = 3"),
  ],
  [
    'agents hired before 2020 or with commission over 2.5',
    orNone("SELECT * FROM agents WHERE hire_date < '2020-01-01' OR commission_pct > 2.5"),
  ],
  [
    'houses in Lakemoor with exactly 3 bedrooms: address, area, bedrooms',
    orNone(
      "SELECT address, area_sqm, bedrooms FROM properties WHERE property_type = 'house' AND city = 'Lakemoor' AND bedrooms = 3",
    ),
  ],
  ['agents used in 2024', never],
  ['properties over 200', never],
  ['fiscal year sales', never],
  ['agents without sales', `SELECT * FROM agents WHERE agent_id NOT IN (SELECT agent_id FROM ${sold})`],
  ['when was agent 3 last active', never],
  ['listings of agent 3', orNone('SELECT * FROM listings WHERE agent_id = 3')],
  ['is agent 3 in Seaside', never],
  [
    'properties never listed',
    orNone('SELECT * FROM properties WHERE property_id NOT IN (SELECT property_id FROM listings)'),
  ],
  ['listings never sold', orNone('SELECT * FROM listings WHERE listing_id NOT IN (SELECT listing_id FROM sales)')],
];
