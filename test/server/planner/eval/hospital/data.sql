CREATE TABLE wards (ward_id INTEGER PRIMARY KEY, ward_name VARCHAR NOT NULL, floor INTEGER NOT NULL, beds INTEGER NOT NULL);
CREATE TABLE doctors (
  doctor_id INTEGER PRIMARY KEY, doctor_name VARCHAR NOT NULL, specialty VARCHAR NOT NULL, hired_on DATE NOT NULL, salary DECIMAL(10,2)
);
CREATE TABLE patients (
  patient_id INTEGER PRIMARY KEY, patient_name VARCHAR NOT NULL, gender VARCHAR NOT NULL, birth_date DATE NOT NULL, city VARCHAR,
  insurance VARCHAR NOT NULL, blood_group VARCHAR
);
CREATE TABLE admissions (
  admission_id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL REFERENCES patients (patient_id),
  ward_id INTEGER NOT NULL REFERENCES wards (ward_id), doctor_id INTEGER NOT NULL REFERENCES doctors (doctor_id),
  admitted_on DATE NOT NULL, discharged_on DATE, admission_type VARCHAR NOT NULL
);
CREATE TABLE diagnoses (
  diagnosis_id INTEGER PRIMARY KEY, admission_id INTEGER NOT NULL REFERENCES admissions (admission_id), icd_code VARCHAR NOT NULL,
  description VARCHAR NOT NULL, severity VARCHAR
);
CREATE TABLE treatments (
  treatment_id INTEGER PRIMARY KEY, admission_id INTEGER NOT NULL REFERENCES admissions (admission_id), treatment_name VARCHAR NOT NULL,
  performed_on DATE NOT NULL, minutes INTEGER NOT NULL, cost DECIMAL(10,2) NOT NULL
);

INSERT INTO wards
SELECT i, ['Cardiology', 'Neurology', 'Orthopaedics', 'Paediatrics', 'Oncology', 'Intensive Care', 'Maternity', 'Palliative'][i],
  1 + i // 3, [24, 18, 30, 22, 20, 12, 16, 8][i]
FROM range(1, 9) r(i);

INSERT INTO doctors
SELECT i, 'Dr. ' || ['Adler', 'Banerjee', 'Chen', 'Delacroix', 'Eriksen', 'Fonseca', 'Grünwald', 'Haddad', 'Iversen', 'Jovanović', 'Kim', 'Lopez',
    'Mbeki', 'Nakamura', 'Okafor', 'Petrov', 'Quinn', 'Reyes', 'Sørensen', 'Tanaka', 'Ullmann', 'Varga', 'Wójcik', 'Zimmermann'][i],
  ['Surgery', 'Internal medicine', 'Neurology', 'Paediatrics', 'Anaesthesia', 'Radiology'][1 + i % 6],
  DATE '2008-04-01' + CAST(hash('hired' || i) % 5800 AS INTEGER),
  CASE WHEN i % 8 = 5 THEN NULL ELSE 68000 + hash('salary' || i) % 70000 END
FROM range(1, 25) r(i);

