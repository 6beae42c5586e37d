// Small databases whose names are made for trouble: words that are one word of several names, roots that two names share, names cut short.
// Not here: the questions (misreadNames.ts, misreadShort.ts).

/** Payments beside an amount that is paid; a fee for a year; requests beside their types. */
export const covers = `
CREATE TABLE members (member_id INTEGER PRIMARY KEY, full_name VARCHAR, town VARCHAR, email VARCHAR);
CREATE TABLE contracts (contract_id INTEGER PRIMARY KEY, member_id INTEGER REFERENCES members(member_id), product VARCHAR, started_on DATE, annual_fee DECIMAL(8,2));
CREATE TABLE damages (damage_id INTEGER PRIMARY KEY, contract_id INTEGER REFERENCES contracts(contract_id), reported_on DATE, cause VARCHAR, claimed_amount DECIMAL(10,2), paid_amount DECIMAL(10,2));
CREATE TABLE fee_payments (payment_id INTEGER PRIMARY KEY, contract_id INTEGER REFERENCES contracts(contract_id), paid_on DATE, amount DECIMAL(8,2), method VARCHAR);
CREATE TABLE request_types (type_id INTEGER PRIMARY KEY, name VARCHAR, category VARCHAR);
CREATE TABLE service_requests (request_id INTEGER PRIMARY KEY, type_id INTEGER REFERENCES request_types(type_id), member_id INTEGER REFERENCES members(member_id), opened_on DATE, status VARCHAR, cost DECIMAL(8,2));
INSERT INTO members SELECT i, ['Anna', 'Ben', 'Clara', 'Hugo', 'Ella'][i % 5 + 1] || ' ' || ['Khan', 'Lewis', 'Foster', 'Singh'][i % 4 + 1] || ' ' || i, ['Boston', 'Denver', 'Phoenix'][i % 3 + 1], CASE WHEN i % 6 = 0 THEN NULL ELSE 'm' || i || '@mail.example' END FROM range(1, 31) t(i);
INSERT INTO contracts SELECT i, i * 7 % 30 + 1, ['Auto', 'Home', 'Travel'][i * 3 % 7 % 3 + 1], DATE '2022-01-10' + CAST(i * 17 AS INTEGER), 300 + i * 83 % 2400 FROM range(1, 51) t(i);
INSERT INTO damages SELECT i, i * 11 % 50 + 1, DATE '2023-01-05' + CAST(i * 9 AS INTEGER), ['fire', 'hail', 'theft', 'flood'][i % 4 + 1], 500 + i * 131 % 9000, 400 + i * 97 % 5000 FROM range(1, 81) t(i);
INSERT INTO fee_payments SELECT i, i * 13 % 50 + 1, DATE '2023-01-02' + CAST(i * 4 AS INTEGER), 25 + i * 37 % 180, ['card', 'transfer', 'cash'][i % 3 + 1] FROM range(1, 201) t(i);
INSERT INTO request_types VALUES (1, 'Pothole', 'Roads'), (2, 'Street Light', 'Roads'), (3, 'Noise', 'Nuisance'), (4, 'Bulky Waste', 'Waste'), (5, 'Missed Bin', 'Waste');
INSERT INTO service_requests SELECT i, i * 7 % 5 + 1, i % 30 + 1, DATE '2024-01-03' + CAST(i * 3 AS INTEGER), ['Open', 'Closed', 'Rejected'][i * 5 % 7 % 3 + 1], 10 + i * 29 % 300 FROM range(1, 151) t(i);
`;

