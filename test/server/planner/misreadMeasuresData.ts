// Small databases for what may be measured: visits that are numbered, a market with amounts of several kinds and numbers that are none.
// Not here: the questions (misreadMeasures.ts).

/** One table as people export it, without a key: its numbers run on. */
export const visits = `
CREATE TABLE visit_log AS SELECT 1000 + i AS "Visit #", 7000 + i AS "Receipt", DATE '2025-01-02' + CAST(i * 3 AS INTEGER) AS dt_visit, ['Rex', 'Mia', 'Tom', 'Lea'][i % 4 + 1] AS pet, ['Dr. Huber', 'Dr. Okoye', 'Dr. Lang'][i * 5 % 7 % 3 + 1] AS vet, CASE WHEN i % 6 <> 0 THEN 'Z0' || i % 4 END AS dx_code, 20 + i * 13 % 47 AS fee_eur, i * 7 % 4 AS guests, i * 3 % 4 + 1 AS satisfaction FROM range(1, 61) t(i);
`;
