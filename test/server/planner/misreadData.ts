// Small databases for questions that were once misread: a library, a bike hire, an estate agency. Names are made for trouble: columns
// that end in _no, dates that are empty until something has happened, amounts of nothing, values of a child table.
// Not here: the questions (misreadLibrary.ts, misreadHires.ts, misreadEstate.ts).

/** Days that are empty until a loan is returned or a fine paid; people in two tables; a first and a last name. */
export const readers = `
CREATE TABLE branches (branch_id INTEGER PRIMARY KEY, branch_name VARCHAR, district VARCHAR, floor_area INTEGER, opened_on DATE);
CREATE TABLE members (member_id INTEGER PRIMARY KEY, first_name VARCHAR, last_name VARCHAR, membership_type VARCHAR, branch_id INTEGER REFERENCES branches(branch_id), joined_on DATE, email VARCHAR, is_active BOOLEAN);
CREATE TABLE authors (author_id INTEGER PRIMARY KEY, author_name VARCHAR, country VARCHAR);
CREATE TABLE titles (title_id INTEGER PRIMARY KEY, title VARCHAR, author_id INTEGER REFERENCES authors(author_id), genre VARCHAR, language VARCHAR, pages INTEGER, published_year INTEGER);
CREATE TABLE loans (loan_id INTEGER PRIMARY KEY, title_id INTEGER REFERENCES titles(title_id), member_id INTEGER REFERENCES members(member_id), checked_out_on DATE, due_date DATE, returned_on DATE, renewals INTEGER);
CREATE TABLE fines (fine_id INTEGER PRIMARY KEY, loan_id INTEGER REFERENCES loans(loan_id), amount DECIMAL(6,2), reason VARCHAR, issued_on DATE, paid_on DATE);
INSERT INTO branches VALUES (1, 'Riverside', 'East', 1250, '1988-09-12'), (2, 'Oak Hill', 'North', 980, '1996-03-18'), (3, 'Kingsway', 'North', 1120, '2017-08-21'), (4, 'Millfield', 'East', 640, '2005-02-01');
INSERT INTO members SELECT i, ['Anna', 'Ben', 'Clara', 'Hugo', 'Ella'][i % 5 + 1], ['Khan', 'Lewis', 'Foster', 'Singh', 'Abbott', 'Baker', 'Turner'][i % 7 + 1], CASE WHEN i % 4 = 2 THEN ['Senior', 'Adult'][i % 3 % 2 + 1] ELSE ['Adult', 'Student', 'Senior'][i % 3 + 1] END, i % 4 + 1, DATE '2022-01-10' + CAST(i * 47 AS INTEGER), CASE WHEN i % 4 = 0 THEN NULL ELSE 'm' || i || '@mail.example' END, i % 5 <> 0 FROM range(1, 31) t(i);
UPDATE members SET membership_type = 'Adult' WHERE branch_id = 4 AND membership_type = 'Student';
INSERT INTO authors SELECT i, ['Marta', 'Jonas', 'Aiko', 'Pierre'][i % 4 + 1] || ' ' || ['Brandt', 'Moreau', 'Tanaka'][i % 3 + 1], ['France', 'Japan', 'Poland', 'Nigeria'][i % 4 + 1] FROM range(1, 13) t(i);
INSERT INTO titles SELECT i, ['The Silent', 'A Distant', 'The Last'][i % 3 + 1] || ' ' || ['Harbour', 'Garden', 'Winter', 'River', 'Bridge'][i % 5 + 1] || ' ' || i, i % 11 + 1, ['Crime', 'Fantasy', 'Poetry', 'History'][i * 7 % 9 % 4 + 1], ['English', 'French', 'Polish'][i % 5 % 3 + 1], 90 + i * 61 % 500, 1960 + i * 13 % 64 FROM range(1, 41) t(i);
INSERT INTO loans SELECT i, i * 11 % 37 + 1, i * 17 % 28 + 1, DATE '2024-01-15' + CAST(i * 11 AS INTEGER), DATE '2024-02-05' + CAST(i * 11 AS INTEGER), CASE WHEN i % 7 = 0 THEN NULL ELSE DATE '2024-01-25' + CAST(i * 11 + i % 20 AS INTEGER) END, i % 4 FROM range(1, 91) t(i);
INSERT INTO fines SELECT i, i * 3 + i % 2, 1.5 + i * 7 % 23, ['damage', 'late return', 'late return', 'loss'][i % 4 + 1], DATE '2024-03-01' + CAST(i * 30 AS INTEGER), CASE WHEN i % 3 = 0 THEN NULL ELSE DATE '2024-04-01' + CAST(i * 30 AS INTEGER) END FROM range(1, 25) t(i);
`;

