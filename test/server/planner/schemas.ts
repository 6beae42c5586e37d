// Small databases of other trades than the sample's, for testing that nothing is known beforehand: names spelled in three habits,
// keys declared, half declared, and not at all. Not here: the questions (questions.test.ts).

/** A hospital: declared keys, two links between the same tables (attending and referring doctor), a flag, decimals. */
export const hospital = `
CREATE TABLE departments (department_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, floor INTEGER, beds INTEGER);
CREATE TABLE doctors (doctor_id INTEGER PRIMARY KEY, full_name VARCHAR, specialty VARCHAR, salary DECIMAL(12,2), hired_at DATE, department_id INTEGER REFERENCES departments (department_id));
CREATE TABLE patients (patient_id INTEGER PRIMARY KEY, name VARCHAR, gender VARCHAR, birth_date DATE, city VARCHAR, is_insured BOOLEAN);
CREATE TABLE visits (visit_id INTEGER PRIMARY KEY, patient_id INTEGER REFERENCES patients (patient_id), doctor_id INTEGER REFERENCES doctors (doctor_id), admitted_on DATE, discharged_on DATE, charge DECIMAL(10,2), severity VARCHAR);
CREATE TABLE prescriptions (prescription_id INTEGER PRIMARY KEY, visit_id INTEGER REFERENCES visits (visit_id), drug VARCHAR, dose DOUBLE);
INSERT INTO departments SELECT i, ['Cardiology', 'Oncology', 'Pediatrics', 'Surgery'][i], i % 3 + 1, 10 * i FROM range(1, 5) t(i);
INSERT INTO doctors SELECT i, 'Dr ' || ['Adams', 'Baker', 'Chen', 'Diaz', 'Evans', 'Fox', 'Garcia', 'Hall', 'Ito', 'Jones'][i], ['Surgeon', 'Physician', 'Resident'][i % 3 + 1], 90000 + i * 1234.5, DATE '2015-01-01' + INTERVAL (i * 200) DAY, i % 4 + 1 FROM range(1, 11) t(i);
INSERT INTO patients SELECT i, 'Patient ' || i, CASE WHEN i % 3 = 0 THEN 'F' ELSE 'M' END, DATE '1940-05-01' + INTERVAL (i * 77) DAY, CASE WHEN i % 7 = 0 THEN NULL ELSE ['Lyon', 'Paris', 'Nice'][i % 3 + 1] END, i % 4 <> 0 FROM range(1, 301) t(i);
INSERT INTO visits SELECT i, i * 7 % 280 + 1, i * 3 % 10 + 1, DATE '2024-01-01' + INTERVAL (i * 13 % 1040) DAY, DATE '2024-01-01' + INTERVAL (i * 13 % 1040 + i % 9) DAY, 50 + i % 97 * 3.35, ['low', 'medium', 'high'][i * 5 % 3 + 1] FROM range(1, 2001) t(i);
INSERT INTO prescriptions SELECT i, i * 11 % 2000 + 1, ['Aspirin', 'Ibuprofen', 'Insulin', 'Amoxicillin'][i * 7 % 4 + 1], i % 5 * 2.5 FROM range(1, 3001) t(i);
`;

/** Flights: camel case and abbreviations, no constraint at all, one table linked twice with another, an instant with a zone. */
export const flights = `
CREATE TABLE tblAirport (code VARCHAR, cityNm VARCHAR, cntry VARCHAR, elevation INTEGER);
CREATE TABLE tblCarrier (carrierId INTEGER, carrierName VARCHAR, alliance VARCHAR);
CREATE TABLE factFlt (fltId BIGINT, carrierId INTEGER, origCd VARCHAR, destCd VARCHAR, depDt DATE, paxQty INTEGER, fuelAmt DOUBLE, distKm INTEGER, isCancelled BOOLEAN);
INSERT INTO tblAirport VALUES ('CDG', 'Paris', 'France', 119), ('LHR', 'London', 'England', 25), ('FRA', 'Frankfurt', 'Germany', 111), ('NCE', 'Nice', 'France', 4), ('MUC', 'Munich', 'Germany', 453);
INSERT INTO tblCarrier VALUES (1, 'Blue Wings', 'Sky'), (2, 'Northern Air', 'Star'), (3, 'Sunline', 'Star'), (4, 'Alpine', NULL);
INSERT INTO factFlt SELECT i, i % 4 + 1, ['CDG', 'LHR', 'FRA', 'NCE', 'MUC'][i % 5 + 1], ['LHR', 'FRA', 'NCE', 'MUC', 'CDG'][i * 3 % 5 + 1], DATE '2025-01-01' + INTERVAL (i % 680) DAY, 40 + i % 150, i * 1.25, 300 + i % 11 * 100, i % 17 = 0 FROM range(1, 3001) t(i);
`;

/** A library: nothing declared, keys called just "id", no stored revenue but a price and a quantity, years as numbers. */
export const library = `
CREATE TABLE authors (id INTEGER, first_name VARCHAR, last_name VARCHAR, country VARCHAR);
CREATE TABLE books (id INTEGER, title VARCHAR, author_id INTEGER, genre VARCHAR, pages INTEGER, published_year INTEGER);
CREATE TABLE members (id INTEGER, email VARCHAR, joined_at TIMESTAMP, membership VARCHAR);
CREATE TABLE loans (id INTEGER, book_id INTEGER, member_id INTEGER, loaned_at TIMESTAMP, fine DECIMAL(6,2));
CREATE TABLE shop_lines (line_no INTEGER, book_id INTEGER, price DECIMAL(8,2), quantity INTEGER, sold_at TIMESTAMP);
INSERT INTO authors SELECT i, 'First' || i, 'Last' || i, ['Norway', 'Spain', 'Japan'][i % 3 + 1] FROM range(1, 41) t(i);
INSERT INTO books SELECT i, 'Book ' || (i % 150), i % 40 + 1, ['Crime', 'Poetry', 'History', 'Science Fiction'][i * 3 % 4 + 1], 80 + i * 7 % 600, 1990 + i % 30 FROM range(1, 201) t(i);
INSERT INTO members SELECT i, 'm' || i || '@example.org', TIMESTAMP '2023-01-01 08:00:00' + INTERVAL (i * 31) HOUR, ['basic', 'gold'][i % 2 + 1] FROM range(1, 501) t(i);
INSERT INTO loans SELECT i, i * 7 % 200 + 1, i * 3 % 480 + 1, TIMESTAMP '2025-02-01 10:30:00' + INTERVAL (i * 3) HOUR, CASE WHEN i % 6 = 0 THEN 1.75 ELSE 0 END FROM range(1, 4001) t(i);
INSERT INTO shop_lines SELECT i, i % 200 + 1, 5 + i % 13 * 1.1, i % 4 + 1, TIMESTAMP '2026-01-01 09:00:00' + INTERVAL (i * 5) HOUR FROM range(1, 1501) t(i);
`;
