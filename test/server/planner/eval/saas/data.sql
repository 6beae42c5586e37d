CREATE TABLE plans (plan_id VARCHAR, plan_name VARCHAR, monthly_price DECIMAL(8, 2));
INSERT INTO plans VALUES ('pl_free', 'Free', 0), ('pl_start', 'Starter', 12), ('pl_team', 'Team', 29), ('pl_biz', 'Business', 59), ('pl_ent', 'Enterprise', 149);

CREATE TABLE users (user_id INTEGER, email VARCHAR, company VARCHAR, country VARCHAR, referral_source VARCHAR, signed_up_at TIMESTAMP);
INSERT INTO users
SELECT
  i,
  lower((['lena', 'omar', 'sofia', 'jack', 'mei', 'raul', 'ines', 'tom', 'yuki', 'ana'])[1 + i % 10]) || '.' || i || '@'
    || lower(replace(co, ' ', '')) || (['.com', '.com', '.io', '.org', '.de'])[1 + (hash(co) % 5)::INTEGER],
  co, c,
  CASE WHEN hash(i, 3) % 6 = 0 THEN NULL ELSE (['search', 'newsletter', 'friend', 'podcast', 'conference'])[1 + (hash(i, 4) % 5)::INTEGER] END,
  TIMESTAMP '2023-01-01 00:00:00' + to_seconds(floor(pow((hash(i, 5) % 1000000)::INTEGER / 1000000.0, 0.7) * 77414400)::BIGINT)
FROM (
  SELECT i, c, (['Nova', 'Blue Fern', 'Kitsune', 'Orbit', 'Pine', 'Quanta', 'Lumen', 'Tern'])[1 + (hash(i, 2) % 8)::INTEGER] || ' ' || (['Labs', 'Studio', 'Works', 'Group', 'Logistics', 'Health'])[k + 1] AS co
  FROM (SELECT i, (hash(i, 1) % 6)::INTEGER AS k, (['Germany', 'United States', 'Brazil', 'Japan', 'France', 'Côte d''Ivoire'])[1 + (hash(i, 1) % 6)::INTEGER] AS c FROM range(1, 1151) r(i))
);

CREATE TABLE subscriptions (subscription_id INTEGER, user_id INTEGER, plan_id VARCHAR, status VARCHAR, started_on DATE, cancelled_on DATE, seats INTEGER, mrr DECIMAL(10, 2));
INSERT INTO subscriptions
SELECT
  40000 + user_id, user_id, p.plan_id, s,
  st,
  CASE WHEN s = 'cancelled' THEN least(st + 20 + (hash(user_id, 14) % 300)::INTEGER, DATE '2025-06-10') END,
  seats,
  p.monthly_price * seats
FROM (
  SELECT user_id, signed_up_at::DATE + (hash(user_id, 15) % 3)::INTEGER AS st,
    (['pl_free', 'pl_free', 'pl_start', 'pl_start', 'pl_team', 'pl_team', 'pl_biz'])[1 + (hash(user_id, 11) % 7)::INTEGER] AS plan_id,
    (['active', 'active', 'active', 'active', 'cancelled', 'past_due'])[1 + (hash(user_id, 12) % 6)::INTEGER] AS s,
    1 + floor(pow((hash(user_id, 13) % 1000)::INTEGER / 1000.0, 3) * 40)::INTEGER AS seats
  FROM users
  WHERE hash(user_id, 10) % 10 < 8 AND signed_up_at < TIMESTAMP '2025-06-01'
) x JOIN plans p ON p.plan_id = x.plan_id;

CREATE TABLE invoices (invoice_id INTEGER, subscription_id INTEGER, issued_on DATE, amount DECIMAL(10, 2), paid BOOLEAN);
INSERT INTO invoices
SELECT row_number() OVER (ORDER BY d, subscription_id), subscription_id, d, mrr, hash(subscription_id, d, 21) % 17 <> 0
FROM (
  SELECT subscription_id, mrr, (started_on + to_months(m::INTEGER))::DATE AS d, cancelled_on
  FROM subscriptions, range(30) r(m)
  WHERE mrr > 0
)
WHERE d <= DATE '2025-06-14' AND (cancelled_on IS NULL OR d < cancelled_on);

CREATE TABLE events (event_id INTEGER, user_id INTEGER, event_name VARCHAR, device VARCHAR, occurred_at TIMESTAMP);
INSERT INTO events
SELECT row_number() OVER (ORDER BY t, i), user_id, e, d, t
FROM (
  SELECT i, u.user_id,
    (['login', 'login', 'login', 'login', 'project_created', 'file_uploaded', 'file_uploaded', 'invite_sent', 'export_created'])[1 + (hash(i, 32) % 9)::INTEGER] AS e,
    (['desktop', 'desktop', 'desktop', 'mobile', 'tablet', NULL])[1 + (hash(i, 33) % 6)::INTEGER] AS d,
    u.signed_up_at + to_seconds(floor((hash(i, 34) % 100000)::INTEGER / 100000.0 * epoch(TIMESTAMP '2025-06-15 00:00:00' - u.signed_up_at))::BIGINT) AS t
  FROM range(16000) r(i) JOIN users u ON u.user_id = 1 + floor(pow((hash(i, 31) % 100000)::INTEGER / 100000.0, 1.6) * 1120)::INTEGER
);