/** Keys that end in _no, tips and discounts of 0, a wage for an hour, and two tables that are opened. */
export const bikes = `
CREATE TABLE shops (shop_no INTEGER, shop_name VARCHAR, city VARCHAR, region VARCHAR, docks INTEGER, opened DATE);
CREATE TABLE staff (staff_id INTEGER, full_name VARCHAR, role VARCHAR, shop_no INTEGER, hired_on DATE, left_on DATE, hourly_wage DECIMAL(6,2));
CREATE TABLE hires (hire_no INTEGER, shop_no INTEGER, staff_id INTEGER, opened_at TIMESTAMP, channel VARCHAR, riders INTEGER, discount DECIMAL(6,2), tip DECIMAL(6,2), total DECIMAL(8,2), status VARCHAR);
CREATE TABLE items (item_code VARCHAR, item_name VARCHAR, category VARCHAR, list_price DECIMAL(6,2), is_electric BOOLEAN);
CREATE TABLE hire_lines (hire_no INTEGER, line_no INTEGER, item_code VARCHAR, qty INTEGER, unit_price DECIMAL(6,2), note VARCHAR);
INSERT INTO shops VALUES (101, 'Austin Lake', 'Austin', 'South', 64, '2014-04-02'), (102, 'Dallas Uptown', 'Dallas', 'South', 48, '2016-09-10'), (103, 'Boston Common', 'Boston', 'Northeast', 0, '2018-11-20'), (104, 'Chicago Loop', 'Chicago', 'Midwest', 90, '2013-01-28'), (105, 'Chicago West', 'Chicago', 'Midwest', 20, '2020-05-05'), (106, 'Denver Union', 'Denver', 'West', 36, '2019-07-15');
INSERT INTO staff SELECT i, ['Maria', 'James', 'Aisha', 'Luis', 'Emily'][i % 5 + 1] || ' ' || ['Lopez', 'Brown', 'Kim', 'Diaz', 'Evans', 'Young', 'Cohen'][i % 7 + 1], CASE WHEN i <= 6 THEN 'Manager' ELSE ['Mechanic', 'Cashier', 'Mechanic'][i % 3 + 1] END, i % 6 + 101, DATE '2017-02-01' + CAST(i * 71 AS INTEGER), CASE WHEN i % 8 = 0 THEN DATE '2026-01-10' + CAST(i AS INTEGER) END, 13 + i * 37 % 160 / 10 FROM range(1, 31) t(i);
UPDATE staff SET role = 'Cashier' WHERE shop_no = 103 AND role = 'Mechanic';
INSERT INTO items VALUES ('C1', 'City Bike', 'Bikes', 12, false), ('E1', 'Volt Bike', 'Bikes', 25, true), ('K1', 'Cargo Bike', 'Bikes', 30, true), ('H1', 'Helmet', 'Gear', 3, false), ('L1', 'Lock', 'Gear', 2, false), ('S1', 'Child Seat', 'Seats', 5, false), ('X1', 'Gift Card', 'Other', 25, false);
INSERT INTO hires SELECT 5000 + i, i % 5 + 101, i * 7 % 28 + 1, TIMESTAMP '2024-01-03 09:15:00' + INTERVAL (i * 7) DAY + INTERVAL (i * 5 % 10) HOUR, ['web', 'desk', 'phone'][i % 7 % 3 + 1], i % 6 + 1, CASE WHEN i % 6 = 0 THEN 1.5 ELSE 0 END, CASE WHEN i % 4 = 0 THEN 0 ELSE i % 9 END, 20 + i * 13 % 70, CASE WHEN i % 5 + 101 <> 101 AND i % 9 = 0 THEN 'void' ELSE 'closed' END FROM range(1, 121) t(i);
INSERT INTO hire_lines SELECT 5000 + i, k, item_code, i % 3 + 1, list_price, CASE WHEN i % 4 = 0 THEN ['blue', 'small'][i % 3 % 2 + 1] END FROM (SELECT i, k, ['C1', 'E1', 'K1', 'H1', 'L1', 'S1'][(i * 5 + k * 4) % 6 + 1] AS item_code FROM range(1, 121) t(i), range(1, 4) s(k) WHERE k <= i % 3 + 1) JOIN items USING (item_code);
`;