/** Capitals instead of spaces, vowels left out; play is a part of three names. */
export const songs = `
CREATE TABLE tblUsr (usrId INTEGER, usrNm VARCHAR, ctry VARCHAR, signupDt DATE, eml VARCHAR, fName VARCHAR, lName VARCHAR);
CREATE TABLE BANDS (bandId INTEGER, bandNm VARCHAR, homeCtry VARCHAR);
CREATE TABLE trk (trk_id INTEGER, ttl VARCHAR, band_id INTEGER, durSec INTEGER, genre VARCHAR, relDt DATE, explicit_flg VARCHAR);
CREATE TABLE play_evts (evtId BIGINT, usr_id INTEGER, trkId INTEGER, playTs TIMESTAMP, secPlayed INTEGER, dvc VARCHAR);
CREATE TABLE playLst (plId INTEGER, plNm VARCHAR, ownerUsrId INTEGER, isPublic BOOLEAN);
INSERT INTO tblUsr SELECT i, ['anna', 'ben', 'clara', 'hugo'][i % 4 + 1] || i, ['Spain', 'Japan', 'Poland'][i % 3 + 1], DATE '2024-01-10' + CAST(i * 11 AS INTEGER), CASE WHEN i % 6 = 0 THEN NULL ELSE 'm' || i || '@mail.example' END, ['Anna', 'Ben', 'Clara', 'Hugo'][i % 4 + 1], ['Khan', 'Lewis', 'Foster'][i % 3 + 1] FROM range(1, 41) t(i);
INSERT INTO BANDS SELECT i, ['Neon', 'Lunar', 'Hollow', 'Velvet'][i % 4 + 1] || ' ' || ['Tide', 'Harbor', 'Pines'][i % 3 + 1], ['Spain', 'Japan', 'Norway'][i * 5 % 7 % 3 + 1] FROM range(1, 13) t(i);
INSERT INTO trk SELECT i, ['Golden', 'Broken', 'Silent', 'Paper'][i % 4 + 1] || ' ' || ['Sky', 'Road', 'Sea'][i % 3 + 1] || ' ' || i, i * 5 % 12 + 1, 120 + i * 37 % 240, ['jazz', 'folk', 'rock'][i * 3 % 7 % 3 + 1], DATE '2017-03-01' + CAST(i * 61 AS INTEGER), CASE WHEN i % 4 = 0 THEN 'Y' ELSE 'N' END FROM range(1, 51) t(i);
INSERT INTO play_evts SELECT i, i * 7 % 40 + 1, i * i % 50 + 1, TIMESTAMP '2025-01-02 08:00:00' + INTERVAL (i * 5) HOUR, 20 + i * 53 % 300, ['phone', 'web', 'tv', 'phone'][i % 4 + 1] FROM range(1, 601) t(i);
INSERT INTO playLst SELECT i, ['Morning Run', 'Deep Focus', 'Road Trip', 'Sunday'][i % 4 + 1] || ' ' || i, i * 3 % 40 + 1, i % 3 = 0 FROM range(1, 25) t(i);
`;

/** A gym: check-ins, fees and rates cut short, and payments whose key and day take their name. */
export const gyms = `
CREATE TABLE Studios (studioNo INTEGER, studioNm VARCHAR, cty VARCHAR, sqm INTEGER);
CREATE TABLE PlanLU (planCd VARCHAR, planDesc VARCHAR, mthlyFee DECIMAL(6,2));
CREATE TABLE tblMbrs (mbrId INTEGER, fName VARCHAR, lName VARCHAR, joinDt DATE, planCd VARCHAR, studioNo INTEGER);
CREATE TABLE chkins (chkId INTEGER, mbrId INTEGER, studioNo INTEGER, chkInTs TIMESTAMP);
CREATE TABLE trnrs (trnrId INTEGER, trnrNm VARCHAR, spec VARCHAR, hrlyRate DECIMAL(6,2), hireDt DATE);
CREATE TABLE pmts (pmtId INTEGER, mbrId INTEGER, pmtDt DATE, amt DECIMAL(8,2), mthd VARCHAR, pmtStat VARCHAR);
INSERT INTO Studios VALUES (1, 'Lake', 'Boston', 640), (2, 'Hill', 'Boston', 820), (3, 'Union', 'Denver', 450), (4, 'West', 'Austin', 900);
INSERT INTO PlanLU VALUES ('B', 'Basic', 19.9), ('P', 'Plus', 34.5), ('X', 'Premium', 59);
INSERT INTO tblMbrs SELECT i, ['Anna', 'Ben', 'Clara', 'Hugo'][i % 4 + 1], ['Khan', 'Lewis', 'Foster'][i % 3 + 1], DATE '2023-02-01' + CAST(i * 13 AS INTEGER), ['B', 'P', 'X', 'B'][i % 4 + 1], i % 4 + 1 FROM range(1, 61) t(i);
INSERT INTO chkins SELECT i, i * 7 % 60 + 1, i * 3 % 7 % 4 + 1, TIMESTAMP '2025-01-03 07:00:00' + INTERVAL (i * 7) HOUR FROM range(1, 301) t(i);
INSERT INTO trnrs SELECT i, ['Mia', 'Tom', 'Ivo', 'Lea'][i % 4 + 1] || ' ' || i, ['Yoga', 'Boxing', 'Rowing'][i % 3 + 1], 20 + i * 17 % 40, DATE '2019-02-01' + CAST(i * 91 AS INTEGER) FROM range(1, 13) t(i);
INSERT INTO pmts SELECT i, i * 11 % 60 + 1, DATE '2024-01-02' + CAST(i * 2 AS INTEGER), 19.9 + i * 7 % 40, ['card', 'debit', 'cash'][i % 3 + 1], ['paid', 'failed', 'paid', 'pending'][i * 3 % 7 % 4 + 1] FROM range(1, 251) t(i);
`;
