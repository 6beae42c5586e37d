// Small databases full of traps: values called like words of a question, the same column name in several tables, NULLs, negative
// numbers, ties, dates on the entity as well as on the event. Not here: the questions (traps.test.ts).

/** A shop: `status` and `amount` stand in several tables, states are called OK, IN, ME, products begin like dates and operations. */
export const shop = `
CREATE TABLE customers (id INTEGER, name VARCHAR, state VARCHAR, country VARCHAR, tier VARCHAR, balance INTEGER, signup_date DATE);
CREATE TABLE orders (id INTEGER, customer_id INTEGER, order_date DATE, status VARCHAR, amount DOUBLE, paid BOOLEAN, channel VARCHAR);
CREATE TABLE items (id INTEGER, order_id INTEGER, product VARCHAR, quantity INTEGER, price DOUBLE, status VARCHAR);
CREATE TABLE refunds (id INTEGER, order_id INTEGER, amount INTEGER, refund_date DATE, reason VARCHAR);
INSERT INTO customers SELECT i, ['Ann Lee', 'Bob May', 'March Corp', 'Q1 Ltd', '2025 Inc', 'Total Foods', 'Last Month LLC', 'A-Z & Sons'][i % 8 + 1] , CASE WHEN i % 9 = 0 THEN NULL ELSE ['CA', 'OK', 'IN', 'ME', 'OR', 'HI'][i % 6 + 1] END, ['US', 'USA', 'UK', NULL][i % 4 + 1], ['gold', 'silver', NULL][i % 3 + 1], i * 31 % 97 - 20, DATE '2024-01-05' + INTERVAL (i * 41) DAY FROM range(1, 17) t(i);
INSERT INTO orders SELECT i, CASE WHEN i % 4 = 0 THEN NULL ELSE i * 7 % 16 + 1 END, DATE '2024-01-01' + INTERVAL (i * 37 % 1000) DAY, ['open', 'closed', 'cancelled', 'not paid', NULL][i * 3 % 5 + 1], (i * 53 % 920) - 20, [true, false, NULL][i % 3 + 1], ['web', 'store', 'phone'][i % 7 % 3 + 1] FROM range(1, 201) t(i);
INSERT INTO orders VALUES (201, 3, DATE '2025-03-03', 'open', 500, true, 'web'), (202, 3, DATE '2025-03-31', 'open', -5, true, 'web');
INSERT INTO items SELECT i, i * 13 % 200 + 1, ['Widget 2', 'Widget 20', 'Blue Box', '2024 Calendar', 'top hat', 'not a pipe'][i * 5 % 6 + 1], i % 9 - 2, i % 83 * 1.25, ['open', 'shipped', NULL][i * 7 % 3 + 1] FROM range(1, 501) t(i);
INSERT INTO refunds SELECT i, i * 11 % 200 + 1, i * 17 % 100, DATE '2025-01-01' + INTERVAL (i * 9 % 365) DAY, ['damaged', 'late', NULL][i % 3 + 1] FROM range(1, 41) t(i);
`;

/** People: a department called IT, flags written Y and N, a key that may be empty, an age beside a date of hiring. */
export const staff = `
CREATE TABLE departments (department_id INTEGER, name VARCHAR, budget INTEGER);
CREATE TABLE employees (employee_id INTEGER, name VARCHAR, department_id INTEGER, salary INTEGER, hire_date DATE, age INTEGER, title VARCHAR, active VARCHAR, manager_id INTEGER, city VARCHAR);
CREATE TABLE leave (leave_id INTEGER, employee_id INTEGER, kind VARCHAR, hours INTEGER, start_date DATE);
INSERT INTO departments VALUES (1, 'IT', 100), (2, 'HR', 50), (3, 'Sales', 70);
INSERT INTO employees SELECT i, ['Sam', 'May', 'April', 'Will'][i % 4 + 1] || ' ' || ['Day', 'Price', 'Young', 'Small', 'Best'][i % 5 + 1], CASE WHEN i % 5 = 0 THEN NULL ELSE i % 3 + 1 END, CASE WHEN i % 6 = 0 THEN NULL ELSE 20000 + i * 900 END, DATE '2015-01-01' + INTERVAL (i * 97) DAY, 18 + i * 7 % 45, ['Manager', 'Engineer', 'Clerk'][i % 3 + 1], CASE WHEN i % 10 = 0 THEN NULL WHEN i % 3 = 0 THEN 'N' ELSE 'Y' END, CASE WHEN i % 2 = 0 THEN NULL ELSE i // 10 + 1 END, ['York', 'New York', 'London'][i % 3 + 1] FROM range(1, 41) t(i);
INSERT INTO leave SELECT i, i * 3 % 40 + 1, ['sick', 'holiday'][i % 2 + 1], i % 8 + 1, DATE '2024-06-01' + INTERVAL (i * 5) DAY FROM range(1, 121) t(i);
`;

/** Results: a table named with a year, a column without a letter, two columns of one name. */
export const school = `
CREATE TABLE exam_results_2025 (student VARCHAR, subject VARCHAR, score INTEGER, "exam date" VARCHAR, grade VARCHAR, "😀" INTEGER);
INSERT INTO exam_results_2025 SELECT 'S' || i % 20, ['Math', 'Art'][i % 2 + 1], i % 11, 'Jan ' || i, ['A', 'A+', 'B'][i % 3 + 1], i FROM range(1, 61) t(i);
CREATE TABLE rooms (room_id INTEGER, state VARCHAR, seats INTEGER);
INSERT INTO rooms SELECT i, ['available', 'closed'][i % 3 // 2 + 1], i * 10 FROM range(1, 11) t(i);
`;