/** Days as text, a status that says sold beside a table of sales, two prices, classes of one letter. */
export const homes = `
CREATE TABLE agents (agent_id INTEGER, agent_name VARCHAR, office VARCHAR, hire_date DATE, commission_pct DOUBLE);
CREATE TABLE properties (property_id INTEGER, address VARCHAR, city VARCHAR, property_type VARCHAR, bedrooms INTEGER, area_sqm DOUBLE, year_built INTEGER, energy_class VARCHAR, has_garden BOOLEAN);
CREATE TABLE listings (listing_id INTEGER, property_id INTEGER, agent_id INTEGER, asking_price DECIMAL(12,2), listed_on VARCHAR, listing_status VARCHAR);
CREATE TABLE sales (sale_id INTEGER, listing_id INTEGER, sale_price DECIMAL(12,2), closed_on VARCHAR, commission DECIMAL(10,2));
INSERT INTO agents SELECT i, ['Helen Marsh', 'Peter Quinn', 'Laura Stone', 'Omar Haddad', 'Judy Chen', 'Rafael Ortiz', 'Nina Brandt', 'Yusuf Kaya'][i], ['Downtown', 'Seaside', 'Hillcrest'][i % 3 + 1], DATE '2016-02-01' + CAST(i * 391 % 3100 AS INTEGER), 1.5 + i % 4 * 0.5 FROM range(1, 9) t(i);
INSERT INTO properties SELECT i, i * 3 || ' ' || ['Maple Avenue', 'Ocean Drive', 'Church Street'][i % 3 + 1], ['Portville', 'Lakemoor', 'Ashford', 'Brightsea'][i * 7 % 11 % 4 + 1], ['apartment', 'house', 'villa', 'studio'][i * 3 % 7 % 4 + 1], i % 6, 30 + i * 17 % 220, 1920 + i * 29 % 104, ['A', 'B', 'C', NULL][i % 4 + 1], i % 3 = 0 FROM range(1, 61) t(i);
INSERT INTO listings SELECT i, i * 7 % 55 + 1, i % 7 + 1, 90000 + i * 37 % 140 * 10000, STRFTIME(DATE '2023-06-01' + CAST(i * 11 AS INTEGER), '%d/%m/%Y'), ['active', 'sold', 'sold', 'under offer', 'withdrawn'][i * 3 % 5 + 1] FROM range(1, 101) t(i);
INSERT INTO sales SELECT ROW_NUMBER() OVER (ORDER BY listing_id), listing_id, ROUND(asking_price * (0.9 + listing_id % 4 * 0.05)), STRFTIME(STRPTIME(listed_on, '%d/%m/%Y') + INTERVAL (20 + listing_id * 13 % 200) DAY, '%d/%m/%Y'), ROUND(asking_price * 0.02) FROM listings WHERE listing_status = 'sold';
`;