INSERT INTO patients
SELECT i, ['Alice', 'Björn', 'Carla', 'David', 'Élodie', 'Frank', 'Greta', 'Hugo', 'Irene', 'Jonas'][1 + i % 10] || ' '
    || ['Abel', 'Brandt', 'Clarke', 'Díaz', 'Evans', 'Franke', 'Gómez', 'Huber', 'Ito', 'Jung', 'Koch', 'Lund', 'Marek', 'Neumann',
        'Ortiz', 'Pohl', 'Quast', 'Richter', 'Sauer', 'Thoma', 'Uhl', 'Vidal', 'Wolf', 'Young', 'Zander'][1 + (i // 10) % 25]
    || CASE WHEN i // 250 = 0 THEN '' ELSE ' ' || ['Jr', 'II', 'III', 'IV'][i // 250] END,
  CASE WHEN hash('gender' || i) % 100 < 52 THEN 'female' ELSE 'male' END,
  DATE '1935-01-01' + CAST(hash('born' || i) % 31000 AS INTEGER),
  CASE WHEN i % 29 = 0 THEN NULL ELSE ['Leeds', 'York', 'Bradford', 'Wakefield', 'Harrogate', 'Ripon'][1 + CAST(hash('city' || i) % 6 AS INTEGER)] END,
  ['public', 'public', 'public', 'private', 'self-pay'][1 + CAST(hash('insurance' || i) % 5 AS INTEGER)],
  CASE WHEN i % 9 = 2 THEN NULL ELSE ['A+', 'A+', '0+', '0+', 'B+', 'A-', '0-', 'AB+', 'B-', 'AB-'][1 + CAST(hash('blood' || i) % 10 AS INTEGER)] END
FROM range(1, 1201) r(i);

INSERT INTO admissions
SELECT i, p, 1 + CAST(floor(7 * pow((hash('ward' || i) % 1000) / 1001.0, 1.2)) AS INTEGER), 1 + hash('doctor' || i) % 24,
  d, CASE WHEN d + stay > DATE '2025-06-14' OR hash('open' || i) % 211 = 0 THEN NULL ELSE d + stay END,
  ['emergency', 'emergency', 'planned', 'planned', 'planned', 'transfer'][1 + CAST(hash('type' || i) % 6 AS INTEGER)]
FROM (
  SELECT i, CASE WHEN p0 % 8 = 3 THEN p0 - 1 ELSE p0 END AS p,
    DATE '2023-01-01' + CAST(floor(895 * pow((hash('in' || i) % 99991) / 99991.0, 0.85)) AS INTEGER) AS d,
    CAST(hash('stay' || i) % 17 AS INTEGER) AS stay
  FROM (SELECT i, CAST(1 + hash('patient' || i) % 1200 AS INTEGER) AS p0 FROM range(1, 3201) r(i))
);

INSERT INTO diagnoses
SELECT row_number() OVER (ORDER BY i, n), i, ['I21', 'J18', 'S72', 'G40', 'C50', 'K35', 'I10', 'E11', 'N39', 'J45'][k],
  ['Acute myocardial infarction', 'Pneumonia', 'Fracture of femur', 'Epilepsy', 'Malignant neoplasm of breast', 'Acute appendicitis',
   'Essential hypertension', 'Type 2 diabetes', 'Urinary tract infection', 'Asthma'][k],
  CASE WHEN hash('sev' || i || n) % 19 = 0 THEN NULL ELSE ['mild', 'moderate', 'moderate', 'severe'][1 + CAST(hash('severity' || i || n) % 4 AS INTEGER)] END
FROM (SELECT i, n, CAST(1 + hash('icd' || i || ' ' || n) % 10 AS INTEGER) AS k FROM range(1, 3201) a(i), range(1, 4) b(n) WHERE n <= 1 + hash('dx' || i) % 3);

INSERT INTO treatments
SELECT row_number() OVER (ORDER BY admission_id, n), admission_id,
  ['MRI scan', 'X-ray', 'Blood transfusion', 'Physiotherapy', 'Appendectomy', 'Chemotherapy', 'Dialysis', 'Hip replacement'][k],
  admitted_on + CAST(n - 1 AS INTEGER), 10 + hash('minutes' || admission_id || ' ' || n) % [40, 20, 90, 60, 140, 180, 200, 170][k],
  round([420, 90, 310, 65, 2900, 1800, 640, 7200][k] * (0.8 + (hash('cost' || admission_id || ' ' || n) % 4001) / 10000.0), 2)
FROM (
  SELECT admission_id, admitted_on, n, 1 + CAST(floor(8 * pow((hash('t' || admission_id || ' ' || n) % 997) / 998.0, 1.5)) AS INTEGER) AS k
  FROM admissions, range(1, 5) b(n) WHERE n <= hash('many' || admission_id) % 5
);
